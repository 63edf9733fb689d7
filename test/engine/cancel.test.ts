/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startRelay } from '../relay';
import { run, start, read } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	relay = await startRelay({ keys: ['sk-local'] });
});
afterAll(async () => await relay.close());
beforeEach(() => {
	relay.reset();
	relay.set({ jobMs: 60_000, queuedShare: 1, cancel: 'queued', wires: ['article', 'openai'] });
});

const ask = async (operation: string, parameters: object = {}, settings: object = {}) =>
	await run({
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		parameters: { operation, channel: 'openAi', prompt: 'a cat', duration: 8, ...parameters },
		settings: { onError: 'continueErrorOutput', ...settings },
	});
const submitted = async () => (await ask('submit')).ok[0].json.id as string;

test('cancels a job that has not begun, and nothing is charged', async () => {
	const videoId = await submitted();
	const ran = await ask('cancel', { videoId });
	expect(ran.failed).toEqual([]);
	expect(ran.ok[0].json).toEqual({ id: videoId, status: 'cancelled', cancelled: true });
	expect(relay.ledger.summary().chargedJobs).toBe(0);
	expect((await ask('cancel', { videoId })).ok[0].json.cancelled).toBe(true);
});

test('being too late is a result, not a failure', async () => {
	relay.set({ queuedShare: 0 });
	const videoId = await submitted();
	expect((await ask('cancel', { videoId })).ok[0].json).toEqual({
		id: videoId,
		status: 'in_progress',
		cancelled: false,
	});
	relay.set({ jobMs: 0 });
	const done = await submitted();
	expect((await ask('cancel', { videoId: done })).ok[0].json).toEqual({
		id: done,
		status: 'completed',
		cancelled: false,
	});
	expect(relay.ledger.summary().chargedJobs).toBe(2);
});

test('an endpoint that cannot cancel is reported, and the job continues', async () => {
	relay.set({ cancel: null });
	const videoId = await submitted();
	expect((await ask('cancel', { videoId })).failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		message: expect.stringContaining('cannot cancel'),
		hint: expect.stringContaining('continues'),
		jobId: videoId,
		retryable: false,
	});
	relay.requests.length = 0;
	for (const channel of ['openRouter', 'xai', 'gemini'])
		expect((await ask('cancel', { videoId, channel })).failed[0].json.error).toMatchObject({
			message: expect.stringContaining('cannot cancel'),
		});
	expect(relay.requests).toEqual([]);
});

test('an unknown job is a failure, not a canceled job', async () => {
	expect((await ask('cancel', { videoId: 'video_nobody' })).failed[0].json.error).toMatchObject({
		httpStatus: 404,
		jobId: 'video_nobody',
	});
});

test('a job canceled while it was awaited is not ordered again by any try or fallback', async () => {
	const waiting = await start({
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		parameters: {
			channel: 'openAi',
			prompt: 'a cat',
			duration: 8,
			options: { fallbackChannel: 'relay', resubmitWhenUnknown: true },
		},
		settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
	});
	while (relay.ledger.summary().accepted === 0) await new Promise((r) => setTimeout(r, 20));
	const videoId = relay.ledger.entries[0].jobId as string;
	await ask('cancel', { videoId });
	const ran = read(await waiting.result);
	expect(ran.failed[0].json.error).toMatchObject({
		retryable: false,
		failover: false,
		jobId: videoId,
		upstreamMessage: 'the endpoint reports it as cancelled',
	});
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 0 });
});

test.each([
	[400, { message: 'Video is already completed and cannot be cancelled', code: 'invalid_state' }],
	[422, { message: 'Too late: the job has begun', code: 'unprocessable' }],
	[409, { message: 'Conflict' }],
])('status %i with %j means too late', async (status, error) => {
	relay.set({ jobMs: 0 });
	const videoId = await submitted();
	relay.script({ on: 'cancel', do: { answer: { status, json: { error } } } });
	expect((await ask('cancel', { videoId })).ok[0].json).toEqual({
		id: videoId,
		status: 'completed',
		cancelled: false,
	});
});

test('a job that disappears after it was canceled counts as canceled', async () => {
	const videoId = await submitted();
	relay.script([
		{ on: 'cancel', do: { answer: { status: 200, json: { success: true } } } },
		{ on: 'poll', times: Infinity, do: 'answer:404' },
	]);
	expect((await ask('cancel', { videoId })).ok[0].json).toEqual({
		id: videoId,
		status: 'cancelled',
		cancelled: true,
	});
});

test('Retry of an execution does not reorder a job that was canceled meanwhile', async () => {
	const options = {
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		parameters: {
			channel: 'openAi',
			prompt: 'a cat',
			duration: 8,
			options: { timeout: 1, resubmitWhenUnknown: true, fallbackChannel: 'relay' },
		},
	};
	const timedOut = await run(options);
	expect(timedOut.error?.context).toMatchObject({ error: { class: 'timeout' } });
	const videoId = relay.ledger.entries[0].jobId as string;
	await ask('cancel', { videoId });
	const stored = JSON.parse(JSON.stringify(timedOut.data)) as typeof timedOut.data;
	stored.resultData.runData.Sora.pop();
	delete stored.resultData.error;
	for (let n = 0; n < 2; n++) {
		const again = await run({ ...options, runData: structuredClone(stored), mode: 'retry' });
		expect(again.error?.context).toMatchObject({ error: { jobId: videoId, failover: false } });
	}
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 0 });
});
