import { PROTOCOLS } from '../../../nodes/Sora2/channels';
import { getReplacedFields, withExtraBody } from '../../../nodes/Sora2/protocols/extraBody';
import type {
	Dialect,
	InputReference,
	ProtocolName,
	VideoRequest,
} from '../../../nodes/Sora2/protocols/protocol';
import { OPTION_LABELS, type RequestOption } from '../../../nodes/Sora2/protocols/requestOptions';
import { findUnsupported } from '../../../nodes/Sora2/protocols/unsupported';

/*
 * What goes out, field by field and protocol by protocol, held against the vendors' documents; where each was read is
 * in the protocol's file.
 */
const dialect = (more: Partial<Dialect> = {}): Dialect => ({
	bodyFormat: 'auto',
	secondsAs: 'string',
	sendResolution: 'always',
	...more,
});
const base: VideoRequest = {
	model: 'maker/model',
	prompt: 'a cat',
	duration: 8,
	resolution: '720p',
	aspectRatio: '16:9',
};
const web = (name: string): InputReference => ({ kind: 'url', url: `https://p.example/${name}` });
const file = (byte: number): InputReference => ({
	kind: 'file',
	fileName: `${byte}.png`,
	mimeType: 'image/png',
	bytes: new Uint8Array([byte, 2, 3]),
});
const BASE64 = 'AQID';
const DATA_URL = `data:image/png;base64,${BASE64}`;

const build = (name: ProtocolName, more: Partial<VideoRequest> = {}, as?: Partial<Dialect>) =>
	PROTOCOLS[name].buildSubmit({ ...base, ...more }, dialect(as));
const jsonOf = (name: ProtocolName, more?: Partial<VideoRequest>, as?: Partial<Dialect>) =>
	build(name, more, as).json;
const formOf = (name: ProtocolName, more?: Partial<VideoRequest>, as?: Partial<Dialect>) =>
	build(name, more, as).form?.map((part) => [part.name, 'value' in part ? part.value : part.bytes]);

/** Every option with a value, to see how a protocol writes it. */
const SAMPLES: Record<RequestOption, Partial<VideoRequest>> = {
	aspectRatio: { aspectRatio: '9:16' },
	resolution: { resolution: '1080p' },
	size: { size: '640x360' },
	inputReference: { inputReference: file(1) },
	endImage: { endImage: file(1) },
	referenceImages: { referenceImages: [file(1)] },
	generateAudio: { generateAudio: false },
	negativePrompt: { negativePrompt: 'text' },
	seed: { seed: 0 },
	callbackUrl: { callbackUrl: 'https://n8n.example/webhook/1' },
};

describe.each(Object.keys(PROTOCOLS) as ProtocolName[])('%s', (name) => {
	const protocol = PROTOCOLS[name];

	test.each(Object.keys(OPTION_LABELS) as RequestOption[])(
		'writes %s, or refuses it by its label',
		(option) => {
			const request = { ...base, ...SAMPLES[option] };
			const unsupported = findUnsupported(protocol, request);
			const plain = JSON.stringify(protocol.buildSubmit(base, dialect()));
			const written = JSON.stringify(protocol.buildSubmit(request, dialect()));
			if (protocol.options.includes(option)) {
				expect(unsupported).toBeUndefined();
				expect(written).not.toBe(plain);
			} else expect(unsupported).toEqual({ option });
		},
	);

	test('does not send what is left to the model', () => {
		const request = { ...base, resolution: 'auto', aspectRatio: 'auto' };
		expect(findUnsupported(protocol, request)).toBeUndefined();
		expect(JSON.stringify(protocol.buildSubmit(request, dialect()))).not.toMatch(
			/auto|null|undefined|"aspect_ratio|"ratio|"resolution|"size|"width/,
		);
	});
});

