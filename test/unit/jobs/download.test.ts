import { download } from '../../../nodes/Sora2/jobs/download';
import type { Download } from '../../../nodes/Sora2/jobs/download';
import type { JobRecord } from '../../../nodes/Sora2/jobs/itemLedger';
import type { FileResponse, Sent } from '../../../nodes/Sora2/jobs/ports';
import type { Variant } from '../../../nodes/Sora2/protocols/protocol';
import { fakeEndpoint, file, orderedJob, respond, settle } from '../support/fakeEndpoint';

const HEAD = Buffer.from('000000186674797069736f6d00000200', 'hex');
/** A video of `size` bytes; `fill` distinguishes renditions. */
const video = (size = 5000, fill = 7) =>
	Buffer.concat([HEAD, Buffer.alloc(size - HEAD.length, fill)]);
const VIDEO = video();
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const URL_1 = 'https://cdn.test/1.mp4?sig=a';
const URL_2 = 'https://cdn.test/1.mp4?sig=b';

const STRONG = { etag: '"1"' };

/** The first bytes of a file; then the connection breaks. */
function cut(
	bytes: Buffer,
	at: number,
	headers: Record<string, string> = STRONG,
): Sent<FileResponse> {
	return breaking(
		200,
		{ 'content-length': String(bytes.length), ...headers },
		bytes.subarray(0, at),
	);
}

/** The rest of a file, to its end or until the connection breaks. */
function rest(
	bytes: Buffer,
	from: number,
	headers: Record<string, string> = STRONG,
	to = bytes.length,
): Sent<FileResponse> {
	const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
	const part = bytes.subarray(from, to);
	return to < bytes.length
		? breaking(206, { ...range, ...headers }, part)
		: file(part, { 'content-length': String(part.length), ...range, ...headers }, 206);
}

function breaking(
	status: number,
	headers: Record<string, string>,
	part: Buffer,
): Sent<FileResponse> {
	const bytes = (async function* () {
		yield part;
		throw new Error('aborted');
	})();
	return {
		answer: { status, headers: { 'content-type': 'video/mp4', ...headers }, bytes, discard() {} },
	};
}

interface Setting {
	files?: Array<Sent<FileResponse>>;
	/** What the finished job says of its video. */
	job?: Partial<JobRecord>;
	variant?: Variant;
	polls?: Array<ReturnType<typeof respond>>;
	timeoutMs?: number;
}

/** Downloads a finished job's file; returns the requests and what each store got. */
async function fetchFile({
	files,
	job: more,
	variant = 'video',
	polls,
	timeoutMs = 60_000,
}: Setting) {
	const world = fakeEndpoint({ files, polls });
	const { jobContext, time, routes, opened } = world;
	const job = orderedJob(time.now(), 0, {
		snapshot: { id: 'video_1', status: 'completed' },
		...more,
	});
	const stores: Buffer[] = [];
	const store = async ({ bytes, mimeType }: Download) => {
		const chunks: Uint8Array[] = [];
		const index = stores.push(Buffer.alloc(0)) - 1;
		for await (const chunk of bytes) {
			chunks.push(chunk);
			stores[index] = Buffer.concat(chunks);
		}
		return { mimeType, bytes: Buffer.concat(chunks) };
	};
	const deadline = time.now() + timeoutMs;
	const { value, failure } = await time.until(
		settle(download(jobContext, routes[0], job, variant, deadline, store)),
	);
	const asked = opened.map(({ place, from }) => [
		'url' in place ? place.url : place.path.split('/').at(-1),
		from,
	]);
	return { value, failure, asked, stores, job, world };
}

const at = (url: string): Partial<JobRecord> => ({
	snapshot: { id: 'video_1', status: 'completed', video: { kind: 'url', url } },
});

