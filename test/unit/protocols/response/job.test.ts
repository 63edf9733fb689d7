import { readModels, type JobPage } from '../../../../nodes/Sora2/protocols/response/list';
import { readSnapshot, type JobSnapshot } from '../../../../nodes/Sora2/protocols/response/job';
import { readAnswer } from '../../../../nodes/Sora2/protocols/response/readAnswer';

const toAnswer = (body: unknown) => ({
	status: 200,
	headers: {},
	text: JSON.stringify(body) ?? '',
});

function readJob(body: unknown): JobSnapshot | undefined {
	const answer = readAnswer(toAnswer(body), { for: 'job', id: 'a' });
	return answer.kind === 'job' ? answer.job : undefined;
}

function readList(body: unknown): JobPage | undefined {
	const answer = readAnswer(toAnswer(body), { for: 'list' });
	return answer.kind === 'list' ? answer.page : undefined;
}

const url = (link: string) => ({ kind: 'url', url: link });

describe('location of the video', () => {
	const link = 'https://cdn.example.test/x.mp4';
	test.each<[string, object]>([
		['url', { url: link }],
		['video_url', { video_url: link }],
		['video_url before url', { url: 'https://example.test/page', video_url: link }],
		['result_url', { result_url: link }],
		['urls', { urls: [link, 'https://example.test/2.mp4'] }],
		['unsigned_urls', { unsigned_urls: [link] }],
		['signed before unsigned', { urls: [link], unsigned_urls: ['https://example.test/2.mp4'] }],
		['data as a list', { data: [{ url: link }] }],
		['data as an object', { data: { video_url: link } }],
		['data with an empty first entry', { data: [null, {}, { url: link }] }],
		['video', { video: link }],
		['video as an object', { video: { url: link } }],
		['videos', { videos: [{ url: link }] }],
		['output of Replicate', { output: [link] }],
		['output', { output: { video_url: link } }],
		['result with videos', { result: { videos: [{ url: link }] } }],
		['content of Volcengine', { content: { video_url: link } }],
		['metadata', { metadata: { url: link } }],
		["kie's JSON string", { resultJson: JSON.stringify({ resultUrls: [link] }) }],
		["new-api's failure reason", { status: 'SUCCESS', fail_reason: link }],
	])('%s', (_, fields) => {
		expect(readJob({ id: 'a', ...fields })).toMatchObject({
			id: 'a',
			status: 'completed',
			video: url(link),
		});
	});

	test('a relative URL is unchanged', () => {
		expect(readJob({ id: 'a', url: '/v1/videos/a/content' })?.video).toEqual(
			url('/v1/videos/a/content'),
		);
	});

	test.each([
		{ output: 'done' },
		{ result: 'ok' },
		{ content: 'A cat walks.' },
		{ video: '' },
		{ url: 'see the documentation' },
		{ file_path: '/srv/x.mp4' },
		{ resultJson: '{"resultUrls":' },
		{ data: [] },
		{ data: [{ b64_json: '' }] },
	])('no video in %j', (fields) => {
		expect(readJob({ id: 'a', status: 'running', ...fields })?.video).toBeUndefined();
		expect(readJob(fields)).toBeUndefined();
	});

	test('bytes in the answer', () => {
		expect(readJob({ data: [{ b64_json: 'AAAA', output_format: 'webm' }] })?.video).toEqual({
			kind: 'inline',
			base64: 'AAAA',
			mimeType: 'video/webm',
		});
		expect(readJob({ data: [{ b64_json: 'AAAA', output_format: 'a/b\r\nx' }] })?.video).toEqual({
			kind: 'inline',
			base64: 'AAAA',
			mimeType: 'video/mp4',
		});
		expect(readJob({ url: 'data:video/quicktime;base64,AAAA' })?.video).toEqual({
			kind: 'inline',
			base64: 'AAAA',
			mimeType: 'video/quicktime',
		});
		expect(
			readJob({ data: [{ b64_json: 'AAAA', url: 'https://example.test/x.mp4' }] })?.video,
		).toEqual(url('https://example.test/x.mp4'));
		expect(readJob({ id: 'a', url: 'data:nonsense' })?.video).toBeUndefined();
	});
});

