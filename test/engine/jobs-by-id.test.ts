import type { IDataObject } from 'n8n-workflow';
import { startRelay, type Relay } from '../relay';
import { run, type EngineOptions } from '../helpers/engine';
import { advance, stepTime } from './support/steppedTime';

/* What the operations on a job by its ID say where there is no video to have. */

const KEY = ['sk', 'local'].join('-');
let relay: Relay;

beforeAll(async () => {
	stepTime();
	relay = await startRelay({ keys: [KEY], jobMs: 50, secondsAs: 'any' });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

async function go(parameters: IDataObject, more: Partial<EngineOptions> = {}) {
	return await run({
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		parameters: { channel: 'openAi', ...parameters },
		settings: { onError: 'continueErrorOutput' },
		...more,
	});
}

async function failure(
	parameters: IDataObject,
	more?: Partial<EngineOptions>,
): Promise<IDataObject> {
	const ran = await go(parameters, more);
	expect(ran.ok).toEqual([]);
	return ran.failed[0].json.error as IDataObject;
}

/** The ID of a job that has had the time to end. */
async function job(prompt: string): Promise<string> {
	const ran = await go({ operation: 'submit', prompt, duration: 8 });
	advance(500);
	return ran.ok[0].json.id as string;
}

const contents = () => relay.requests.filter((r) => r.path.endsWith('/content')).length;
const polls = () =>
	relay.requests.filter((r) => r.method === 'GET' && !r.path.endsWith('/content')).length;

describe('download', () => {
	test("of a failed job returns the job's failure and requests no file", async () => {
		const videoId = await job('a cat [[fail:internal_error]]');
		const error = await failure({ operation: 'download', videoId });
		expect(error).toMatchObject({
			class: 'job_failed',
			code: 'internal_error',
			jobId: videoId,
			billed: 'unknown',
			retryable: false,
		});
		expect(contents()).toBe(0);
	});

	test.each([
		['400', { class: 'invalid_request', httpStatus: 400 }],
		['403', { httpStatus: 403 }],
		['404', { class: 'invalid_request', httpStatus: 404 }],
	])('fails at once if the lookup is answered with %s', async (status, expected) => {
		const videoId = await job('a cat');
		relay.script({ on: 'poll', do: `answer:${status}` });
		expect(await failure({ operation: 'download', videoId })).toMatchObject({
			...expected,
			jobId: videoId,
			retryable: false,
		});
		expect([polls(), contents()]).toEqual([1, 0]);
	});

	test('fails at once with a wrong key', async () => {
		expect(
			await failure(
				{ operation: 'download', videoId: await job('a cat') },
				{ credential: { apiKey: 'sk-wrong', baseUrl: relay.baseUrl, authHeader: 'bearer' } },
			),
		).toMatchObject({ class: 'auth', httpStatus: 401 });
		expect(contents()).toBe(0);
	});

	test('is tried even if the lookup breaks off', async () => {
		const videoId = await job('a cat');
		relay.script({ on: 'poll', do: 'answer:500' });
		expect((await go({ operation: 'download', videoId })).ok[0].binary).toBeDefined();
	});
});

describe('wait', () => {
	test('for a job that was never seen does not say that it was charged', async () => {
		const error = await failure({
			operation: 'wait',
			videoId: 'video_none',
			options: { timeout: 5 },
		});
		expect(error).toMatchObject({
			class: 'timeout',
			jobId: 'video_none',
			billed: 'unknown',
			retryable: false,
			failover: false,
			httpStatus: 404,
		});
		expect(error.message).toContain('No job with the ID video_none was seen');
		expect(error.hint).toContain('Check the ID, the channel and the credential');
		// A 404 on a poll is waited out.
		expect(polls()).toBeGreaterThan(1);
	});

	test('for a job that was seen says that it continues', async () => {
		const videoId = await job('a cat [[stuck]]');
		expect(await failure({ operation: 'wait', videoId, options: { timeout: 5 } })).toMatchObject({
			class: 'timeout',
			billed: 'yes',
			retryable: true,
		});
	});

	test('for a failed job does not offer to order it again', async () => {
		const videoId = await job('a cat [[fail:internal_error]]');
		const error = await failure({ operation: 'wait', videoId });
		expect(error).toMatchObject({ class: 'job_failed', retryable: false, billed: 'unknown' });
		expect(error.hint).toEqual(expect.not.stringMatching(/Retry On Fail|route this output/));
		expect(error.hint).toContain('does not order it again');
	});

	test.each(['expired', 'deleted'])(
		'for a job that is %s does not say that nothing was charged',
		async (status) => {
			const videoId = await job('a cat');
			relay.script({
				on: 'poll',
				do: { answer: { status: 200, json: { id: videoId, object: 'video', status } } },
			});
			expect(await failure({ operation: 'wait', videoId })).toMatchObject({
				class: 'job_failed',
				billed: 'unknown',
				retryable: false,
				failover: false,
				message: expect.stringContaining(
					`no longer has job ${videoId}: the endpoint reports it as ${status}`,
				),
			});
		},
	);

	test('reports when the job ran, not when it was collected', async () => {
		const videoId = await job('a cat');
		const times = { created_at: 1_790_000_000, completed_at: 1_790_000_074 };
		relay.script({
			on: 'poll',
			do: {
				answer: {
					status: 200,
					json: { id: videoId, object: 'video', status: 'completed', ...times },
				},
			},
		});
		expect((await go({ operation: 'wait', videoId })).ok[0].json.timing).toEqual({
			submittedAt: '2026-09-21T14:13:20.000Z',
			completedAt: '2026-09-21T14:14:34.000Z',
			renderSeconds: 74,
		});
	});

	test('reports no times that the endpoint does not', async () => {
		const videoId = await job('a cat');
		relay.script({
			on: 'poll',
			do: { answer: { status: 200, json: { id: videoId, object: 'video', status: 'completed' } } },
		});
		expect((await go({ operation: 'wait', videoId })).ok[0].json).toEqual(
			expect.not.objectContaining({ timing: expect.anything() }),
		);
	});
});

describe('get and getMany', () => {
	test('report why a job failed, under a key other than `error`', async () => {
		const videoId = await job('a cat [[fail:internal_error]]');
		const declined = await job('a dog [[moderation]]');
		const [{ json }] = (await go({ operation: 'get', videoId })).ok;
		expect(json).toMatchObject({
			id: videoId,
			status: 'failed',
			reason: { class: 'job_failed', code: 'internal_error', message: expect.any(String) },
		});
		expect(Object.keys(json).slice(0, 3)).toEqual(['id', 'status', 'reason']);
		const listed = (await go({ operation: 'getMany' })).ok.map((item) => item.json);
		expect(listed).toEqual([
			expect.objectContaining({
				id: declined,
				reason: expect.objectContaining({ class: 'moderation', code: 'moderation_blocked' }),
			}),
			expect.objectContaining({
				id: videoId,
				reason: expect.objectContaining({ code: 'internal_error' }),
			}),
		]);
		expect(JSON.stringify(listed)).not.toContain('"error"');
	});

	test('report no reason for a job that did not fail', async () => {
		expect(
			(await go({ operation: 'get', videoId: await job('a cat') })).ok[0].json,
		).not.toHaveProperty('reason');
	});

	test('report a missing list', async () => {
		relay.script({
			on: 'list',
			do: {
				answer: {
					status: 404,
					json: {
						error: { message: 'Invalid URL (GET /v1/videos)', type: 'invalid_request_error' },
					},
				},
			},
		});
		expect(await failure({ operation: 'getMany' })).toMatchObject({
			httpStatus: 404,
			billed: 'no',
			retryable: false,
			message: expect.stringContaining('has no list of jobs'),
			hint: expect.stringMatching(/'Get' and 'Wait'/),
		});
	});

	test('suggest no other channel, which has other jobs', async () => {
		relay.script({ on: 'poll', do: 'answer:401' });
		expect((await failure({ operation: 'get', videoId: 'video_1' })).hint).toEqual(
			expect.not.stringContaining('route this output'),
		);
	});
});

test('Remix does not mention the Model field, which it does not have', async () => {
	const videoId = await job('a cat');
	relay.script({
		on: 'submit',
		match: { kind: 'remix' },
		do: {
			answer: {
				status: 404,
				json: { error: { code: 'model_not_found', message: 'The model sora-2 does not exist' } },
			},
		},
	});
	const error = await failure({ operation: 'remix', videoId, prompt: 'in the rain' });
	expect(error.class).toBe('model_retired');
	expect(error.hint).toEqual(expect.not.stringContaining("'Model'"));
	expect(error.hint).toContain('OpenAI removed Sora 2');
});
