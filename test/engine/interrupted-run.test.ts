import type { IRun, IRunExecutionData } from 'n8n-workflow';
import { read, standard, start, type EngineOptions, type Ran } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime, wall } from './support/steppedTime';
import { Watched } from './support/watched';

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 4000 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

let executions = 0;
const parameters = (options = {}) => ({
	channel: 'openAi',
	prompt: '={{ $json.prompt }}',
	duration: 4,
	options: { concurrency: 2, ...options },
});
const nodes = (options?: object) => standard(parameters(options)).nodes;

/** What n8n stores of an execution before it runs, and all there is of it after a kill. */
function untouched(establishedAt = Date.now(), options?: object): IRunExecutionData {
	return {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		resumeToken: `token-${establishedAt}`,
		executionData: {
			contextData: {},
			nodeExecutionStack: [
				{ node: nodes(options)[0], data: { main: [[{ json: {} }]] }, source: null },
			],
			waitingExecution: {},
			waitingExecutionSource: {},
			metadata: {},
			runtimeData: { version: 1, establishedAt, source: 'trigger' },
		},
	} as unknown as IRunExecutionData;
}

const begin = async (prompts: string[], runData: IRunExecutionData, more: Partial<EngineOptions>) =>
	await start({
		baseUrl: relay.baseUrl,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		parameters: parameters(),
		settings: { onError: 'continueErrorOutput' },
		executionId: String(++executions),
		runData,
		...more,
	});

/** Runs until `accepted` jobs are, and is given up then: no request of it is sent any more, nothing of it is stored. */
async function interrupted(prompts: string[], accepted: number): Promise<IRunExecutionData> {
	const stored = untouched();
	await stopAt(accepted, prompts, structuredClone(stored));
	return stored;
}

/** Begins an execution and cancels it as soon as so many jobs are accepted. */
async function stopAt(
	accepted: number,
	prompts: string[],
	runData: IRunExecutionData,
	more: Partial<EngineOptions> = {},
): Promise<IRun> {
	const node = new Watched();
	const nodeTypes = { [more.settings?.type ?? 'n8n-nodes-sora2.sora2']: node };
	const running = await begin(prompts, runData, { ...more, nodeTypes });
	node.onRequest = (_, when) => {
		if (when === 'answered' && relay.ledger.summary().accepted >= accepted) running.cancel();
	};
	return await running.result;
}

async function retry(
	prompts: string[],
	stored: IRunExecutionData,
	more: Partial<EngineOptions> = {},
): Promise<Ran> {
	const copy = JSON.parse(JSON.stringify(stored)) as IRunExecutionData;
	return read(await (await begin(prompts, copy, { mode: 'retry', ...more })).result);
}

const charged = (prompt: string) =>
	relay.ledger.entries.filter((line) => line.prompt === prompt && line.charged > 0).length;