describe('envelopes around a job', () => {
	const job = { id: 'a', status: 'queued' };
	test.each<[string, unknown]>([
		['data', { code: 0, message: 'ok', data: job }],
		["data and the request's status", { status: 'success', data: job }],
		['output', { request_id: 'r', output: { task_id: 'a', task_status: 'PENDING' } }],
		['video', { video: job }],
		['an array', [job]],
		['a list in data', { data: [job] }],
		['JSON as a string', JSON.stringify(job)],
		['two of them', { code: 200, data: { task: job } }],
	])('%s', (_, body) => {
		// A list is no job; what looks like one is left to `readList`.
		if (_ === 'a list in data') expect(readList(body)?.jobs).toHaveLength(1);
		else expect(readJob(body)).toMatchObject({ id: 'a', status: 'queued' });
	});

	test('a job that contains a file with an ID keeps its own ID', () => {
		expect(
			readJob({ status: 'completed', video: { id: 'file_1', url: 'https://example.test/x.mp4' } }),
		).toMatchObject({
			id: undefined,
			status: 'completed',
			video: url('https://example.test/x.mp4'),
		});
		expect(
			readJob({ id: 'a', status: 'completed', data: { id: 'b', status: 'queued' } }),
		).toMatchObject({ id: 'a', status: 'completed' });
	});
});

describe('IDs', () => {
	test.each(['id', 'task_id', 'taskId', 'video_id'])('%s', (key) => {
		expect(readJob({ [key]: 'a' })).toMatchObject({ id: 'a' });
		expect(readJob({ [key]: 42 })).toMatchObject({ id: '42' });
	});

	test("a request's ID is the job's only if the answer describes a job", () => {
		expect(readJob({ request_id: 'r', message: 'hello' })).toBeUndefined();
		expect(readJob({ request_id: 'r', status: 'IN_QUEUE' })).toMatchObject({ id: 'r' });
		expect(readJob({ id: 'a', request_id: 'r', status: 'queued' })).toMatchObject({ id: 'a' });
	});
});

describe("a job's own error", () => {
	test.each<[string, object, unknown]>([
		['an object', { error: { code: 'x', message: 'y' } }, { code: 'x', message: 'y' }],
		['a string', { error: 'y' }, 'y'],
		['a number', { error: 1200 }, 1200],
		['a string and a code', { error: 'y', error_code: 'x' }, { code: 'x', message: 'y' }],
		['kie', { failCode: '501', failMsg: 'y' }, { code: '501', message: 'y' }],
		['new-api', { fail_reason: 'y' }, 'y'],
		['a reason', { failure_reason: 'y' }, 'y'],
		['a message', { message: 'y' }, 'y'],
		['a code alone', { error_code: 'x' }, { code: 'x', message: undefined }],
		['nothing', {}, undefined],
		['an empty shell', { error: { code: '', message: null } }, undefined],
	])('%s', (_, fields, error) => {
		expect(readJob({ id: 'a', status: 'failed', ...fields })).toMatchObject({
			status: 'failed',
			error,
		});
	});

	test('a queued job with an error has failed', () => {
		expect(readJob({ id: 'a', status: 'queued', error: 'x' })?.status).toBe('failed');
		expect(readJob({ id: 'a', error: { message: 'x' } })?.status).toBe('failed');
		expect(readJob({ id: 'a', status: 'running', error: 'x' })?.status).toBe('running');
	});

	test.each([
		{ code: 0, message: 'queued' },
		{ code: '0000' },
		'[]',
		'{"code":0,"message":"ok"}',
		{ message: 'Transient error, retrying (attempt 1 of 3)' },
		{ message: 'waiting in queue' },
		'无错误',
		{ code: 0, message: '任务排队中' },
		{ code: '0', message: 'Task submitted' },
		{ code: 1, message: 'ok' },
		{ message: 'processing' },
		'pending',
		'No errors.',
		'无',
	])('an error that only reports progress is ignored: %j', (error) => {
		expect(readJob({ id: 'a', status: 'queued', error })?.status).toBe('queued');
		expect(readJob({ id: 'a', error })?.status).toBeUndefined();
	});

	test.each([null, '', {}, { code: '', message: '' }, { code: null, message: null }, false, 0, []])(
		'none in %j',
		(error) => {
			expect(readJob({ id: 'a', status: 'queued', error })).toMatchObject({
				status: 'queued',
				error: undefined,
			});
		},
	);

	test('none in a finished job', () => {
		expect(
			readJob({ id: 'a', status: 'completed', error: 'a warning', message: 'ok' })?.error,
		).toBeUndefined();
		expect(readJob({ id: 'a', status: 'queued', message: 'ok', fail_reason: '' })).toMatchObject({
			status: 'queued',
			error: undefined,
		});
	});
});

