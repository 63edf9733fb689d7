import { createLedger } from '../../../nodes/Sora2/jobs/itemLedger';
import { waitForJob } from '../../../nodes/Sora2/jobs/poll';
import {
	COMPLETED,
	CUT,
	fakeEndpoint,
	HTML,
	NOT_FOUND,
	orderedJob,
	respond,
	settle,
	toRoute,
	type Script,
} from '../support/fakeEndpoint';
import { FakeTime } from '../support/fakeTime';

const SECOND = 1000;
const route = toRoute('openAi');
const RUNNING = respond(200, { id: 'video_1', status: 'in_progress' });

/** Waits for a job that was submitted `agoMs` ago, in this try or in an earlier one, and ends `inMs` from now. */
async function wait({
	agoMs = 0,
	inMs = 0,
	isResumed = true,
	timeoutMs = 1200 * SECOND,
	...script
}: Script & { agoMs?: number; inMs?: number; isResumed?: boolean; timeoutMs?: number }) {
	const time = new FakeTime();
	const job = orderedJob(time.now(), agoMs, { channel: 'openAi' });
	const endpoint = fakeEndpoint({
		lastPoll: () => (time.now() - began >= inMs ? COMPLETED : RUNNING),
		...script,
		policy: { timeoutMs },
		time,
		ledger: { ...createLedger(), job },
	});
	const { began } = endpoint;
	const deadline = time.monotonic() + timeoutMs;
	const waited = await time.until(
		settle(waitForJob(endpoint.jobContext, route, job, deadline, isResumed)),
	);
	return { ...waited, ...endpoint, job, polledAt: endpoint.polls.map(({ at }) => at - 100) };
}

test.each([1, 70, 400, 3600])(
	'a job accepted %d s before this try and finished since is noticed at once',
	async (agoSeconds) => {
		const { polledAt, elapsed } = await wait({ agoMs: agoSeconds * SECOND });
		expect(polledAt).toEqual([0]);
		expect(elapsed()).toBe(100);
	},
);

test('a job that is still running is then polled as planned', async () => {
	const { polledAt } = await wait({ agoMs: 400 * SECOND, inMs: 120 * SECOND });
	expect(polledAt).toEqual([0, 60_100, 120_200]);
});

test('a job accepted in this try is not polled at once', async () => {
	const { polledAt } = await wait({ inMs: 2 * SECOND, isResumed: false });
	expect(polledAt[0]).toBe(500);
});

test('failed polls, including a 404, are repeated with growing waits, and the job is kept', async () => {
	const { value, failure, polledAt, ledger } = await wait({
		polls: [CUT, HTML, NOT_FOUND, respond(200, 'half an answ'), NOT_FOUND],
	});
	expect({ value, failure }).toEqual({ value: undefined, failure: undefined });
	expect(ledger.job?.id).toBe('video_1');
	const waits = polledAt.slice(1).map((at, i) => at - polledAt[i]);
	expect(waits.slice(1).every((waitMs, i) => waitMs > waits[i])).toBe(true);
});

test('a timeout keeps the ID, and a later try continues with the job', async () => {
	const { failure, ledger } = await wait({ inMs: Infinity, timeoutMs: 30 * SECOND });
	expect(failure).toMatchObject({
		class: 'timeout',
		jobId: 'video_1',
		retryable: true,
		failover: false,
		billed: 'yes',
	});
	expect(ledger.job?.id).toBe('video_1');
});

test('setting the clock back does not prolong the wait', async () => {
	const time = new FakeTime();
	const job = orderedJob(time.now(), 0, { channel: 'openAi' });
	const { jobContext, elapsed } = fakeEndpoint({
		time,
		lastPoll: RUNNING,
		ledger: { ...createLedger(), job },
	});
	const start = time.now();
	jobContext.ports.now = () =>
		time.now() - start > 5 * SECOND ? time.now() - 3_600_000 : time.now();
	const { failure } = await time.until(
		settle(waitForJob(jobContext, route, job, time.monotonic() + 60 * SECOND, false)),
	);
	expect(failure?.class).toBe('timeout');
	expect(elapsed()).toBeLessThanOrEqual(60_100);
});

describe('a finished job known from an earlier run', () => {
	const restore = (polls: Script['polls']) => {
		const job = orderedJob(0, 0, {
			origin: 'restored',
			snapshot: {
				id: 'video_1',
				status: 'completed',
				video: { kind: 'url', url: 'https://cdn.example/old' },
			},
		});
		const endpoint = fakeEndpoint({ polls, ledger: { ...createLedger(), job } });
		return { ...endpoint, job };
	};

	test('is looked up again, because its URL may have changed', async () => {
		const { jobContext, time, job } = restore([
			respond(200, { id: 'video_1', status: 'completed', url: 'https://cdn.example/new' }),
		]);
		await time.until(waitForJob(jobContext, route, job, Infinity, true));
		expect(job.snapshot.video).toEqual({ kind: 'url', url: 'https://cdn.example/new' });
	});

	test('keeps its old URL if the endpoint no longer knows it', async () => {
		const { jobContext, time, job } = restore([CUT, NOT_FOUND]);
		await time.until(waitForJob(jobContext, route, job, Infinity, true));
		expect(job.snapshot.video).toEqual({ kind: 'url', url: 'https://cdn.example/old' });
	});
});

