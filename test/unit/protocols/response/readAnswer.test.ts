import '../../support/repair';
import { readAnswer, type Question } from '../../../../nodes/Sora2/protocols/response/readAnswer';

const ask = (text: string, asked: Question = { for: 'job', id: 'a' }) =>
	readAnswer({ status: 200, headers: {}, text }, asked);

const isRefused = (body: unknown) => ask(JSON.stringify(body)).kind === 'refusal';

describe('refusals at HTTP 200', () => {
	test.each([
		{ error: { message: 'x' } },
		{ error: 'x' },
		[{ error: { code: 400 } }],
		{ errors: [{ message: 'x' }] },
		{ success: false, message: 'x' },
		{ success: false, id: 'req_1', message: 'x' },
		{ type: 'error', id: 'x', error: { message: 'y' } },
		{ detail: 'x' },
		{ code: 500, msg: 'x', data: null },
		{ code: 500, msg: 'x', data: { id: 'r1' } },
		{ code: 'fail_to_fetch_task', message: 'x' },
		{ code: 451 },
		{ status: 'failure', message: 'x' },
		{ status: 'error', error: 'x' },
		{ status: 400, title: 'x' },
		{ error_message: 'x' },
	])('%j', (body) => expect(isRefused(body)).toBe(true));

	test.each([
		'data: {"error":{"code":"x"}}\n\ndata: [DONE]\n\n',
		'event: error\ndata: no\n\n',
		': ping\n\ndata: {"choices":[]}\n\ndata: {"error":{"message":"x"}}\n\n',
		'data: {"code":500,"msg":"x"}\r\n\r\n',
	])('%j', (text) => {
		expect(ask(text).kind === 'refusal').toBe(true);
	});
});

describe('answers that are not refusals', () => {
	test.each([
		{ id: 'a', status: 'queued' },
		{ id: 'a', status: 'failed', error: { code: 'x' } },
		{ task_id: 'a' },
		{ code: 200, msg: 'success', data: { taskId: 'a' } },
		{ code: 0, message: 'ok', data: { id: 'a' } },
		{ code: 10000, message: 'Success', data: { task_id: 'a' } },
		{ code: 1, message: '提交成功', data: { task_id: 'a' } },
		{ code: 1, message: 'Success', data: [{ url: 'https://example.test/x.mp4' }] },
		{ code: 'success', message: '', data: { status: 'FAILURE', fail_reason: 'x', task_id: 'a' } },
		{ data: [{ url: 'https://example.test/x.mp4' }] },
		{ error: null, data: [] },
		{ error: { code: '', message: '' }, status: 'queued' },
		{ status: 'processing', detail: 'frame 10' },
		{ status: 'failed', error: { code: 'moderation_blocked' } },
		{ status: 'FAILURE', fail_reason: 'x' },
		{ errors: [] },
		{},
		[],
		'text',
		3,
		null,
	])('%j', (body) => expect(isRefused(body)).toBe(false));

	test.each([
		'',
		'<html>"error"</html>',
		'event: done\ndata: {"id":"a"}\n\n',
		'error',
		'data: {"choices":[{"delta":{"content":"an error"}}]}\n\n',
		'data: {"error":',
	])('%j', (text) => {
		expect(ask(text).kind === 'refusal').toBe(false);
	});
});

const order = (text: string, headers: Record<string, string> = {}, status = 200) =>
	readAnswer({ status, headers, text }, { for: 'order' });
const poll = (body: unknown, id = 'video_1') =>
	readAnswer(
		{ status: 200, headers: {}, text: typeof body === 'string' ? body : JSON.stringify(body) },
		{ for: 'job', id },
	);

