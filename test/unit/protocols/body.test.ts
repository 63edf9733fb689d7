import { buildPost, toImageUrl } from '../../../nodes/Sora2/protocols/body';
import type { Dialect, InputReference } from '../../../nodes/Sora2/protocols/protocol';

describe('a request body', () => {
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

	test('is JSON, with all types kept', () => {
		expect(buildPost('/videos', fields, dialect('auto'))).toEqual({
			method: 'POST',
			path: '/videos',
			json: fields,
		});
		expect(buildPost('/videos', { seconds: '4' }, dialect('json')).json).toEqual({ seconds: '4' });
	});

	test('is multipart if it has a file, or if the dialect says so', () => {
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

	test('has a picture in JSON as a URL', () => {
		expect(buildPost('/videos', {}, dialect('auto'), web).json).toEqual({
			input_reference: { image_url: web.url },
		});
		expect(buildPost('/videos', {}, dialect('json'), file).json).toEqual({
			input_reference: { image_url: 'data:image/png;base64,AQID' },
		});
		expect([toImageUrl(web), toImageUrl(file)]).toEqual([web.url, 'data:image/png;base64,AQID']);
	});
});