describe('an answer that ends a job without naming this one', () => {
	const nameless = respond(200, { status: 'failed', error: { code: 'internal_error' } });
	const another = (status: string) => respond(200, { id: 'video_9', status });

	test.each([
		['a failure without an ID', nameless],
		['another job’s failure', another('failed')],
		['another job’s success', another('completed')],
		['JSend’s fail', respond(200, { status: 'fail', data: { id: null } })],
		['a bare error', respond(200, { status: 'error' })],
	])('is confirmed by another poll: %s', async (_, strange) => {
		const { failure, ledger, orders, job } = await wait({ polls: [strange, strange, RUNNING] });
		expect(failure).toBeUndefined();
		expect(job.snapshot).toMatchObject({ id: 'video_1', status: 'completed' });
		expect(ledger.job).toBe(job);
		expect(orders).toEqual([]);
	});

	test('counts if repeated, and billing is then unknown', async () => {
		const { failure, ledger, polls } = await wait({ lastPoll: nameless });
		expect(failure).toMatchObject({ class: 'job_failed', billed: 'unknown', retryable: false });
		expect(polls).toHaveLength(3);
		expect(ledger.job?.id).toBe('video_1');
	});

	test('counts at once if unfinished answers used that ID: some endpoints have two', async () => {
		const { polls, job } = await wait({
			polls: [another('queued'), another('in_progress'), another('completed')],
		});
		expect(polls).toHaveLength(3);
		expect(job.snapshot).toMatchObject({ id: 'video_1', status: 'completed' });
	});

	test('counts at once if it is a success without any ID', async () => {
		const { polls } = await wait({ polls: [respond(200, { status: 'completed' })] });
		expect(polls).toHaveLength(1);
	});
});

describe('billing of a failed job', () => {
	const failed = (error: object, more: object = {}) =>
		respond(200, { id: 'video_1', status: 'failed', error, ...more });
	const ERROR = { code: 'internal_error', message: 'Video generation failed' };

	test.each([
		['openAi', 'without a word', failed(ERROR), 'unknown'],
		['reverse', 'without a word, where the channel declares it', failed(ERROR), 'no'],
		['openAi', 'with a refund', failed({ ...ERROR, message: 'Failed, credits refunded' }), 'no'],
		['reverse', 'with a charge', failed({ ...ERROR, billed: true }), 'yes'],
		['reverse', 'with a cost', failed(ERROR, { usage: { cost: 0.4 } }), 'yes'],
		['reverse', 'that is gone', respond(200, { id: 'video_1', status: 'expired' }), 'unknown'],
	] as const)('on %s, %s', async (channel, _, answer, billed) => {
		const time = new FakeTime();
		const job = orderedJob(time.now(), 0, { channel });
		const ledger = { ...createLedger(), job };
		const { jobContext } = fakeEndpoint({ time, lastPoll: answer, ledger });
		const { failure } = await time.until(
			settle(waitForJob(jobContext, toRoute(channel), job, time.monotonic() + 60_000, true)),
		);
		expect(failure).toMatchObject({ billed, retryable: billed === 'no' });
		// Ordered again only if it certainly cost nothing.
		expect(jobContext.ledger.job).toBe(billed === 'no' ? undefined : job);
		expect(jobContext.ledger.failedJobs).toBe(billed === 'no' ? 1 : 0);
	});

	test('that cost nothing, after a lost order: the item may have cost something', async () => {
		const { jobContext, time, routes, began } = fakeEndpoint({ polls: [failed(ERROR)] });
		jobContext.ledger.extraOrders = 1;
		const job = orderedJob(began);
		jobContext.ledger.job = job;
		const { failure } = await time.until(
			settle(waitForJob(jobContext, routes[0], job, jobContext.ports.monotonic() + 60_000, false)),
		);
		expect(failure).toMatchObject({
			billed: 'unknown',
			failover: false,
			hint: expect.stringContaining('An earlier order of this item'),
			attempts: [{ outcome: 'job_failed', usd: 0 }],
		});
	});
});

describe('an ID named by the user', () => {
	const named = async (script: Script) => {
		const time = new FakeTime();
		const job = orderedJob(time.now(), 0, { origin: 'named', snapshot: { id: 'video_1' } });
		const endpoint = fakeEndpoint({ time, ...script, ledger: { ...createLedger(), job } });
		const waited = await time.until(
			settle(waitForJob(endpoint.jobContext, route, job, time.monotonic() + 1200 * SECOND, true)),
		);
		return { ...waited, ...endpoint };
	};

	test('that the endpoint has never known fails after a minute', async () => {
		const { failure, elapsed } = await named({ lastPoll: NOT_FOUND });
		expect(failure).toMatchObject({ billed: 'unknown', retryable: false, jobId: 'video_1' });
		expect(elapsed()).toBeGreaterThanOrEqual(60 * SECOND);
		expect(elapsed()).toBeLessThan(100 * SECOND);
	});

	test.each([
		['a code of 404 at HTTP 200', respond(200, { code: 404, message: 'not found' })],
		['no data', respond(200, { code: 0, data: null })],
		['a refused key', respond(401, { error: { message: 'Invalid API key' } })],
		[
			'a path validation error',
			respond(422, { detail: [{ loc: ['path', 'id'], msg: 'no UUID' }] }),
		],
	])('fails in the same way with %s', async (_, lastPoll) => {
		const { failure, elapsed } = await named({ lastPoll });
		expect(failure).toMatchObject({ billed: 'unknown', retryable: false, jobId: 'video_1' });
		expect(elapsed()).toBeLessThan(100 * SECOND);
	});

	test('that appears within that minute is awaited', async () => {
		const { failure } = await named({ polls: Array.from({ length: 4 }, () => NOT_FOUND) });
		expect(failure).toBeUndefined();
	});

	test('that the endpoint once knew is awaited until the timeout', async () => {
		const { failure, elapsed } = await named({ polls: [RUNNING], lastPoll: NOT_FOUND });
		expect(failure).toMatchObject({ class: 'timeout', retryable: true });
		expect(elapsed()).toBeGreaterThanOrEqual(1200 * SECOND);
	});
});