test("the article's protocol", () => {
	expect(build('generations')).toEqual({
		method: 'POST',
		path: '/videos/generations',
		json: { model: 'maker/model', prompt: 'a cat', duration: 8, resolution: '720p' },
	});
	expect(jsonOf('generations', { aspectRatio: '9:16', resolution: '1080p' })).toMatchObject({
		resolution: '1080p',
		aspect_ratio: '9:16',
	});
	expect(jsonOf('generations', {}, { sendResolution: 'unusual' })).not.toHaveProperty('resolution');
	expect(jsonOf('generations', { inputReference: web('a.png') })).toMatchObject({
		input_reference: 'https://p.example/a.png',
	});
	expect(formOf('generations', { inputReference: file(1) })?.at(-1)).toEqual([
		'input_reference',
		new Uint8Array([1, 2, 3]),
	]);
});

test("OpenAI's Videos API", () => {
	const all = { negativePrompt: 'text', seed: 7, size: '640x360' };
	expect(build('videos', all)).toEqual({
		method: 'POST',
		path: '/videos',
		json: {
			model: 'maker/model',
			prompt: 'a cat',
			seconds: '8',
			size: '640x360',
			negative_prompt: 'text',
			seed: 7,
		},
	});
	expect(jsonOf('videos', { aspectRatio: '4:3' }, { secondsAs: 'number' })).toMatchObject({
		seconds: 8,
		size: '960x720',
	});
	expect(formOf('videos', { seed: 7, inputReference: file(1) })).toEqual([
		['model', 'maker/model'],
		['prompt', 'a cat'],
		['seconds', '8'],
		['size', '1280x720'],
		['seed', '7'],
		['input_reference', new Uint8Array([1, 2, 3])],
	]);
});

test.each([
	[{ aspectRatio: 'auto' }, 'resolution'],
	[{ resolution: 'auto' }, 'aspectRatio'],
	[{ resolution: 'best' }, 'resolution'],
])('a size in pixels needs both: %j is refused', (more, option) => {
	for (const name of ['videos', 'bifrost', 'together'] as const)
		expect(findUnsupported(PROTOCOLS[name], { ...base, ...more })).toMatchObject({ option });
	expect(
		findUnsupported(PROTOCOLS.opper, { ...base, ...more, model: 'openai/sora-2' }),
	).toMatchObject({ option });
	expect(findUnsupported(PROTOCOLS.opper, { ...base, ...more })).toBeUndefined();
});

test('OpenRouter', () => {
	expect(
		build('openRouter', {
			aspectRatio: '21:9',
			resolution: '4k',
			inputReference: file(1),
			endImage: web('end.png'),
			referenceImages: [web('a.png'), web('b.png')],
			generateAudio: false,
			seed: 0,
			callbackUrl: 'https://n8n.example/webhook/1',
		}),
	).toEqual({
		method: 'POST',
		path: '/videos',
		json: {
			model: 'maker/model',
			prompt: 'a cat',
			duration: 8,
			resolution: '4K',
			aspect_ratio: '21:9',
			frame_images: [
				{ type: 'image_url', image_url: { url: DATA_URL }, frame_type: 'first_frame' },
				{
					type: 'image_url',
					image_url: { url: 'https://p.example/end.png' },
					frame_type: 'last_frame',
				},
			],
			input_references: [
				{ type: 'image_url', image_url: { url: 'https://p.example/a.png' } },
				{ type: 'image_url', image_url: { url: 'https://p.example/b.png' } },
			],
			generate_audio: false,
			seed: 0,
			callback_url: 'https://n8n.example/webhook/1',
		},
	});
	expect(jsonOf('openRouter', { size: '1280x720' })).toEqual({
		model: 'maker/model',
		prompt: 'a cat',
		duration: 8,
		size: '1280x720',
	});
});

test.each([
	['480p', '480p'],
	['768p', '768p'],
	['1080p', '1080p'],
	['1440p', '2K'],
	['2K', '2K'],
	['4k', '4K'],
])('OpenRouter calls %s %s', (resolution, word) =>
	expect(jsonOf('openRouter', { resolution })).toMatchObject({ resolution: word }),
);

