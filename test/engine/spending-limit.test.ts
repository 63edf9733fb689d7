import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { read, run, standard, start, type EngineOptions, type Ran } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime } from './support/steppedTime';
import { Watched } from './support/watched';

/* What one run of the node may spend, whatever happens to its orders. Prices are the article's: $0.12 on Reverse. */
let relay: Relay;
beforeAll(() => stepTime());
beforeEach(async () => {
	relay = await startRelay({ jobMs: 100 });
});
afterEach(async () => await relay.close());

const ofPrompts = (prompts: string[]) => prompts.map((prompt) => ({ json: { prompt } }));

const toRun = (
	prompts: string[],
	{ options, ...parameters }: IDataObject,
	more: Partial<EngineOptions> = {},
): EngineOptions => ({
	baseUrl: relay.baseUrl,
	items: ofPrompts(prompts),
	parameters: {
		channel: 'reverse',
		prompt: '={{ $json.prompt }}',
		duration: 5,
		...parameters,
		options: { concurrency: 1, ...(options as IDataObject) },
	},
	settings: { onError: 'continueErrorOutput' },
	...more,
});
const order = async (prompts: string[], parameters: IDataObject, more?: Partial<EngineOptions>) =>
	await run(toRun(prompts, parameters, more));

const classes = (ran: Ran) => ran.failed.map(({ json }) => (json.error as IDataObject).class);
const charged = () => relay.ledger.summary().chargedUsd;

test('counts a fallback at the price of the channel that accepted the order', async () => {
	const ran = await order(['a [[region*inf]]', 'b', 'c'], {
		options: { spendingLimit: 0.63, fallbackChannel: 'relay' },
	});
	// $0.50 on the Relay and $0.12 on Reverse: the third finds one cent.
	expect(ran.ok.map(({ json }) => json.channel)).toEqual(['relay', 'reverse']);
	expect(classes(ran)).toEqual(['budget']);
	expect(charged()).toBeCloseTo(0.62);
});

test('a fallback that exceeds the limit is not ordered', async () => {
	const ran = await order(['a [[region*inf]]', 'b'], {
		options: { spendingLimit: 0.3, fallbackChannel: 'relay' },
	});
	expect(classes(ran)).toEqual(['budget']);
	expect(ran.ok).toHaveLength(1);
	expect(charged()).toBeCloseTo(0.12);
});

test('counts region resubmits once, whatever runs at the same time', async () => {
	const prompts = Array.from({ length: 12 }, (_, i) => `cat ${i} [[region*2]]`);
	const ran = await order(prompts, {
		options: { spendingLimit: 0.6, regionResubmits: 3, concurrency: 12 },
	});
	expect(ran.ok).toHaveLength(5);
	expect(charged()).toBeCloseTo(0.6);
});

test('variants cost nothing extra', async () => {
	const ran = await order(['a'], {
		options: { spendingLimit: 0.12, variants: ['thumbnail', 'spritesheet'] },
	});
	expect(ran.failed).toEqual([]);
	expect(charged()).toBeCloseTo(0.12);
});

test('a lost order stays counted, and another one for it exceeds the limit', async () => {
	relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
	const ran = await order(
		['a [[cutAfter*inf]]', 'b'],
		{ options: { spendingLimit: 0.2, resubmitWhenUnknown: true } },
		{ settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 5 } },
	);
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'budget',
		billed: 'unknown',
		hint: expect.stringContaining('may have been charged'),
	});
	expect(classes(ran)).toEqual(['budget', 'budget']);
	expect(relay.ledger.summary().submits).toBe(1);
});

test('a failed job that was not billed is subtracted', async () => {
	const ran = await order(
		['a [[fail:internal_error*1]]', 'b'],
		{ options: { spendingLimit: 0.24 } },
		{ settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 } },
	);
	expect(ran.failed).toEqual([]);
	expect(charged()).toBeCloseTo(0.24);
});

test('extra body fields that affect the price make it unknown, with a warning', async () => {
	const ran = await order(['a'], {
		channel: 'openAi',
		duration: 8,
		options: { spendingLimit: 1, extraBody: '{"seconds": "16"}' },
	});
	expect(ran.ok[0].json.warnings).toEqual(
		expect.arrayContaining([
			expect.stringContaining('replaces these fields of the form: seconds'),
			expect.stringContaining("'Spending Limit (USD)' could not count"),
		]),
	);
});

describe('across Retry of the execution', () => {
	const forRetry = (ran: Ran): IRunExecutionData => {
		const { data } = ran;
		const stored = JSON.parse(
			JSON.stringify({ ...data, resultData: { ...data.resultData, error: undefined } }),
		) as IRunExecutionData;
		stored.resultData.runData.Sora.pop();
		return stored;
	};

	test("counts what the failed execution ordered, at the endpoint's price", async () => {
		const prompts = ['a', 'b [[answer:400*1]]', 'c'];
		const parameters = {
			channel: 'openRouter',
			model: { __rl: true, mode: 'id', value: 'google/veo-3.1' },
			duration: 8,
			resolution: '720p',
			// $3.20 each.
			options: { spendingLimit: 7, generateAudio: true },
		};
		const at = { baseUrl: `${relay.url}/api/v1`, settings: {} };
		const failed = await order(prompts, parameters, at);
		expect(failed.status).toBe('error');
		expect(charged()).toBe(6.4);
		const ran = await order(prompts, parameters, {
			...at,
			runData: forRetry(failed),
			mode: 'retry',
		});
		expect(ran.error?.context).toMatchObject({ error: { class: 'budget' } });
		expect(charged()).toBe(6.4);
	});

	test('counts what a killed execution ordered before ordering anything', async () => {
		relay.set({ jobMs: 4000 });
		const prompts = ['a boat', 'a lamp', 'a field', 'a kite', 'a hat'];
		// $0.40 each, three fit in.
		const parameters = {
			channel: 'openAi',
			duration: 4,
			options: { spendingLimit: 1.3, concurrency: 2 },
		};
		const establishedAt = Date.now();
		const stored = {
			version: 1,
			startData: {},
			resultData: { runData: {} },
			executionData: {
				contextData: {},
				nodeExecutionStack: [],
				waitingExecution: {},
				waitingExecutionSource: {},
				metadata: {},
				runtimeData: { version: 1, establishedAt, source: 'trigger' },
			},
			resumeToken: 'token',
		} as unknown as IRunExecutionData;
		const options = toRun(prompts, parameters);
		const fresh = () => {
			const copy = structuredClone(stored);
			const [trigger] = standard(options.parameters ?? {}).nodes;
			copy.executionData!.nodeExecutionStack = [
				{ node: trigger, data: { main: [[{ json: {} }]] }, source: null },
			];
			return copy;
		};
		const node = new Watched();
		const running = await start({
			...options,
			runData: fresh(),
			executionId: 'killed',
			nodeTypes: { 'n8n-nodes-sora2.sora2': node },
		});
		node.onRequest = (_, when) => {
			if (when === 'answered' && relay.ledger.summary().accepted >= 2) running.cancel();
		};
		await running.result;
		expect(relay.ledger.summary().chargedJobs).toBe(2);
		const ran = read(
			await (
				await start({ ...options, runData: fresh(), mode: 'retry', executionId: 'retry' })
			).result,
		);
		expect(ran.ok).toHaveLength(3);
		expect(classes(ran)).toEqual(['budget', 'budget']);
		expect(relay.ledger.summary().chargedJobs).toBe(3);
	});
});