describe('a broken connection', () => {
	test('is resumed where it broke, as often as necessary', async () => {
		const { value, asked, stores } = await fetchFile({
			files: [cut(VIDEO, 1000), rest(VIDEO, 1000, STRONG, 3000), rest(VIDEO, 3000)],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked.map(([, from]) => from)).toEqual([0, 1000, 3000]);
		expect(stores).toHaveLength(1);
	});

	test.each([
		['the ETag changes', rest(video(5000, 8), 1000, { etag: '"2"' })],
		['a weak ETag changes', rest(video(5000, 8), 1000, { etag: 'W/"2"' })],
		['the length changes', rest(video(6000, 8), 1000)],
		['the bytes begin elsewhere', rest(video(5000, 8), 900)],
	])('is not resumed if %s: the file is downloaded again', async (_, other) => {
		const next = video(6000, 8);
		const { value, asked, stores } = await fetchFile({
			files: [cut(VIDEO, 1000), other, file(next, { etag: '"2"' })],
		});
		expect(value!.bytes.equals(next)).toBe(true);
		expect(asked.map(([, from]) => from)).toEqual([0, 1000, 0]);
		expect(stores[0].equals(VIDEO.subarray(0, 1000))).toBe(true);
	});

	test('is not resumed if the endpoint sends the whole file', async () => {
		const next = video(6000, 8);
		const { value, asked, stores } = await fetchFile({ files: [cut(VIDEO, 1000), file(next)] });
		expect(value!.bytes.equals(next)).toBe(true);
		expect(asked).toHaveLength(2);
		expect(stores[0].length).toBeLessThanOrEqual(1000);
	});

	test('is not resumed at another URL without a strong ETag', async () => {
		const { value, asked } = await fetchFile({
			job: at(URL_1),
			files: [cut(VIDEO, 1000, {}), { error: { message: 'refused' } }, file(video(5000, 8))],
		});
		expect(value!.bytes.equals(video(5000, 8))).toBe(true);
		expect(asked).toEqual([
			[URL_1, 0],
			[URL_1, 1000],
			['content', 0],
		]);
	});

	test('is resumed at another URL if a strong ETag shows that it is the same file', async () => {
		const { value, asked } = await fetchFile({
			job: at(URL_1),
			files: [cut(VIDEO, 1000), { error: { message: 'refused' } }, rest(VIDEO, 1000)],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked.at(-1)).toEqual(['content', 1000]);
	});

	test('that never makes progress ends with the timeout', async () => {
		const { failure, world } = await fetchFile({
			files: Array.from({ length: 1000 }, () => cut(VIDEO, 1000)),
		});
		expect(failure).toMatchObject({ class: 'timeout', billed: 'yes', jobId: 'video_1' });
		expect(world.elapsed()).toBeLessThan(120_000);
	});
});

describe('files that are not videos', () => {
	const types = ['video/mp4', 'application/octet-stream', 'application/json', 'text/html'];
	const wrong: Array<[string, Buffer, RegExp]> = [
		['JSON', Buffer.from('{"ok":true}'), /JSON|ok/],
		['a page', Buffer.from('<!doctype html><title>Sign in</title>'), /web page|Sign in/],
		['XML', Buffer.from('<?xml version="1.0"?><Ok/>'), /web page/],
		['a picture', PNG, /a picture \(image\/png\) arrived instead of the video/],
		['a PDF', Buffer.from('%PDF-1.7\n%\u0000\u0001'), /another file \(application\/pdf\) arrived/],
		['nothing', Buffer.alloc(0), /nothing arrived instead of the video/],
		['the Base64 of a video', Buffer.from(VIDEO.toString('base64')), /text arrived/],
	];
	const cases = wrong.flatMap(([name, bytes, words]) =>
		types.map((type) => [name, type, bytes, words] as const),
	);

	test.each(cases)('%s as %s is not delivered: the next URL is tried', async (_, type, bytes) => {
		const { value, asked } = await fetchFile({
			job: at(URL_1),
			files: [file(bytes, { 'content-type': type }), file(VIDEO)],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked.map(([place]) => place)).toEqual([URL_1, 'content']);
	});

	test.each(wrong)('%s everywhere ends with a failure that says so', async (_, bytes, words) => {
		const { failure, stores } = await fetchFile({
			files: Array.from({ length: 100 }, () => file(bytes)),
		});
		expect(failure).toMatchObject({ class: 'timeout', billed: 'yes', httpStatus: 200 });
		expect(failure!.message).toMatch(words);
		expect(stores).toEqual([]);
	});

	test('a thumbnail is a picture, and text is not', async () => {
		const text = file('{"error":"no thumbnail"}', { 'content-type': 'image/webp' });
		const { value } = await fetchFile({ variant: 'thumbnail', files: [text, file(PNG)] });
		expect(value).toMatchObject({ mimeType: 'image/png' });
	});
});

test.each([
	['application/json', VIDEO, 'video/mp4'],
	['video/quicktime', VIDEO, 'video/quicktime'],
	['image/png', VIDEO, 'video/mp4'],
	['video/mp4', Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(50)]), 'video/webm'],
	['application/octet-stream', Buffer.alloc(600, 1), 'video/mp4'],
	['video/x-new', Buffer.alloc(600, 1), 'video/x-new'],
])('a video with the type %s is delivered under its own type', async (type, bytes, mimeType) => {
	const { value } = await fetchFile({ files: [file(bytes, { 'content-type': type })] });
	expect(value).toMatchObject({ mimeType });
	expect(value!.bytes.equals(bytes)).toBe(true);
});

describe('an expired signed URL', () => {
	const expired = () =>
		file('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>', {}, 403);

	test.each([400, 403, 404, 410])('is renewed by a new lookup (%i)', async (status) => {
		const { value, asked, job } = await fetchFile({
			job: at(URL_1),
			files: [file('expired', {}, status), file(VIDEO)],
			polls: [respond(200, { id: 'video_1', status: 'completed', video_url: URL_2 })],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked.map(([place]) => place)).toEqual([URL_1, URL_2]);
		expect(job.snapshot.video).toEqual({ kind: 'url', url: URL_2 });
	});

	test('is renewed during a download, which continues', async () => {
		const { value, asked, stores } = await fetchFile({
			job: at(URL_1),
			files: [cut(VIDEO, 1000), expired(), rest(VIDEO, 1000)],
			polls: [respond(200, { id: 'video_1', status: 'completed', video_url: URL_2 })],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked.at(-1)).toEqual([URL_2, 1000]);
		expect(stores).toHaveLength(1);
	});

	test('that stays expired is looked up at intervals only', async () => {
		const { failure, world } = await fetchFile({
			job: at(URL_1),
			files: Array.from({ length: 1000 }, expired),
			timeoutMs: 600_000,
		});
		expect(failure).toMatchObject({ class: 'timeout', httpStatus: 403 });
		expect(world.polls.length).toBeGreaterThan(2);
		expect(world.polls.length).toBeLessThan(21);
	});

	test('cannot be renewed for a job without an ID', async () => {
		const { world, failure } = await fetchFile({
			job: { ...at(URL_1), videoAt: 'address' },
			files: Array.from({ length: 100 }, expired),
		});
		expect(failure).toMatchObject({ class: 'timeout' });
		expect(world.polls).toEqual([]);
	});
});

describe('a video inside the answer', () => {
	const inline = (
		base64: string,
		videoAt: JobRecord['videoAt'] = 'endpoint',
	): Partial<JobRecord> => ({
		videoAt,
		snapshot: {
			id: 'video_1',
			status: 'completed',
			video: { kind: 'inline', base64, mimeType: 'video/mp4' },
		},
	});
	const good = VIDEO.toString('base64');

	test.each([
		good,
		`data:video/mp4;base64,${good}`,
		good.replace(/.{76}/g, '$&\r\n'),
		VIDEO.toString('base64url'),
	])('is decoded', async (base64) => {
		const { value, asked } = await fetchFile({ job: inline(base64) });
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked).toEqual([]);
	});

	test.each([
		['broken', `${good.slice(0, 100)}%%%${good.slice(100)}`],
		['JSON', Buffer.from('{"ok":true}').toString('base64')],
		['a picture', PNG.toString('base64')],
	])('that is %s is downloaded from the endpoint instead', async (_, base64) => {
		const { value, asked } = await fetchFile({ job: inline(base64), files: [file(VIDEO)] });
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked).toEqual([['content', 0]]);
	});

	test('that is not a video fails with a description if the endpoint keeps none', async () => {
		const { failure, asked } = await fetchFile({ job: inline(PNG.toString('base64'), 'answer') });
		expect(failure).toMatchObject({ class: 'job_failed', billed: 'yes', retryable: false });
		expect(failure!.message).toContain('a picture (image/png) arrived instead of the video');
		expect(asked).toEqual([]);
	});
});

test('a store that refuses the file is not asked again', async () => {
	const { jobContext, time, routes } = fakeEndpoint({ files: [file(VIDEO), file(VIDEO)] });
	const job = orderedJob(time.now(), 0, { snapshot: { id: 'video_1', status: 'completed' } });
	const store = async () => await Promise.reject(new Error('ENOSPC: no space left on device'));
	const { failure } = await time.until(
		settle(download(jobContext, routes[0], job, 'video', time.now() + 60_000, store)),
	);
	expect(failure).toMatchObject({ class: 'unknown', billed: 'yes', retryable: true });
	expect(failure!.message).toContain('no space left');
});

test('a file that always breaks at the same byte is requested less and less often', async () => {
	const files = Array.from({ length: 500 }, () => cut(VIDEO, 2000, {}));
	const { asked, failure } = await fetchFile({ files, timeoutMs: 600_000 });
	expect(failure).toMatchObject({ class: 'timeout', jobId: 'video_1' });
	expect(asked.length).toBeLessThanOrEqual(40);
});

describe('a 429', () => {
	const refusal = (seconds: number) =>
		file(Buffer.from('{"error":{"message":"Slow down"}}'), { 'retry-after': String(seconds) }, 429);

	test('from the endpoint holds back every request, and the download goes on when it is over', async () => {
		const { value, asked, world } = await fetchFile({ files: [refusal(30), file(VIDEO)] });
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked).toHaveLength(2);
		expect(world.elapsed()).toBeGreaterThan(30_000);
		expect(world.elapsed()).toBeLessThan(31_000);
	});

	test('from the endpoint that outlasts the deadline ends the download without more requests', async () => {
		const { failure, asked } = await fetchFile({ files: [refusal(50)], timeoutMs: 20_000 });
		expect(failure).toMatchObject({ class: 'timeout' });
		expect(asked).toHaveLength(1);
	});

	test('from another host says nothing about the endpoint', async () => {
		const { value, asked, world } = await fetchFile({
			job: at(URL_1),
			files: [refusal(30), file(VIDEO)],
		});
		expect(value!.bytes.equals(VIDEO)).toBe(true);
		expect(asked).toHaveLength(2);
		expect(world.jobContext.endpoint.limits.cooldownMs()).toBe(0);
	});
});