describe('Retry after n8n was killed', () => {
	const four = ['a boat', 'a lamp', 'a field', 'a kite'];

	test('continues with existing orders and orders the rest', async () => {
		const stored = await interrupted(four, 2);
		const ran = await retry(four, stored);
		expect(ran.status).toBe('success');
		expect(ran.failed).toEqual([]);
		expect(ran.ok.map((item) => item.json.status)).toEqual(Array(4).fill('completed'));
		expect(four.map(charged)).toEqual([1, 1, 1, 1]);
	});

	test('does so again after the Retry was killed, too', async () => {
		const stored = await interrupted(four, 2);
		await stopAt(3, four, structuredClone(stored), { mode: 'retry' });
		const ran = await retry(four, stored);
		expect(ran.ok).toHaveLength(4);
		expect(four.map(charged)).toEqual([1, 1, 1, 1]);
	});

	test('two Retries at once order nothing twice, and a third delivers everything', async () => {
		const stored = await interrupted(four, 2);
		const both = await Promise.all([retry(four, stored), retry(four, stored)]);
		expect(four.map(charged)).toEqual([1, 1, 1, 1]);
		for (const { failed } of both)
			for (const { json } of failed) expect(json.error).toMatchObject({ billed: 'unknown' });
		const ran = await retry(four, stored);
		expect(ran.ok).toHaveLength(4);
		expect(four.map(charged)).toEqual([1, 1, 1, 1]);
	});

	test('assigns identical orders to as many fitting jobs, one each', async () => {
		const alike = ['a boat', 'a boat'];
		const ran = await retry(alike, await interrupted(alike, 2));
		expect(new Set(ran.ok.map((item) => item.json.id)).size).toBe(2);
		expect(charged('a boat')).toBe(2);
	});

	test('does not guess if the numbers of identical orders and jobs differ', async () => {
		const alike = ['a boat', 'a boat', 'a boat', 'a lamp'];
		const stored = await interrupted(alike, 2);
		const ran = await retry(alike, stored);
		expect(ran.ok.map((item) => charged('a lamp') && item.json.status)).toEqual(['completed']);
		expect(ran.failed).toHaveLength(3);
		const [{ error }] = ran.failed.map((item) => item.json as { error: Record<string, unknown> });
		expect(error).toMatchObject({
			class: 'network',
			billed: 'unknown',
			retryable: false,
			failover: false,
		});
		expect((error.candidates as unknown[]).length).toBe(2);
		expect(charged('a boat')).toBe(2);
	});

	test('leaves jobs of other executions alone', async () => {
		const stored = untouched();
		await (
			await begin(['a boat'], untouched(Date.now() + 1), {})
		).result;
		const ran = await retry(['a boat'], stored);
		expect(ran.ok).toHaveLength(1);
		expect(charged('a boat')).toBe(2);
	});

	test('distinguishes orders with the same prompt by their length', async () => {
		const stored = untouched();
		const lengths = {
			parameters: { ...parameters(), duration: '={{ $json.seconds }}' },
			items: [4, 8].map((seconds) => ({ json: { prompt: 'a boat', seconds } })),
		};
		await stopAt(2, [], structuredClone(stored), lengths);
		const ran = await retry([], stored, lengths);
		expect(ran.ok.map((item) => item.json.duration)).toEqual([4, 8]);
		expect(charged('a boat')).toBe(2);
	});
});

describe('Retry after an interrupted agent', () => {
	const type = 'n8n-nodes-sora2.sora2Tool';
	const asTool = (options = {}) => ({
		parameters: parameters(options),
		settings: { type, onError: 'continueErrorOutput' as const },
		nodeTypes: { [type]: new Watched() },
	});

	test.each([{}, { idempotencyHonoured: true }])(
		'continues with the order of its tool: %j',
		async (o) => {
			const stored = untouched();
			await stopAt(2, ['a boat', 'a lamp'], structuredClone(stored), asTool(o));
			const ran = await retry(['a lamp', 'a boat', 'a kite'], stored, asTool(o));
			expect(ran.failed).toEqual([]);
			expect(['a boat', 'a lamp', 'a kite'].map(charged)).toEqual([1, 1, 1]);
		},
	);
});

describe('with Idempotency-Keys', () => {
	beforeAll(() => relay.set({ idempotency: true }));
	afterAll(() => relay.set({ idempotency: false }));

	// Older n8n gives nothing that tells one execution from another.
	const withToken = require.resolve('n8n-core').includes('engines') ? test.skip : test;
	withToken('Retry sends the same orders with the same keys, and needs no list', async () => {
		const honored = { parameters: parameters({ idempotencyHonoured: true }) };
		const prompts = ['a boat', 'a boat', 'a lamp [[region!*1]]'];
		const stored = untouched();
		await stopAt(2, prompts, structuredClone(stored), honored);
		const ran = await retry(prompts, stored, {
			...honored,
			settings: { onError: 'continueErrorOutput', retryOnFail: true },
		});
		expect(ran.ok).toHaveLength(3);
		expect(new Set(ran.ok.map((item) => item.json.id)).size).toBe(3);
		expect(relay.ledger.summary()).toMatchObject({ chargedJobs: 3, deduped: 2 });
		expect(
			relay.requests.filter(({ path }) => path === '/v1/videos').map((r) => r.method),
		).not.toContain('GET');
	});

	test('another execution of the same workflow has its own keys', async () => {
		const honored = { parameters: parameters({ idempotencyHonoured: true }) };
		await (
			await begin(['a boat'], untouched(1_000), honored)
		).result;
		await (
			await begin(['a boat'], untouched(2_000), honored)
		).result;
		expect(charged('a boat')).toBe(2);
	});
});

