import { html, json, text, type Reply } from './reply';

const other = 'video_somebodyelses00';

/** What a look at a job may be answered with in the place of the truth. `id`: the job's own. */
export const POLLS: Record<string, (id: string, key: string) => Reply> = {
	notFound: () => json(404, { error: { code: 'not_found', message: 'Video not found' } }),
	page404: () => html(404, '404 Not Found'),
	taskNotExist: () => json(400, { code: 'task_not_exist', message: 'task_not_exist', data: null }),
	server500: () => json(500, { error: { message: 'The server had an error' } }),
	page502: () => html(502, '502 Bad Gateway'),
	busy503: () => json(503, { error: { message: 'Service unavailable' } }, { 'retry-after': '2' }),
	limit: () => json(429, { error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' } }),
	limit1: () => json(429, { error: { message: 'Too many requests' } }, { 'retry-after': '1' }),
	limit0: () => json(429, { error: { message: 'Too many requests' } }, { 'retry-after': '0' }),
	limitLong: () => json(429, { error: { message: 'Too many requests' } }, { 'retry-after': '120' }),
	unauthorized: (_id, key) =>
		json(401, { error: { code: 'invalid_api_key', message: `Incorrect API key: ${key}` } }),
	forbidden: () => json(403, { detail: 'Forbidden' }),
	region: () =>
		json(400, {
			error: { code: 'unsupported_country_code', message: 'Sora is not available in your country' },
		}),
	statusError: () => json(200, { status: 'error' }),
	statusErrorWords: () => json(200, { status: 'error', message: 'Something went wrong' }),
	jsendFail: () => json(200, { status: 'fail', data: { title: 'A title is required' } }),
	othersFailure: () =>
		json(200, { id: other, status: 'failed', error: { code: 'x', message: 'Generation failed' } }),
	namelessFailure: () => json(200, { status: 'failed', error: { message: 'Generation failed' } }),
	errorNone: (id) => json(200, { id, status: 'queued', error: { code: 0, message: 'ok' } }),
	errorNoneText: (id) => json(200, { id, status: 'in_progress', error: 'none' }),
	code504: () => json(200, { code: 504, message: 'upstream request timeout', data: null }),
	code500: () => json(200, { code: 500, msg: 'Internal error', data: null }),
	empty: () => text(200, '', 'application/json'),
	nothing: () => json(200, {}),
	list: () => json(200, []),
	words: () => text(200, 'ok', 'text/plain'),
	page: () => html(200, 'Sign in'),
	unknownWord: (id) => json(200, { id, status: 'hibernating' }),
	noStatus: (id) => json(200, { id, object: 'video' }),
	oddProgress: (id) => json(200, { id, status: 'in_progress', progress: -7e300 }),
	oddDates: (id) =>
		json(200, {
			id,
			status: 'in_progress',
			created_at: '9223372036854775807',
			expires_at: 1.8e21,
			completed_at: -1e18,
		}),
};

/** What a file's address may answer in the place of the file. */
export const CONTENTS: Record<string, () => Reply> = {
	notYet: () => json(404, { detail: 'Generation is still in-progress' }),
	conflict: () => json(409, { error: { message: 'Video is not ready' } }),
	server500: () => json(500, { error: { message: 'The server had an error' } }),
	page502: () => html(502, '502 Bad Gateway'),
	limit1: () => json(429, { error: { message: 'Too many requests' } }, { 'retry-after': '1' }),
	pageOk: () => html(200, 'Sign in'),
	jsonOk: () => json(200, { status: 'processing' }),
	xmlOk: () =>
		text(200, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'application/xml'),
	emptyOk: () => text(200, '', 'video/mp4'),
	/** Not a video, whatever its type says. */
	pageAsVideo: () => ({ ...html(200, 'Sign in'), headers: { 'content-type': 'video/mp4' } }),
	jsonAsVideo: () => ({
		...json(200, { error: 'expired' }),
		headers: { 'content-type': 'video/mp4' },
	}),
	pictureAsVideo: () => ({
		status: 200,
		headers: { 'content-type': 'application/octet-stream' },
		body: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01', 'latin1'),
	}),
};

/** What the list of jobs may answer in the place of the truth. */
export const LISTS: Record<string, () => Reply> = {
	server500: () => json(500, { error: { message: 'The server had an error' } }),
	page502: () => html(502, '502 Bad Gateway'),
	limit1: () => json(429, { error: { message: 'Too many requests' } }, { 'retry-after': '1' }),
	none: () => json(200, { object: 'list', data: [], has_more: false }),
	page: () => html(200, 'Welcome'),
	notFound: () => json(404, { error: { message: 'Not found' } }),
	/** Always more, and always the same. */
	endless: () =>
		json(200, {
			object: 'list',
			data: Array.from({ length: 3 }, (_, i) => ({ id: `video_foreign${i}`, status: 'completed' })),
			has_more: 'true',
			last_id: 'video_foreign2',
		}),
};