test('xAI', () => {
	expect(
		build('xai', { inputReference: file(1), endImage: web('end.png'), generateAudio: true }),
	).toEqual({
		method: 'POST',
		path: '/videos/generations',
		json: {
			model: 'maker/model',
			prompt: 'a cat',
			duration: 8,
			aspect_ratio: '16:9',
			resolution: '720p',
			image: { url: DATA_URL },
			last_frame: { url: 'https://p.example/end.png' },
			generate_audio: true,
		},
	});
	expect(jsonOf('xai', { referenceImages: [web('a.png')] })).toMatchObject({
		reference_images: [{ url: 'https://p.example/a.png' }],
	});
	expect(
		findUnsupported(PROTOCOLS.xai, {
			...base,
			inputReference: web('a.png'),
			referenceImages: [web('b.png')],
		}),
	).toMatchObject({ option: 'referenceImages' });
	const { edit, extend, remix } = PROTOCOLS.xai.derive ?? {};
	const source = { id: 'r1', url: 'https://vidgen.x.ai/a.mp4' };
	const request = { model: 'grok-imagine-video', prompt: 'a hat', duration: 6 };
	expect(edit?.(source, request, dialect())).toEqual({
		method: 'POST',
		path: '/videos/edits',
		json: { model: 'grok-imagine-video', prompt: 'a hat', video: { url: source.url } },
	});
	expect(extend?.(source, request, dialect())).toEqual({
		method: 'POST',
		path: '/videos/extensions',
		json: { model: 'grok-imagine-video', prompt: 'a hat', duration: 6, video: { url: source.url } },
	});
	expect(remix).toBeUndefined();
});

test('Gemini', () => {
	const all = {
		resolution: '4k',
		inputReference: file(1),
		endImage: file(1),
		referenceImages: [file(1), file(1)],
		negativePrompt: 'text',
		seed: 7,
	};
	expect(formOf('gemini', all)).toEqual([
		['model', 'maker/model'],
		['prompt', 'a cat'],
		['duration_seconds', '8'],
		['aspect_ratio', '16:9'],
		['resolution', '4k'],
		['negative_prompt', 'text'],
		['seed', '7'],
		['image', BASE64],
		['last_frame', BASE64],
		['reference_images[]', BASE64],
		['reference_images[]', BASE64],
	]);
	expect(jsonOf('gemini', { referenceImages: [file(1)] }, { bodyFormat: 'json' })).toEqual({
		model: 'maker/model',
		prompt: 'a cat',
		duration_seconds: 8,
		aspect_ratio: '16:9',
		resolution: '720p',
		reference_images: [BASE64],
	});
	for (const option of ['inputReference', 'endImage'] as const)
		expect(findUnsupported(PROTOCOLS.gemini, { ...base, [option]: web('a.png') })).toMatchObject({
			option,
			hint: expect.stringContaining('HTTP Request'),
		});
	expect(
		findUnsupported(PROTOCOLS.gemini, { ...base, inputReference: { kind: 'url', url: DATA_URL } }),
	).toBeUndefined();
	expect(
		PROTOCOLS.gemini.derive?.extend?.(
			{ id: 'v1' },
			{ model: 'veo-3.1-generate-preview', prompt: 'on', duration: 8 },
			dialect(),
		).form,
	).toContainEqual({ name: 'extend_video_id', value: 'v1' });
});

test('Bifrost', () => {
	expect(
		jsonOf(
			'bifrost',
			{ generateAudio: true, negativePrompt: 'text', seed: 7, inputReference: file(1) },
			{ secondsAs: 'number' },
		),
	).toEqual({
		model: 'maker/model',
		prompt: 'a cat',
		seconds: 8,
		size: '1280x720',
		negative_prompt: 'text',
		seed: 7,
		audio: true,
		input_reference: DATA_URL,
	});
});

