import type { INodeExecutionData } from 'n8n-workflow';
import { run } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime } from './support/steppedTime';
import { Watched } from './support/watched';

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
const FAILING = {
	'goes away': 'f [[region*2]]',
	stays: 'f [[region*inf]]',
	'is for good': 'f [[answer:400*inf]]',
};
type Kind = keyof typeof FAILING;
const PLACES = { first: 0, middle: 1, last: 2, only: 0 };
type Place = keyof typeof PLACES;

const cases = (
	['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as OnError[]
).flatMap((onError) =>
	[true, false].flatMap((retry) =>
		(Object.keys(FAILING) as Kind[]).flatMap((kind) =>
			(Object.keys(PLACES) as Place[]).map((place) => ({ onError, retry, kind, place })),
		),
	),
);

/** How often n8n should run the node: a failure for good wastes as few tries as n8n lets it. */
function runsOf({ onError, retry, kind, place }: (typeof cases)[number]): number {
	if (!retry) return 1;
	if (kind !== 'is for good' || onError === 'stopWorkflow' || place === 'only') return 3;
	return onError === 'continueRegularOutput' && place === 'first' ? 3 : 1;
}

const row = ({ pairedItem }: INodeExecutionData) =>
	typeof pairedItem === 'number' ? pairedItem : (pairedItem as { item: number }).item;

test.each(cases)(
	'$onError, Retry On Fail $retry: the $place item fails, and it $kind',
	async (c) => {
		const { onError, retry, kind, place } = c;
		const prompts =
			place === 'only'
				? [FAILING[kind]]
				: ['a', 'b', 'c'].map((text, i) => (i === PLACES[place] ? FAILING[kind] : text));
		const node = new Watched();
		const ran = await run({
			baseUrl: relay.baseUrl,
			items: prompts.map((prompt, i) => ({ json: { prompt, row: i } })),
			parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}', duration: 5 },
			settings: { onError, retryOnFail: retry, maxTries: 3 },
			nodeTypes: { 'n8n-nodes-sora2.sora2': node },
		});
		const at = PLACES[place];
		const recovers = retry && kind === 'goes away';
		const others = prompts.map((_, i) => i).filter((i) => i !== at);
		const calls = prompts.map(
			(prompt) => relay.ledger.entries.filter((line) => line.prompt === prompt).length,
		);
		expect(calls).toEqual(
			prompts.map((_, i) => (i === at && retry && kind !== 'is for good' ? 3 : 1)),
		);
		expect(node.executed).toBe(runsOf(c));
		expect(relay.ledger.summary().chargedJobs).toBe(others.length + (recovers ? 1 : 0));

		if (recovers) {
			expect(ran.ok.map(row)).toEqual(prompts.map((_, i) => i));
			expect(ran.failed).toEqual([]);
		} else if (onError === 'stopWorkflow') {
			expect(ran.status).toBe('error');
			expect(ran.error?.context?.jobs).toHaveLength(others.length);
		} else if (onError === 'continueRegularOutput') {
			expect(ran.ok.map(row)).toEqual(prompts.map((_, i) => i));
			expect(ran.ok.map(({ json }) => 'error' in json)).toEqual(prompts.map((_, i) => i === at));
		} else {
			expect(ran.ok.map(row)).toEqual(others);
			expect(ran.failed.map(row)).toEqual([at]);
			expect(ran.failed[0].json).toMatchObject({
				prompt: prompts[at],
				row: at,
				error: { class: kind === 'is for good' ? 'invalid_request' : 'region' },
			});
		}
		for (const { json } of onError === 'continueErrorOutput' ? ran.ok : [])
			expect(json).not.toHaveProperty('error');
	},
);
