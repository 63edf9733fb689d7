import { findMismatch } from '../../../nodes/Sora2/channels/checkAbilities';
import { getListedPrice, type ModelInfo } from '../../../nodes/Sora2/channels/modelInfo';
import { readModelInfos } from '../../../nodes/Sora2/channels/readModelInfo';
import type { VideoRequest } from '../../../nodes/Sora2/protocols/protocol';

const told = (more: object): ModelInfo =>
	readModelInfos({ data: [{ id: 'maker/model', ...more }] })[0];
const price = (skus: object, more: object = {}) =>
	getListedPrice(told({ pricing_skus: skus }), { duration: 8, resolution: 'auto', ...more });

test.each([
	['a flat rate', { duration_seconds: '0.08' }, {}, { usd: 0.64 }],
	['the older spelling', { 'per-video-second': '0.50' }, {}, { usd: 4 }],
	[
		'by resolution',
		{ duration_seconds_480p: '0.05', duration_seconds_1080p: 0.2 },
		{ resolution: '1080p' },
		{ usd: 1.6 },
	],
	[
		'by a resolution left to the model',
		{ duration_seconds_480p: '0.05', duration_seconds_1080p: '0.2' },
		{},
		{ usd: 0.4, usdMax: 1.6 },
	],
	[
		'one resolution, and the rest',
		{ 'per-video-second': '0.5', 'per-video-second-1080p': '0.75' },
		{ resolution: '1080p' },
		{ usd: 6 },
	],
	[
		'the rest',
		{ 'per-video-second': '0.5', 'per-video-second-1080p': '0.75' },
		{ resolution: '720p' },
		{ usd: 4 },
	],
	['4K in another spelling', { duration_seconds_4k: '0.6' }, { resolution: '4K' }, { usd: 4.8 }],
	[
		'with sound or without',
		{ duration_seconds_with_audio: '0.4', duration_seconds_without_audio: '0.2' },
		{ audio: false },
		{ usd: 1.6 },
	],
	[
		'sound left to the model',
		{ duration_seconds_with_audio: '0.4', duration_seconds_without_audio: '0.2' },
		{},
		{ usd: 1.6, usdMax: 3.2 },
	],
	['a price a video', { generate: '0.50' }, {}, { usd: 0.5 }],
	['cents', { cents_per_video_output_second: '5' }, {}, { usd: 0.4 }],
])('prices %s', (_, skus, video, expected) => {
	expect(price(skus, video)).toMatchObject(expected);
});

test.each([
	['tokens', { video_tokens: '0.000007' }],
	['nothing', {}],
	['a value that is not a number', { duration_seconds: 'on request' }],
	['another resolution only', { duration_seconds_480p: '0.05' }],
])('has no price from %s', (_, skus) => {
	expect(price(skus, { resolution: '1080p' })).toBeUndefined();
});

test("reads LiteLLM's list", () => {
	const [info] = readModelInfos({
		data: [
			{
				model_name: 'sora',
				model_info: {
					mode: 'video_generation',
					output_cost_per_video_per_second: 0.1,
					supported_resolutions: ['720x1280', '1280x720'],
					input_cost_per_token: null,
				},
			},
		],
	});
	expect(info).toMatchObject({ id: 'sora', sizes: ['720x1280', '1280x720'] });
	expect(getListedPrice(info, { duration: 8, resolution: '720p' })).toMatchObject({ usd: 0.8 });
});

test.each([undefined, null, 'none', [], { data: 'none' }, { data: [null, 1, { name: 'x' }] }])(
	'reads nothing from %j',
	(body) => expect(readModelInfos(body)).toEqual([]),
);

test('one broken field does not affect the others', () => {
	expect(
		told({ supported_durations: 'many', supported_resolutions: ['720p'], seed: 'yes' }),
	).toEqual(
		expect.objectContaining({ resolutions: ['720p'], durations: undefined, seed: undefined }),
	);
});

const VEO = told({
	supported_durations: [8, 4, 6],
	supported_resolutions: ['720p', '1080p', '4K', '2K'],
	supported_aspect_ratios: ['16:9', '9:16'],
	supported_sizes: ['1280x720'],
	supported_frame_images: ['first_frame'],
	generate_audio: false,
	seed: false,
});
const REQUEST: VideoRequest = {
	model: 'maker/model',
	prompt: 'a cat',
	duration: 8,
	resolution: 'auto',
	aspectRatio: 'auto',
};
const picture = { kind: 'url', url: 'https://p.example/a.png' } as const;

test.each([
	[{ duration: 5 }, 'Duration (Seconds)', '4 s, 6 s, 8 s'],
	[{ resolution: '480p' }, 'Resolution', '720p, 1080p, 4K, 2K'],
	[{ aspectRatio: '1:1' }, 'Aspect Ratio', '16:9, 9:16'],
	[{ size: '640x480' }, 'Custom Size', '1280x720'],
	[{ endImage: picture }, 'End Image (Field or URL)', ''],
	[{ generateAudio: true }, 'Generate Audio', ''],
	[{ seed: 7 }, 'Seed', ''],
])('finds that a model does not take %j', (more, label, takes) => {
	expect(findMismatch(VEO, { ...REQUEST, ...more }, false)).toMatchObject({ label, takes });
});

test.each([
	{},
	{ resolution: '4k', aspectRatio: '32:18' },
	{ resolution: '1440p' },
	{ inputReference: picture, generateAudio: false },
	{ size: '1280x720', resolution: '480p' },
])('accepts %j', (more) => {
	expect(findMismatch(VEO, { ...REQUEST, ...more }, false)).toBeUndefined();
	expect(
		findMismatch({ id: 'maker/model' }, { ...REQUEST, ...more, seed: 1 }, false),
	).toBeUndefined();
});

test('compares pixel sizes if the protocol uses them', () => {
	const request = { ...REQUEST, resolution: '1080p', aspectRatio: '16:9' };
	expect(findMismatch(VEO, request, true)).toMatchObject({
		label: 'Resolution',
		value: '1920x1080',
		takes: '1280x720',
	});
});