test('Opper', () => {
	const pictures = { inputReference: web('a.png'), referenceImages: [file(1)] };
	expect(build('opper', { ...pictures, callbackUrl: 'https://n8n.example/webhook/1' })).toEqual({
		method: 'POST',
		path: '/videos',
		json: {
			model: 'maker/model',
			prompt: 'a cat',
			parameters: { duration: 8, aspect_ratio: '16:9', resolution: '720p' },
			image: 'https://p.example/a.png',
			reference_images: [DATA_URL],
			callback_url: 'https://n8n.example/webhook/1',
		},
	});
	expect(jsonOf('opper', { model: 'openai/sora-2' })).toMatchObject({
		parameters: { seconds: '8', size: '1280x720' },
	});
	expect(PROTOCOLS.opper.getJobPaths('gen_1')).toEqual(['/artifacts/gen_1/status']);
});

test('Together', () => {
	expect(
		build('together', {
			inputReference: web('a.png'),
			endImage: file(1),
			referenceImages: [web('b.png')],
			generateAudio: false,
			negativePrompt: 'text',
			seed: 7,
		}),
	).toEqual({
		method: 'POST',
		path: '/videos',
		json: {
			model: 'maker/model',
			prompt: 'a cat',
			seconds: '8',
			width: 1280,
			height: 720,
			media: {
				frame_images: [
					{ input_image: 'https://p.example/a.png', frame: 'first' },
					{ input_image: BASE64, frame: 'last' },
				],
				reference_images: ['https://p.example/b.png'],
			},
			generate_audio: false,
			negative_prompt: 'text',
			seed: 7,
		},
	});
	expect(jsonOf('together', { model: 'Wan-AI/wan2.7-t2v', resolution: '1080p' })).toEqual({
		model: 'Wan-AI/wan2.7-t2v',
		prompt: 'a cat',
		seconds: '8',
		resolution: '1080P',
		ratio: '16:9',
	});
	expect(jsonOf('together', { model: 'ByteDance/Seedance-2.5' })).toMatchObject({
		resolution: '720p',
		ratio: '16:9',
	});
});

describe('extra body fields', () => {
	const extra = { seed: 9, provider: { options: { google: { style: 'film' } } }, tags: ['a'] };

	test('are merged last, including objects', () => {
		const request = withExtraBody(build('openRouter', { seed: 7 }), extra);
		expect(request.json).toMatchObject({ seed: 9, provider: extra.provider, prompt: 'a cat' });
		const nested = withExtraBody(build('opper'), { parameters: { resolution: '1080p', fps: 24 } });
		expect(nested.json?.parameters).toEqual({
			duration: 8,
			aspect_ratio: '16:9',
			resolution: '1080p',
			fps: 24,
		});
		expect(getReplacedFields(build('opper'), { parameters: { resolution: 1, fps: 1 } })).toEqual([
			'parameters.resolution',
		]);
	});

	test('become parts of a form', () => {
		const form = withExtraBody(
			build('videos', { seed: 7 }, { bodyFormat: 'multipart' }),
			extra,
		).form;
		expect(form?.filter((part) => part.name === 'seed')).toEqual([{ name: 'seed', value: '9' }]);
		expect(form).toContainEqual({ name: 'tags[]', value: 'a' });
		expect(form).toContainEqual({
			name: 'provider',
			value: '{"options":{"google":{"style":"film"}}}',
		});
	});

	test('are compared with what they replace', () => {
		expect(getReplacedFields(build('openRouter', { seed: 7 }), extra)).toEqual(['seed']);
		expect(
			getReplacedFields(build('videos', { seed: 7 }, { bodyFormat: 'multipart' }), extra),
		).toEqual(['seed']);
		expect(getReplacedFields(build('videos'), undefined)).toEqual([]);
		expect(withExtraBody(build('videos'), undefined)).toEqual(build('videos'));
	});
});
