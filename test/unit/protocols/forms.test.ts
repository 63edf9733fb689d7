import { toImageUrl, buildPost } from '../../../nodes/Sora2/protocols/body';
import { toAspectRatio, toSize } from '../../../nodes/Sora2/protocols/size';
import { toPercent, toJobStatus } from '../../../nodes/Sora2/protocols/response/status';
import type { Dialect, InputReference } from '../../../nodes/Sora2/protocols/protocol';

describe('status words', () => {
	const words = {
		queued:
			'queued, pending, submitted, not_start, notstarted, created, starting, preparing, waiting, queuing, in_queue, unknown',
		running: 'in_progress, processing, running, generating',
		completed: 'completed, complete, success, succeeded, finished, done',
		failed: 'failed, failure, fail, error, cancelled, canceled, expired, deleted',
	};
	test.each(
		Object.entries(words).flatMap(([status, list]) =>
			list.split(', ').map((word) => [word, status]),
		),
	)('%s is %s', (word, status) => {
		expect(toJobStatus(word)).toBe(status);
		expect(toJobStatus(word.toUpperCase())).toBe(status);
		expect(toJobStatus(word.replaceAll('_', '-'))).toBe(status);
		expect(toJobStatus(word.replaceAll('_', ' '))).toBe(status);
	});

	test.each([undefined, '', 'banana', 'completed!', '200', 'failed'.repeat(50)])(
		'%s is none',
		(word) => expect(toJobStatus(word)).toBeUndefined(),
	);
});

test.each<[number | string | undefined, number | undefined]>([
	[45, 45],
	['45', 45],
	['45%', 45],
	[' 45 % ', 45],
	[0.45, 45],
	['0.45', 45],
	['0.45%', 0.45],
	[1, 1],
	['100%', 100],
	[0, 0],
	[250, 100],
	[-3, 0],
	['', undefined],
	['%', undefined],
	['half', undefined],
	[NaN, undefined],
	[undefined, undefined],
])('progress %j is %s per cent', (value, expected) => expect(toPercent(value)).toBe(expected));

test.each([
	['480p', '854x480', '480x854'],
	['720p', '1280x720', '720x1280'],
	['1024p', '1792x1024', '1024x1792'],
	['1080p', '1920x1080', '1080x1920'],
] as const)('%s', (resolution, landscape, portrait) => {
	expect(toSize(resolution)).toBe(landscape);
	expect(toSize(resolution, 'landscape')).toBe(landscape);
	expect(toSize(resolution, 'portrait')).toBe(portrait);
});

test('aspect ratios', () =>
	expect([toAspectRatio('landscape'), toAspectRatio('portrait')]).toEqual(['16:9', '9:16']));

describe('a body', () => {
	const dialect = (bodyFormat: Dialect['bodyFormat']): Dialect => ({
		bodyFormat,
		secondsAs: 'string',
		sendResolution: 'always',
	});
	const file: InputReference = {
		kind: 'file',
		fileName: 'a.png',
		mimeType: 'image/png',
		bytes: new Uint8Array([1, 2, 3]),
	};
	const web: InputReference = { kind: 'url', url: 'https://example.test/a.png' };
	const fields = { prompt: 'a cat', seconds: 4, video: { id: 'v' } };

	test('is JSON, with every type kept', () => {
		expect(buildPost('/videos', fields, dialect('auto'))).toEqual({
			method: 'POST',
			path: '/videos',
			json: fields,
		});
		expect(buildPost('/videos', { seconds: '4' }, dialect('json')).json).toEqual({ seconds: '4' });
	});

	test('is multipart where a file travels, or where the dialect says so', () => {
		const text = [
			{ name: 'prompt', value: 'a cat' },
			{ name: 'seconds', value: '4' },
			{ name: 'video', value: '{"id":"v"}' },
		];
		expect(buildPost('/videos', fields, dialect('multipart'))).toEqual({
			method: 'POST',
			path: '/videos',
			form: text,
		});
		expect(buildPost('/videos', { seconds: undefined }, dialect('multipart')).form).toEqual([]);
		expect(buildPost('/videos', fields, dialect('auto'), file)).toEqual({
			method: 'POST',
			path: '/videos',
			form: [
				...text,
				{
					name: 'input_reference',
					fileName: 'a.png',
					mimeType: 'image/png',
					bytes: new Uint8Array([1, 2, 3]),
				},
			],
		});
		expect(buildPost('/videos', fields, dialect('multipart'), web).form).toEqual([
			...text,
			{ name: 'input_reference', value: web.url },
		]);
	});

	test('carries a picture in JSON as a URL', () => {
		expect(buildPost('/videos', {}, dialect('auto'), web).json).toEqual({
			input_reference: { image_url: web.url },
		});
		expect(buildPost('/videos', {}, dialect('json'), file).json).toEqual({
			input_reference: { image_url: 'data:image/png;base64,AQID' },
		});
		expect([toImageUrl(web), toImageUrl(file)]).toEqual([web.url, 'data:image/png;base64,AQID']);
	});
});
