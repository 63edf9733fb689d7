/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startRelay } from '../relay';
import type { IExecuteFunctions } from 'n8n-workflow';
import { Sora2 } from '../../nodes/Sora2/Sora2.node';
import { run, start } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	relay = await startRelay({ port: 0, keys: ['sk-local'], jobMs: 20 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const PERMANENT = '[[answer:400]]';
const twice = 'a [[region*2]]';
const always = 'a [[region*inf]]';

/** Submits the relay saw, by prompt, and what it charged. */
function books(prompts: string[]) {
	const entries = [...relay.ledger.entries];
	return {
		calls: prompts.map((prompt) => entries.filter((e) => e.prompt === prompt).length).join('/'),
		charged: entries.filter((e) => e.outcome === 'accepted').length,
	};
}

async function tries(prompts: string[], onError: string, more = {}) {
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: prompts.map((prompt, row) => ({ json: { prompt, row } })),
		parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}', duration: 5 },
		settings: { retryOnFail: true, maxTries: 3, onError: onError as never },
		...more,
	});
	return { ran, ...books(prompts) };
}

const rows = (items: Array<{ json: Record<string, unknown>; pairedItem?: unknown }>) =>
	items.map((i) => (i.pairedItem as { item: number }).item);

describe('continueErrorOutput', () => {
	test('A: a refusal of a middle item is gone on the third try', async () => {
		const { ran, calls, charged } = await tries(['one', twice, 'three'], 'continueErrorOutput');
		expect(calls).toBe('1/3/1');
		expect(charged).toBe(3);
		expect(rows(ran.ok)).toEqual([0, 1, 2]);
		expect(ran.failed).toEqual([]);
	});

	test('B: a lasting refusal goes to the error output with its input', async () => {
		const { ran, calls } = await tries(['one', always, 'three'], 'continueErrorOutput');
		expect(calls).toBe('1/3/1');
		expect(ran.ok).toHaveLength(2);
		expect(ran.failed[0].json).toMatchObject({
			prompt: always,
			row: 1,
			error: {
				class: 'region',
				code: 'unsupported_country_code',
				country: 'MM',
				retryable: true,
				failover: true,
				billed: 'no',
				channel: 'reverse',
			},
		});
	});

	test('C: a permanent failure first, then a passing refusal', async () => {
		const bad = `bad ${PERMANENT}`;
		const { ran, calls } = await tries([bad, twice, 'three'], 'continueErrorOutput');
		expect(calls).toBe('1/3/1');
		expect(rows(ran.ok)).toEqual([1, 2]);
		expect(ran.failed).toHaveLength(1);
	});

	test('D: all permanent: one request each', async () => {
		const { calls, ran } = await tries(
			[1, 2, 3].map((n) => `bad ${n} [[answer:400*inf]]`),
			'continueErrorOutput',
		);
		expect(calls).toBe('1/1/1');
		expect(ran.failed).toHaveLength(3);
		expect(ran.ok).toEqual([]);
	});
});

test('F: continueRegularOutput keeps the input order in the end', async () => {
	const { ran, calls } = await tries(
		['bad [[answer:400*inf]]', twice, 'three'],
		'continueRegularOutput',
	);
	expect(calls).toBe('1/3/1');
	expect(rows(ran.ok)).toEqual([0, 1, 2]);
	expect(ran.ok[0].json).toHaveProperty('error.class', 'invalid_request');
});

test('G: stopWorkflow with a passing refusal', async () => {
	const { ran, calls, charged } = await tries(['one', twice, 'three'], 'stopWorkflow');
	expect(ran.status).toBe('success');
	expect(calls).toBe('1/3/1');
	expect(charged).toBe(3);
});

test('H: stopWorkflow with a permanent failure: the error names the paid jobs', async () => {
	const { ran, calls } = await tries(['one', 'bad [[answer:400*inf]]', 'three'], 'stopWorkflow');
	expect(ran.status).toBe('error');
	expect(calls).toBe('1/1/1');
	expect(ran.error?.context).toMatchObject({
		error: { class: 'invalid_request' },
		jobs: [{ itemIndex: 0 }, { itemIndex: 2 }],
	});
});

test('a connection cut after acceptance: the job is adopted from the list, not paid again', async () => {
	const { ran, charged, calls } = await tries(['one', 'two [[cutAfter]]'], 'continueErrorOutput');
	expect(ran.ok).toHaveLength(2);
	expect(calls).toBe('1/1');
	expect(charged).toBe(2);
});

test('two identical lost orders and two fitting jobs: each gets one, and none is paid twice', async () => {
	const lost = 'same [[cutAfter*2]]';
	const { ran, charged } = await tries([lost, lost], 'continueErrorOutput');
	expect(charged).toBe(2);
	expect(new Set(ran.ok.map(({ json }) => json.id)).size).toBe(2);
});