describe('the ID in the answer to an order', () => {
	test.each<[string, string, string]>([
		['job_id', '{"job_id":"j1"}', 'j1'],
		['jobId', '{"jobId":"j1"}', 'j1'],
		['videoId', '{"videoId":"v1"}', 'v1'],
		['generationId', '{"generationId":"g1"}', 'g1'],
		['nothing but request_id (xAI)', '{"request_id":"r1"}', 'r1'],
		['requestId', '{"requestId":"r1"}', 'r1'],
		['data as a list', '{"data":[{"id":"v1","status":"queued"}]}', 'v1'],
		['data as a list of tasks', '{"code":200,"msg":"success","data":[{"taskId":"t1"}]}', 't1'],
		['data as the ID', '{"code":"success","data":"task_123"}', 'task_123'],
		['data as a number', '{"code":0,"message":"ok","data":4711}', '4711'],
		['a bare text', '"video_123"', 'video_123'],
		['plain text', 'task-7001', 'task-7001'],
		['task as the ID', '{"task":"7f3a01"}', '7f3a01'],
		['a list of one ID', '{"data":{"task_ids":["7f3a01"]}}', '7f3a01'],
		['a URL alone', '{"status":"queued","polling_url":"/v1/videos/7f3a01"}', '7f3a01'],
		['a URL among others', '{"urls":{"get":"https://a.test/v1/predictions/7f3a/status"}}', '7f3a'],
		[
			'an integer beyond 2^53',
			'{"id":9007199254740993123,"status":"queued"}',
			'9007199254740993123',
		],
		['one in data', '{"data":{"task_id": 12345678901234567890 }}', '12345678901234567890'],
		['a byte order mark', '\ufeff{"id":"v1","status":"queued"}', 'v1'],
		['text after it', '{"id":"v1","status":"queued"}\nOK', 'v1'],
		['text before it', 'accepted: {"id":"v1","status":"queued"}', 'v1'],
		['PHP’s warnings before it', '<br />\n<b>Warning</b>: x<br />\n{"id":"v1"}', 'v1'],
		[
			'result as the ID',
			'{"code":1,"description":"ok","result":"1712345678901234"}',
			'1712345678901234',
		],
		['a link to itself', '{"_links":{"self":{"href":"/v1/videos/v1a"}}}', 'v1a'],
		['half a JSON', '{"id":"v1","status":"queued","model":"so', 'v1'],
		['half a JSON after the ID', '{"data":{"id":"v1",', 'v1'],
		['events', 'data: {"id":"v1","status":"queued"}\n\ndata: [DONE]\n\n', 'v1'],
		[
			'a job spread over several events',
			'data: {"id":"v1","status":"queued"}\n\ndata: {"status":"in_progress","progress":3}\n\n',
			'v1',
		],
		[
			'an error that reports no error',
			'{"id":"v1","status":"queued","error":{"code":0,"message":"ok"}}',
			'v1',
		],
	])('%s', (_, text, id) => {
		expect(order(text)).toMatchObject({ kind: 'job', job: { id } });
	});

	test.each<[string, string, string, number]>([
		['201 with Location', '/v1/videos/video_9', '', 201],
		['202 with an absolute one', 'https://api.example.test/v1/jobs/video_9?x=1', '{}', 202],
		['303', '/v1/videos/generations/video_9', 'See other', 303],
	])('%s', (_, location, text, status) => {
		expect(order(text, { location }, status)).toEqual({
			kind: 'job',
			job: { id: 'video_9', pollUrl: location, status: 'queued' },
		});
	});

	test('from a header with only the ID', () => {
		expect(order('', { 'x-job-id': 'j-1' })).toMatchObject({ kind: 'job', job: { id: 'j-1' } });
	});

	test('from the body before the header', () => {
		expect(order('{"id":"a"}', { location: '/v1/videos/b' })).toMatchObject({ job: { id: 'a' } });
	});

	test.each<[string, string, Record<string, string>, number]>([
		['not a truncated one', '{"id":"video_12', {}, 200],
		['not a redirect to a login page', '', { location: '/login' }, 303],
		['not one of several jobs', '{"data":[{"id":"a"},{"id":"b"}]}', {}, 200],
		['a request ID beside an error', '{"error":{"message":"x"},"request_id":"r"}', {}, 200],
		['a code 504 beside it', '{"code":504,"message":"x","id":"r"}', {}, 200],
		['a web page', '<!doctype html><title>video_1</title>', {}, 200],
		['nothing', '', {}, 200],
		["the task's status word", '{"task":"video generation","job":"sora"}', {}, 200],
		['a sentence', 'Accepted.', {}, 202],
		['a status 500', '{"id":"video_1"}', {}, 500],
	])('%s', (_, text, headers, status) => {
		expect(order(text, headers, status).kind).not.toBe('job');
	});
});

describe('whether the answer to a poll is about the job', () => {
	test.each<[object, false | undefined]>([
		[{ id: 'video_1', status: 'failed', error: 'x' }, undefined],
		[{ request_id: 'video_1', status: 'failed', error: 'x' }, undefined],
		[{ task_id: 'x', data: { id: 'video_1', status: 'failed' } }, undefined],
		[
			{
				data: [
					{ id: 'a', status: 'failed' },
					{ id: 'video_1', status: 'queued' },
				],
			},
			undefined,
		],
		[{ id: 'video_2', status: 'failed', error: 'x' }, false],
		[{ status: 'failed', error: { code: 'x' } }, false],
		[{ status: 'FAILURE', fail_reason: 'x' }, false],
	])('%j', (body, namesJob) => {
		const answer = poll(body);
		expect(answer.kind).toBe('job');
		expect(answer.kind === 'job' && answer.job.namesJob).toBe(namesJob);
	});

	test('a list is searched for the requested entry', () => {
		const body = {
			data: [
				{ id: 'a', status: 'failed' },
				{ id: 'video_1', status: 'queued' },
			],
		};
		expect(poll(body)).toMatchObject({ job: { id: 'video_1', status: 'queued' } });
		expect(poll({ data: [{ id: 'a', status: 'failed' }, { id: 'b' }] }).kind).toBe('unreadable');
	});

	test.each<object>([
		{ status: 'error' },
		{ status: 'fail' },
		{ status: 'fail', data: { title: 'A title is required' } },
		{ status: 'error', message: 'Unable to communicate with database' },
		{ status: 'failed', message: 'x' },
		{ success: false },
		{ code: 504, message: 'timeout' },
		{ error: 'x' },
	])("%j is the request's failure, not the job's", (body) => {
		expect(poll(body).kind).toBe('refusal');
	});
});

