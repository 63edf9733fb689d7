import { start } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import type { Chaos, TroubleName } from './support/chaos';
import { stepTime, wall } from './support/steppedTime';
import { broken } from './support/laws';
import { play } from './support/world';

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const calm: Omit<Chaos, 'items'> = {
	lists: [],
	onError: 'stopWorkflow',
	tries: 1,
	concurrency: 2,
	channel: 'reverse',
	fallback: 'none',
	regionResubmits: 0,
	resubmitWhenUnknown: false,
	timeout: 15,
};
const item = (...troubles: Array<[TroubleName, number]>) => ({
	troubles: troubles.map(([what, times]) => ({ what, times })),
});
const same = { like: true, troubles: [] };

test.each<[string, Chaos]>([
	[
		'candidates of items other than the one in the thrown error',
		{
			...calm,
			items: [item(['badJsonAfter', 1], ['cutAfter', 1]), same],
			resubmitWhenUnknown: true,
		},
	],
	[
		'candidates of an order that was sent again and succeeded',
		{
			...calm,
			items: [item(['cutBefore', 1], ['badJsonAfter', 1]), same],
			resubmitWhenUnknown: true,
		},
	],
	[
		'a file without Range that always breaks at the same byte',
		{
			...calm,
			items: [item(['contentNoRange', Infinity])],
			timeout: 60,
			onError: 'continueErrorOutput',
		},
	],
	[
		'an answer that is lost, and a list that is down at first',
		{
			...calm,
			items: [item(['cutAfter', 1])],
			lists: ['answer:500', 'cutBefore', 'empty'],
			onError: 'continueErrorOutput',
			fallback: 'relay',
		},
	],
	[
		'two lost answers to one prompt, and a fallback',
		{
			...calm,
			items: [item(['cutAfter', 2]), same],
			tries: 3,
			onError: 'continueErrorOutput',
			fallback: 'relay',
		},
	],
	['a job that fails and was billed', { ...calm, items: [item(['failsBilled', 2])], tries: 3 }],
	['a job that fails twice', { ...calm, items: [item(['fails', 2])], tries: 4 }],
	[
		'Stop while the order is being sent',
		{
			...calm,
			items: [item(['slowSubmit', 1]), item()],
			tries: 3,
			stop: { request: 1, when: 'begun', afterMs: 0 },
		},
	],
	[
		'Stop after the order was answered',
		{
			...calm,
			items: [item(), item()],
			tries: 3,
			concurrency: 1,
			stop: { request: 1, when: 'answered', afterMs: 0 },
		},
	],
])('%s', async (_, chaos) => {
	expect(broken(await play(relay, chaos))).toEqual([]);
});

test('an order whose answer was cut off by Stop does not block later ones', async () => {
	const go = async () =>
		await start({
			baseUrl: relay.baseUrl,
			items: [{ json: {} }],
			parameters: { prompt: 'the same', duration: 5, options: { timeout: 60 } },
			settings: { onError: 'continueErrorOutput' },
		});
	relay.script(['hangAfter', 'cutAfter']);
	const first = await go();
	while (relay.ledger.entries.length === 0) await wall(2);
	first.cancel();
	await first.result;
	const second = await (await go()).result;
	expect(second).toMatchObject({ status: 'success' });
	// Two orders are lost and two jobs are there: neither is guessed.
	expect(relay.ledger.summary().chargedJobs).toBe(2);
});