describe('if the endpoint cannot say what was ordered', () => {
	const failureOf = (ran: Ran) => ran.failed[0].json.error as Record<string, string>;

	test('a list that is refused is not said to be missing', async () => {
		const stored = await interrupted(['a boat'], 1);
		relay.script({ on: 'list', times: Infinity, do: 'answer:401' });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran).message).toContain('the list of jobs on');
		expect(failureOf(ran).message).toContain('could not be read (');
		expect(charged('a boat')).toBe(1);
	});

	test('without a list nothing is ordered, and the failure says what to do', async () => {
		const stored = await interrupted(['a boat'], 1);
		relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran)).toMatchObject({ class: 'network', billed: 'unknown' });
		expect(failureOf(ran).message).toContain('does not list its jobs');
		expect(failureOf(ran).hint).toContain('Order Again If Answer Lost');
		expect(charged('a boat')).toBe(1);
	});

	test('nothing is ordered if n8n forgot the start time and a job may belong to the item', async () => {
		const stored = await interrupted(['a boat', 'a lamp'], 1);
		// n8n 1.123 stores the context when a run ends.
		delete stored.executionData!.runtimeData;
		const ran = await retry(['a boat', 'a lamp', 'a kite'], stored);
		const asked = ran.failed.map((item) => item.json.prompt);
		expect(asked).toContain('a boat');
		for (const item of ran.failed)
			expect(item.json.error).toMatchObject({ billed: 'unknown', candidates: [{}] });
		expect(ran.ok).toHaveLength(3 - asked.length);
		expect(['a boat', 'a lamp', 'a kite'].map(charged)).toEqual([1, 1, 1]);
	});

	test('the option orders anyway and says what is unknown', async () => {
		const stored = await interrupted(['a boat'], 1);
		relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
		const ran = await retry(['a boat'], stored, {
			parameters: parameters({ resubmitWhenUnknown: true }),
		});
		expect(ran.ok[0].json.attempts).toMatchObject([
			{ outcome: 'network' },
			{ outcome: 'completed' },
		]);
		expect(charged('a boat')).toBe(2);
	});

	test('nothing is ordered if the list does not reach back far enough', async () => {
		const stored = await interrupted(['a boat'], 1);
		const page = {
			data: [{ id: 'video_new', prompt: 'another', created_at: Math.floor(Date.now() / 1000) }],
			has_more: true,
			last_id: 'video_new',
		};
		relay.script({ on: 'list', times: Infinity, do: { answer: { status: 200, json: page } } });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran).message).toContain('does not reach back');
		expect(charged('a boat')).toBe(1);
	});

	test.each([
		['leaves out prompts', { id: 'video_x', created_at: Math.floor(Date.now() / 1000) + 1e6 }],
		['leaves out dates', { id: 'video_x', prompt: 'a boat' }],
		['renames models', { id: 'video_x', prompt: 'a boat', model: 'house-model', created_at: 4e9 }],
	])('a job is only a candidate if the list %s', async (_, job) => {
		const stored = await interrupted(['a boat'], 1);
		const page = { data: [job], has_more: false };
		relay.script({ on: 'list', times: Infinity, do: { answer: { status: 200, json: page } } });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran)).toMatchObject({ billed: 'unknown', candidates: [{ id: 'video_x' }] });
		expect(charged('a boat')).toBe(1);
	});

	const isoSeconds = (ms: number) => Math.floor(ms / 1000);
	const listing = (data: object[], hasMore = false) => ({
		answer: { status: 200, json: { data, has_more: hasMore, last_id: 'next' } },
	});

	test('a lagging list gets as much time as after a lost answer', async () => {
		const stored = await interrupted(['a boat'], 1);
		relay.script({ on: 'list', times: 2, do: listing([]) });
		const ran = await retry(['a boat'], stored);
		expect(ran.ok).toHaveLength(1);
		expect(charged('a boat')).toBe(1);
	});

	test('a job dated before the start by an unknown clock is a candidate', async () => {
		const stored = await interrupted(['a boat'], 1);
		const began = stored.executionData!.runtimeData!.establishedAt;
		const job = { id: 'video_x', prompt: 'a boat', created_at: isoSeconds(began) - 20 };
		relay.script({ on: 'list', times: Infinity, do: listing([job]) });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran)).toMatchObject({ billed: 'unknown', candidates: [{ id: 'video_x' }] });
		expect(charged('a boat')).toBe(1);
	});

	test('an old job among newer ones does not end an unsorted list', async () => {
		const stored = await interrupted(['a boat'], 1);
		const now = isoSeconds(Date.now());
		const [newer, old, last] = [now, now - 86_400, now - 5].map((created_at, i) => ({
			id: `video_${i}`,
			prompt: 'another',
			created_at,
		}));
		const mine = { id: relay.ledger.entries[0].jobId, prompt: 'a boat', created_at: now };
		const pages = [listing([newer, old, last], true), listing([mine])];
		relay.script([1, 2, 3].flatMap(() => pages.map((page) => ({ on: 'list' as const, do: page }))));
		const ran = await retry(['a boat'], stored);
		expect(mine.id).toEqual(expect.any(String));
		expect(ran.ok.map((item) => item.json.id)).toEqual([mine.id]);
		expect(charged('a boat')).toBe(1);
	});

	test('an endless unsorted list proves nothing', async () => {
		const stored = await interrupted(['a boat'], 1);
		const now = isoSeconds(Date.now());
		const dates = [now, now - 86_400, now - 5];
		const jobs = dates.map((created_at, i) => ({
			id: `video_${i}`,
			prompt: 'another',
			created_at,
		}));
		relay.script({ on: 'list', times: Infinity, do: listing(jobs, true) });
		const ran = await retry(['a boat'], stored);
		expect(failureOf(ran).message).toContain('does not reach back');
		expect(charged('a boat')).toBe(1);
	});

	test('prompts with different Unicode normalization are the same', async () => {
		const stored = await interrupted(['a café at night'], 1);
		const job = { id: 'video_x', prompt: 'a cafe\u0301 at night', created_at: 4e9 };
		relay.script({ on: 'list', times: Infinity, do: listing([job]) });
		const ran = await retry(['a café at night'], stored);
		expect(failureOf(ran)).toMatchObject({ candidates: [{ id: 'video_x' }] });
		expect(charged('a café at night')).toBe(1);
	});

	test('an item that was certainly refused is ordered, with or without a list', async () => {
		const stop = { settings: {} };
		const prompts = ['a boat', 'a lamp [[answer:400*1]]'];
		const failed = read(await (await begin(prompts, untouched(), stop)).result);
		expect(failed.status).toBe('error');
		const stored = structuredClone(failed.data);
		stored.resultData.error = undefined;
		stored.resultData.runData.Sora.pop();
		relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
		const ran = await retry(prompts, stored, stop);
		expect(ran.ok).toHaveLength(2);
		expect(prompts.map(charged)).toEqual([1, 1]);
	});
});

describe('Retry after a Stop whose data n8n kept', () => {
	test.each(['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow'] as const)(
		'starts at the node itself and delivers: %s',
		async (onError) => {
			const prompts = ['a boat', 'a lamp', 'a field'];
			const settings = { settings: { onError, retryOnFail: true, maxTries: 3 } };
			const stopped = await stopAt(2, prompts, untouched(), settings);
			expect(stopped.status).toBe('canceled');
			const before = relay.requests.length;
			await wall(30);
			expect(relay.requests.length).toBe(before);
			// Nothing of it went on: no items that look like videos.
			expect(stopped.data.resultData.runData.Ok).toBeUndefined();
			const ran = await retry(prompts, stopped.data, settings);
			expect(ran.status).toBe('success');
			expect(ran.ok.map((item) => item.json.status)).toEqual(Array(3).fill('completed'));
			expect(prompts.map(charged)).toEqual([1, 1, 1]);
		},
	);
});
