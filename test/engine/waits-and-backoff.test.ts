import { run, type EngineOptions } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime } from './support/steppedTime';

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

async function go(prompts: string[], tries = 1, opts = {}, more: Partial<EngineOptions> = {}) {
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}', duration: 5, options: opts },
		settings: { onError: 'continueErrorOutput', retryOnFail: tries > 1, maxTries: tries },
		...more,
	});
	return { ran, lines: relay.ledger.entries };
}

describe('a 429 is waited out for as long as the endpoint asks', () => {
	// Fifty seconds pass in one here, so a busy machine adds some; and a date is read some time after it was written.
	test.each<[string, () => Record<string, string>, number, number]>([
		['seconds', () => ({ 'retry-after': '4' }), 4000, 20_000],
		[
			'a date',
			() => ({ 'retry-after': new Date(Date.now() + 50_000).toUTCString() }),
			20_000,
			60_000,
		],
		['milliseconds', () => ({ 'retry-after-ms': '2500' }), 2500, 20_000],
	])('%s', async (_, headers, leastMs, mostMs) => {
		relay.script({ answer: { status: 429, headers: headers() } });
		const { ran, lines } = await go(['a']);
		expect(ran.ok).toHaveLength(1);
		expect(lines).toHaveLength(2);
		const waited = lines[1].t - lines[0].t;
		expect(waited).toBeGreaterThanOrEqual(leastMs);
		expect(waited).toBeLessThan(mostMs);
	});

	test('so is a 503 with Retry-After', async () => {
		relay.script({ answer: { status: 503, headers: { 'retry-after': '3' } } });
		const { ran, lines } = await go(['a']);
		expect(ran.ok).toHaveLength(1);
		expect(lines[1].t - lines[0].t).toBeGreaterThanOrEqual(3000);
	});
});

test('a long wait is returned as a failure', async () => {
	relay.script({ answer: { status: 429, headers: { 'retry-after': '300' } } });
	const { ran, lines } = await go(['a']);
	expect(lines).toHaveLength(1);
	expect(ran.failed[0].json).toMatchObject({
		error: { class: 'rate_limit', retryable: true, retryAfterMs: 300_000, billed: 'no' },
	});
});

describe('a pause of an hour', () => {
	const hour = { status: 429, headers: { 'retry-after': '3600' } };

	test('is not waited out by later items or tries, which fail without a request', async () => {
		relay.script({ answer: hour });
		const { ran } = await go(['a', 'b'], 3, { concurrency: 1 });
		expect(relay.requests).toHaveLength(1);
		for (const { json } of ran.failed)
			expect(json).toMatchObject({
				error: {
					class: 'rate_limit',
					retryable: true,
					billed: 'no',
					httpStatus: 429,
					message: expect.stringContaining('not sent'),
				},
			});
		const [first, second] = ran.failed.map(
			({ json }) => (json.error as { retryAfterMs: number }).retryAfterMs,
		);
		expect(ran.failed).toHaveLength(2);
		for (const left of [first, second]) expect(left > 3_400_000 && left <= 3_600_250).toBe(true);
	});

	test('is waited out by a poll until Timeout, and the job is kept', async () => {
		relay.script({ on: 'poll', do: { answer: hour } });
		const began = Date.now();
		const { ran, lines } = await go(['a [[jobMs:60000]]'], 2, { timeout: 3 });
		expect(lines).toHaveLength(1);
		expect(ran.failed[0].json).toMatchObject({
			error: {
				class: 'timeout',
				jobId: lines[0].jobId,
				retryable: true,
				failover: false,
				billed: 'yes',
				message: expect.stringContaining('HTTP 429'),
			},
		});
		expect(Date.now() - began).toBeLessThan(60_000);
	});

	test('does not stop a fallback channel, nor polls of an accepted job', async () => {
		relay.script({ on: 'submit', match: { prompt: 'zebra' }, do: { answer: hour } });
		const { ran } = await go(['a [[jobMs:3000]]', 'zebra'], 1, {
			concurrency: 2,
			fallbackChannel: 'relay',
		});
		expect(ran.failed).toEqual([]);
		expect(ran.ok.map(({ json }) => json.channel)).toEqual(['reverse', 'relay']);
	});

	test('does not stop the lookup of a lost order: its job is found and delivered', async () => {
		const { ran, lines } = await go(['a [[limit:3600]]', 'b [[cutAfter]] [[slow:500]]'], 1, {
			concurrency: 2,
			timeout: 15,
		});
		expect(lines.filter((line) => line.jobId)).toHaveLength(1);
		expect(JSON.stringify(ran.ok)).toContain(lines.find((line) => line.jobId)!.jobId);
	});

	test.each([
		['download', 'timeout'],
		['get', 'rate_limit'],
		['getMany', 'rate_limit'],
		['delete', 'rate_limit'],
	])('ends the operation %s after one request for two items', async (operation, cls) => {
		const videoId = (await go(['made before'])).lines[0].jobId!;
		const before = relay.requests.length;
		relay.script({ on: 'any', times: Infinity, do: { answer: hour } });
		const ran = await run({
			baseUrl: relay.baseUrl,
			items: [{ json: {} }, { json: {} }],
			parameters: {
				operation,
				channel: 'openAi',
				videoId,
				options: { concurrency: 1, timeout: 3 },
			},
			settings: { onError: 'continueErrorOutput' },
		});
		expect(ran.failed.map(({ json }) => (json.error as { class: string }).class)).toEqual([
			cls,
			cls,
		]);
		expect(relay.requests).toHaveLength(before + 1);
	});
});