test.each([
	{ code: 0, message: 'ok' },
	'none',
	'None',
	'null',
	{},
	[],
	{ code: '200', msg: 'success' },
	{ code: null, message: '' },
	'no error',
	{ error: null },
])('the error %j of a queued job is ignored', (error) => {
	expect(poll({ id: 'video_1', status: 'queued', error })).toMatchObject({
		job: { status: 'queued', error: undefined },
	});
});

describe('a deletion', () => {
	const remove = (text: string, status = 200) =>
		readAnswer({ status, headers: {}, text }, { for: 'deletion' }).kind;
	test.each([
		'',
		'{"id":"v","deleted":true}',
		'{"id":"v","status":"deleted"}',
		'{}',
		'{"message":"ok"}',
	])('is confirmed by %j', (text) => expect(remove(text)).toBe('deleted'));
	test.each([
		'{"id":"v","deleted":false}',
		'{"data":{"deleted":"false"}}',
		'{"success":false}',
		'{"message":"The video could not be deleted"}',
		'{"error":"x"}',
		'<html><body>ok</body></html>',
		'ok',
		'[]',
	])('is not confirmed by %j', (text) => expect(remove(text)).not.toBe('deleted'));
	test('is not confirmed by another status', () => expect(remove('', 404)).toBe('refusal'));
});

describe('pages of a list', () => {
	const list = (body: unknown) => {
		const answer = readAnswer(
			{ status: 200, headers: {}, text: JSON.stringify(body) },
			{ for: 'list' },
		);
		return answer.kind === 'list' ? answer.page : answer.kind;
	};
	const jobs = [{ id: 'a' }, { id: 'b' }];
	test.each<[object, string | undefined]>([
		[{ data: jobs, has_more: 'true' }, 'b'],
		[{ data: jobs, has_more: 'false' }, undefined],
		[{ data: jobs, has_more: 1, last_id: 'z' }, 'z'],
		[{ data: jobs, hasMore: true }, 'b'],
		[{ data: jobs, next_cursor: 'c1' }, 'c1'],
		[{ data: jobs, nextPageToken: 'c1' }, 'c1'],
		[{ data: jobs, has_more: false, next_cursor: 'c1' }, undefined],
		[{ data: jobs, next: 'https://api.example.test/v1/videos?limit=2&after=b' }, 'b'],
		[{ data: jobs, links: { next: '/v1/videos?cursor=c2' } }, 'c2'],
		[{ data: jobs, next: null }, undefined],
		[{ items: jobs }, undefined],
		[{ data: { items: jobs, has_more: true } }, 'b'],
		[{ videos: jobs }, undefined],
	])('%j', (body, after) => {
		const page = list(body);
		expect(page).toMatchObject({ jobs });
		expect((page as { after?: string }).after).toBe(after);
	});

	test('more entries than expected are read', () => {
		const many = Array.from({ length: 1200 }, (_, i) => ({ id: `v${i}` }));
		expect(list({ data: many })).toMatchObject({ jobs: { length: 1200 } });
	});
});

test.each<[unknown, number | undefined]>([
	['9223372036854775807', undefined],
	[1760000000000000, 1760000000000],
	['1760000000000000000', 1760000000000],
	['1e400', undefined],
	[-1, undefined],
])(
	'the time %j is %s: one that no Date can hold, or that stands for none, is ignored',
	(expires_at, expected) => {
		const answer = poll({ id: 'video_1', status: 'queued', expires_at });
		const ms = answer.kind === 'job' ? answer.job.expiresAt : undefined;
		expect(ms).toBe(expected);
		if (ms !== undefined) expect(() => new Date(ms).toISOString()).not.toThrow();
	},
);

test.each([
	'javascript:alert(1)',
	'file:///etc/passwd',
	' javascript:x',
	'java\tscript:x',
	'ftp://a/b',
	'vbscript:x',
	'about:blank',
	'blob:https://a/b',
])('%j is not a video URL', (url) => {
	expect(
		poll({ id: 'video_1', status: 'completed', url, thumbnail_url: url, polling_url: url }),
	).toMatchObject({
		job: { status: 'completed', video: undefined, thumbnailUrl: undefined, pollUrl: undefined },
	});
});