describe('numbers and times', () => {
	test.each<[unknown, number | undefined]>([
		[8, 8],
		['8', 8],
		['8s', 8],
		['7.5', 7.5],
		['', undefined],
		['long', undefined],
		[-1, undefined],
		[null, undefined],
		[{}, undefined],
	])('seconds %j', (seconds, expected) => {
		expect(readJob({ id: 'a', seconds })?.seconds).toBe(expected);
		if (seconds !== null) expect(readJob({ id: 'a', duration: seconds })?.seconds).toBe(expected);
	});

	test.each<[unknown, number | undefined]>([
		[1760000000, 1760000000000],
		['1760000000', 1760000000000],
		[1760000000.5, 1760000000500],
		[1760000000000, 1760000000000],
		['2025-10-09T08:53:20Z', 1760000000000],
		[0, undefined],
		['soon', undefined],
		[null, undefined],
	])('time %j', (expires_at, expected) => {
		expect(readJob({ id: 'a', expires_at })?.expiresAt).toBe(expected);
	});

	test('a field of the wrong type affects only itself', () => {
		expect(
			readJob({
				id: 'a',
				status: 'completed',
				model: {},
				prompt: 1,
				size: [],
				progress: {},
				usage: 'x',
				urls: 'y',
				metadata: 3,
				thumbnail_url: 7,
				seconds: [],
			}),
		).toEqual({ id: 'a', status: 'completed', statusWord: 'completed' });
	});
});

describe('lists', () => {
	test('pages', () => {
		expect(readList({ data: [{ id: 'a' }, { id: 'b' }], has_more: true })).toMatchObject({
			after: 'b',
		});
		expect(readList({ data: [{ id: 'a' }], has_more: true, last_id: 'z' })).toMatchObject({
			after: 'z',
		});
		expect(readList({ data: [], has_more: false })).toEqual({ jobs: [], isLast: true });
		expect(readList([{ id: 'a' }])?.jobs).toHaveLength(1);
		expect(readList({ data: [null, 3, { id: 'a' }] })?.jobs).toHaveLength(1);
	});

	test.each([{ data: [1, 2] }, { data: {} }, {}, null, 'x', { error: { message: 'x' } }])(
		'%j is not a list',
		(body) => {
			expect(readList(body)).toBeUndefined();
		},
	);

	test('models', () => {
		expect(readModels({ data: [{ id: 'sora-2' }, null, { name: 'x' }, { id: 'wan' }] })).toEqual([
			'sora-2',
			'wan',
		]);
		expect(readModels([{ id: 'a' }])).toEqual(['a']);
		expect(readModels({ error: 'x' })).toEqual([]);
	});
});

test.each([
	undefined,
	null,
	3,
	'text',
	'',
	true,
	[],
	[1, 2],
	{},
	{ error: { message: 'x' } },
	{ message: 'x' },
	{ code: 500, msg: 'x', data: null },
])('%j is not a job', (body) => {
	expect(readJob(body)).toBeUndefined();
});

test.each([
	['OpenRouter', { usage: { cost: 0.5, is_byok: false } }, 0.5],
	['xAI, in ticks', { usage: { cost_in_usd_ticks: 5_600_000_000 } }, 0.56],
	['Merge', { cost: 0.32 }, 0.32],
	['Merge, as text', { cost: '0.32' }, 0.32],
	['Together', { outputs: { cost: 0.28, video_url: 'https://files.example/a.mp4' } }, 0.28],
	['nobody', { cost: { credits: 4 }, outputs: ['https://files.example/a.mp4'] }, undefined],
])('reads the charge as %s', (_, more, usd) => {
	expect(readSnapshot({ id: 'v1', status: 'completed', ...more })?.usd).toBe(usd);
});

test('a video withheld by moderation is a failed job', () => {
	const answer = { status: 'done', video: { url: '', respect_moderation: false } };
	expect(readSnapshot(answer)).toMatchObject({
		status: 'failed',
		error: { code: 'content_policy_violation' },
	});
});

test("finds Bifrost's bytes", () => {
	const videos = [{ type: 'base64', base64: 'AAAA', content_type: 'video/mp4' }];
	expect(readSnapshot({ id: 'openai:v1', status: 'completed', videos })?.video).toEqual({
		kind: 'inline',
		base64: 'AAAA',
		mimeType: 'video/mp4',
	});
});