test('a 503 without Retry-After is returned as a failure, and Retry On Fail orders again', async () => {
	const { ran, lines } = await go(['a [[answer:503*2]]'], 3);
	expect(ran.ok).toHaveLength(1);
	expect(lines).toHaveLength(3);
});

test('a timeout keeps the job: the next try continues with the same ID', async () => {
	const { ran, lines } = await go(['a [[jobMs:12000]]'], 3, { timeout: 5 });
	expect(lines).toHaveLength(1);
	expect(ran.ok[0].json).toMatchObject({ id: lines[0].jobId, status: 'completed' });
});

test('without another try the timeout names the job', async () => {
	const { ran, lines } = await go(['a [[stuck]]'], 1, { timeout: 3 });
	expect(ran.failed[0].json).toMatchObject({
		error: {
			class: 'timeout',
			jobId: lines[0].jobId,
			retryable: true,
			failover: false,
			billed: 'yes',
		},
	});
});

describe('Idempotency-Key', () => {
	test('differs for every item, even with the same prompt', async () => {
		const { lines } = await go(['a', 'a', 'b']);
		expect(new Set(lines.map((line) => line.idempotencyKey)).size).toBe(3);
	});

	test('changes after a certain refusal', async () => {
		const { lines } = await go(['a [[region*2]]'], 3);
		expect(lines).toHaveLength(3);
		expect(new Set(lines.map((line) => line.idempotencyKey)).size).toBe(3);
	});

	test('stays the same while the outcome is unknown: an endpoint that honors it charges once', async () => {
		relay.set({ idempotency: true });
		relay.script({ on: 'list', times: Infinity, do: 'answer:500' });
		const { ran, lines } = await go(['a [[cutAfter]]'], 1, { resubmitWhenUnknown: true });
		relay.set({ idempotency: false });
		expect(ran.ok).toHaveLength(1);
		expect(new Set(lines.map((line) => line.idempotencyKey)).size).toBe(1);
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, deduped: 1, chargedJobs: 1 });
	});
});

describe('a fallback inside the node', () => {
	test('is used after a certain refusal, and the item reports both channels', async () => {
		const { ran, lines } = await go(['a [[region*inf]]'], 1, { fallbackChannel: 'relay' });
		expect(lines.map((line) => line.model)).toEqual(['sora-2', 'sora-2-official']);
		expect(ran.ok[0].json).toMatchObject({
			channel: 'relay',
			attempts: [
				{ channel: 'reverse', outcome: 'region', country: 'MM' },
				{ channel: 'relay', outcome: 'completed' },
			],
		});
	});

	test('is not used after a lost answer', async () => {
		relay.script({ on: 'list', times: Infinity, do: 'answer:500' });
		const { ran, lines } = await go(['a [[cutAfter]]'], 3, { fallbackChannel: 'relay' });
		expect(lines).toHaveLength(1);
		expect(ran.failed[0].json).toMatchObject({
			error: { billed: 'unknown', failover: false, retryable: false },
		});
	});
});

test('Region Resubmits sends again after two seconds, within the try', async () => {
	const { ran, lines } = await go(['a [[region*2]]'], 1, { regionResubmits: 2 });
	expect(ran.ok).toHaveLength(1);
	expect(lines[1].t - lines[0].t).toBeGreaterThanOrEqual(2000);
});