test('two lost orders that only share the prompt: candidates are named, and nothing is paid twice', async () => {
	const lost = 'same [[cutAfter*2]]';
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: [4, 8].map((duration) => ({ json: { prompt: lost, duration } })),
		parameters: {
			channel: 'openAi',
			prompt: '={{ $json.prompt }}',
			duration: '={{ $json.duration }}',
		} as never,
		settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
	});
	expect(relay.ledger.summary().chargedJobs).toBe(2);
	expect(ran.failed).toHaveLength(2);
	for (const { json } of ran.failed)
		expect(json.error).toMatchObject({
			billed: 'unknown',
			retryable: false,
			failover: false,
			candidates: [{}, {}],
		});
});

test('failing polls and a cut download cost nothing and keep the job', async () => {
	const { ran, charged } = await tries(
		['x [[pollFail:502*2]] [[contentCut:2000*2]]'],
		'continueErrorOutput',
	);
	expect(ran.ok).toHaveLength(1);
	expect(charged).toBe(1);
});

test('Stop ends the run as canceled long before the job ends, and nothing is sent afterwards', async () => {
	const running = await start({
		baseUrl: relay.baseUrl,
		items: [{ json: { prompt: 'slow [[jobMs:60000]]' } }],
		parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}' },
		settings: { retryOnFail: true, maxTries: 3 },
	});
	while (relay.ledger.entries.length === 0) await new Promise((r) => setTimeout(r, 20));
	await new Promise((r) => setTimeout(r, 100));
	const began = Date.now();
	running.cancel();
	const ended = await running.result;
	// A few milliseconds on an idle machine; the simulation checks the upper limit.
	expect(Date.now() - began).toBeLessThan(20_000);
	expect(ended.status).toBe('canceled');
	const seen = relay.requests.length;
	await new Promise((r) => setTimeout(r, 1500));
	expect(relay.requests.length).toBe(seen);
});

test('a failure that forbids failover is passed on, not paid for', async () => {
	const error = {
		message: 'm',
		hint: 'h',
		class: 'timeout',
		retryable: true,
		failover: false,
		billed: 'yes',
		jobId: 'video_1',
	};
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: [{ json: { prompt: 'p', error } }],
		parameters: { prompt: '={{ $json.prompt }}' },
		settings: { onError: 'continueErrorOutput' },
	});
	expect(relay.ledger.entries).toHaveLength(0);
	expect(ran.failed[0].json.error).toEqual(error);
});

test('submit, then get, wait, list, download and delete by ID', async () => {
	const go = async (parameters: Record<string, unknown>) =>
		await run({
			baseUrl: relay.baseUrl,
			items: [{ json: {} }],
			parameters: { channel: 'openAi', ...parameters } as never,
		});
	const submitted = await go({ operation: 'submit', prompt: 'a cat', duration: 8 });
	const videoId = submitted.ok[0].json.id;
	expect(submitted.ok[0].binary).toBeUndefined();
	expect((await go({ operation: 'get', videoId })).ok[0].json).toMatchObject({ id: videoId });
	expect((await go({ operation: 'wait', videoId })).ok[0]).toMatchObject({
		json: { id: videoId, status: 'completed' },
		binary: { data: {} },
	});
	expect((await go({ operation: 'getMany', limit: 5 })).ok.map((i) => i.json.id)).toEqual([
		videoId,
	]);
	expect((await go({ operation: 'download', videoId })).ok[0].json).toEqual({ id: videoId });
	expect((await go({ operation: 'delete', videoId })).ok[0].json).toEqual({
		id: videoId,
		deleted: true,
	});
	expect((await go({ operation: 'get', videoId })).error?.message).toBeTruthy();
	expect(relay.ledger.entries).toHaveLength(1);
});

test('a credential that cannot be read in a later try does not hide the job that was paid for', async () => {
	const node = new Sora2();
	let executed = 0;
	node.execute = async function (this: IExecuteFunctions) {
		const isLater = ++executed > 1;
		const getCredentials = async (type: string) => {
			if (isLater) throw new Error('The secrets vault is sealed');
			return await this.getCredentials(type);
		};
		const ctx = Object.create(this, { getCredentials: { value: getCredentials } });
		return await Sora2.prototype.execute.call(ctx as IExecuteFunctions);
	};
	const { ran, charged } = await tries(['a [[stuck]]'], 'continueErrorOutput', {
		parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}', options: { timeout: 0.1 } },
		nodeTypes: { 'n8n-nodes-sora2.sora2': node },
	});
	expect([executed, charged]).toEqual([3, 1]);
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'timeout',
		billed: 'yes',
		jobId: [...relay.ledger][0].jobId,
	});
});
