import '../support/repair';
import { readOrderAnswer, reportAnswer } from '../../../nodes/Sora2/jobs/orderAnswer';
import type { ApiRequest } from '../../../nodes/Sora2/protocols/protocol';
import {
	ACCEPTED,
	BUSY,
	CUT,
	fakeEndpoint,
	HTML,
	REGION,
	respond,
	UNREACHABLE,
} from '../support/fakeEndpoint';

const JSON_ORDER: ApiRequest = { method: 'POST', path: '/videos', json: { prompt: 'a cat' } };
const read = (answer: Parameters<typeof readOrderAnswer>[0], request = JSON_ORDER) =>
	readOrderAnswer(answer, request, 'a cat', 0);

test.each([
	['a job', ACCEPTED, 'accepted'],
	['a finished video', respond(200, { data: [{ url: 'https://cdn.example/v' }] }), 'accepted'],
	['a refusal', REGION, 'refused'],
	['an overload in words', BUSY, 'refused'],
	['a connection that was never established', UNREACHABLE, 'refused'],
	['a connection that broke', CUT, 'lost'],
	['a web page of a gateway', HTML, 'lost'],
	['half a job', respond(200, '{"id":"vid'), 'lost'],
	['nothing', respond(200, ''), 'lost'],
])('%s reads as %s', (_, answer, kind) => {
	expect(Object.keys(read(answer))).toContain(kind);
});

test('an answer that broke off after a complete ID is a job', () => {
	const error = {
		code: 'ECONNRESET',
		message: 'aborted',
		status: 200,
		headers: {},
		partialText: '{"id":"video_1","status":"que',
	};
	expect(read({ error })).toMatchObject({ accepted: { id: 'video_1' } });
});

test("an error that broke off after a job's ID is a lost answer that names it", () => {
	const error = {
		code: 'ECONNRESET',
		message: 'aborted',
		status: 500,
		headers: {},
		partialText: '{"error":{"message":"upstream timed out","task_id":"video_1"},"pad":"xx',
	};
	expect(read({ error })).toMatchObject({ lost: { billed: 'unknown', jobId: 'video_1' } });
});

test('the source of a remix is not its result', () => {
	const remix = {
		method: 'POST',
		path: '/videos/video_src1/remix',
		json: { prompt: 'x' },
	} as const;
	const refusal = { error: { message: 'Video not found', video_id: 'video_src1' } };
	expect(read(respond(404, refusal), remix)).toHaveProperty('refused');
	const timedOut = { error: { message: 'Timed out remixing video_src1' } };
	expect(read(respond(504, timedOut), remix)).toMatchObject({ lost: { billed: 'unknown' } });
	expect(read(respond(504, timedOut), remix)).not.toHaveProperty('lost.jobId', 'video_src1');
	const edit = { method: 'POST', path: '/videos/edits', json: { video: { id: 'v-9' } } } as const;
	expect(read(respond(400, { task_id: 'v-9', error: 'bad' }), edit)).toHaveProperty('refused');
});

test('a refusal of JSON is told apart from a refusal of a form', () => {
	const refusal = respond(415, { detail: 'Unsupported media type: multipart/form-data required' });
	expect(read(refusal)).toMatchObject({ formOnly: true });
	expect(read(refusal, { method: 'POST', path: '/videos', form: [] })).toMatchObject({
		formOnly: false,
	});
});

test('a 429 starts a cooldown for orders; an accepted job shows that the endpoint takes orders', () => {
	const { jobContext, routes } = fakeEndpoint();
	const { limits } = jobContext.endpoint;
	const limited = respond(429, { error: { code: 'rate_limit_exceeded' } }, { 'retry-after': '7' });
	reportAnswer(jobContext, routes[0], read(limited));
	expect(limits.cooldownMs('reverse')).toBeGreaterThanOrEqual(7000);
	expect(jobContext.endpoint.hasAcceptedJobs).toBe(false);
	reportAnswer(jobContext, routes[0], read(ACCEPTED));
	expect(jobContext.endpoint.hasAcceptedJobs).toBe(true);
});
