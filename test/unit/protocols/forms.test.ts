import { toImageUrl, buildPost } from '../../../nodes/Sora2/protocols/body';
import { toResolution, toSize } from '../../../nodes/Sora2/protocols/size';
import { toJobStatus } from '../../../nodes/Sora2/errors/statusWords';
import { toPercent } from '../../../nodes/Sora2/protocols/response/values';
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
	['480p', '16:9', '854x480'],
	['720p', '16:9', '1280x720'],
	['1024p', '16:9', '1792x1024'],
	['1080p', '16:9', '1920x1080'],
	['1440p', '16:9', '2560x1440'],
	['4k', '16:9', '3840x2160'],
	['480p', '9:16', '480x854'],
	['1024p', '9:16', '1024x1792'],
	['4k', '9:16', '2160x3840'],
	['720p', '1:1', '720x720'],
	['1024p', '1:1', '1024x1024'],
	['480p', '4:3', '640x480'],
	['720p', '3:4', '720x960'],
	['720p', '21:9', '1680x720'],
	['480p', '21:9', '1120x480'],
	['1080p', '3:2', '1620x1080'],
	['720p', '2.39:1', '1722x720'],
	['768p', '16:9', '1366x768'],
	['2K', '16:9', '2560x1440'],
	['720p', '32:18', '1280x720'],
	['auto', '16:9', undefined],
	['720p', 'auto', undefined],
	['720p', '0:1', undefined],
	['720p', 'wide', undefined],
	['high', '16:9', undefined],
])('%s at %s is %s', (resolution, ratio, size) => {
	expect(toSize(resolution, ratio)).toBe(size);
	if (size) expect(size.split('x').every((side) => Number(side) % 2 === 0)).toBe(true);
});

test.each([
	['1280x720', '720p'],
	['720x1280', '720p'],
	['720x720', '720p'],
	['1792x1024', '1024p'],
	['3840x2160', '4k'],
	['640x360', undefined],
	['large', undefined],
	[undefined, undefined],
])('the size %s is called %s', (size, resolution) => expect(toResolution(size)).toBe(resolution));

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
