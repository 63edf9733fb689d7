import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startRelay } from '../relay';
import { bytesOf, run } from '../helpers/engine';
import { png } from '../helpers/png';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	// xAI keeps its files on another origin, which must not get the key.
	relay = await startRelay({ keys: ['sk-local'], jobMs: 50, cdn: true });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const PREFIX: Record<string, string> = {
	reverse: '/v1',
	relay: '/v1',
	openAi: '/v1',
	openRouter: '/api/v1',
	xai: '/xai/v1',
	gemini: '/v1beta/openai',
};

type Binary = NonNullable<INodeExecutionData['binary']>;
const picture = png(1280, 720);
const binary: Binary = Object.fromEntries(
	['start', 'end', 'hero'].map((name) => [
		name,
		{ data: picture.toString('base64'), mimeType: 'image/png', fileName: `${name}.png` },
	]),
);

/** Orders one video on a channel of the local relay. */
async function order(
	channel: string,
	options: IDataObject = {},
	parameters: IDataObject = {},
	model = '',
) {
	return await run({
		baseUrl: relay.url + PREFIX[channel],
		items: [{ json: {}, binary }],
		parameters: {
			channel,
			prompt: 'a cat',
			duration: 8,
			model: { __rl: true, mode: 'id', value: model },
			options,
			...parameters,
		},
		settings: { onError: 'continueErrorOutput' },
	});
}
const ordered = () => relay.requests.find((r) => r.method === 'POST');

test('OpenRouter gets every option it supports', async () => {
	const ran = await order(
		'openRouter',
		{
			inputReference: 'start',
			endImage: 'end',
			referenceImages: 'hero, https://p.example/b.png',
			generateAudio: false,
			seed: 0,
			extraBody: '{"provider": {"options": {"google": {"personGeneration": "allow_all"}}}}',
		},
		{ resolution: '4k', aspectRatio: '9:16' },
		'google/veo-3.1',
	);
	expect(ran.failed).toEqual([]);
	expect(ordered()?.json).toMatchObject({
		resolution: '4K',
		aspect_ratio: '9:16',
		frame_images: [{ frame_type: 'first_frame' }, { frame_type: 'last_frame' }],
		input_references: [
			{ image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
			{ image_url: { url: 'https://p.example/b.png' } },
		],
		generate_audio: false,
		seed: 0,
		provider: { options: { google: { personGeneration: 'allow_all' } } },
	});
	expect(ran.ok[0].json).toMatchObject({
		prompt: 'a cat',
		resolution: '4k',
		size: '2160x3840',
		cost: { usd: 3.2, basis: 'as reported by the endpoint' },
	});
	expect(ran.ok[0].json).not.toHaveProperty('warnings');
});

test('values left to the model are not sent, the default on newer channels', async () => {
	const ran = await order('openRouter', {}, {}, 'google/veo-3.1');
	expect(ordered()?.json).toEqual({ model: 'google/veo-3.1', prompt: 'a cat', duration: 8 });
	expect(ran.ok[0].json).not.toHaveProperty('resolution');
});

test('xAI answers with a request_id and delivers at the reported price', async () => {
	const ran = await order('xai', { inputReference: 'start' }, { resolution: '720p' });
	expect(ran.failed).toEqual([]);
	expect(ordered()).toMatchObject({
		path: '/xai/v1/videos/generations',
		json: { model: 'grok-imagine-video', duration: 8, resolution: '720p' },
	});
	expect(ran.ok[0].json).toMatchObject({
		channel: 'xai',
		status: 'completed',
		cost: { usd: 0.8, basis: 'as reported by the endpoint' },
	});
	expect((await bytesOf(ran.ok[0])).toString('latin1', 4, 8)).toBe('ftyp');
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1, deliveredJobs: 1 });
	expect(relay.leaks).toEqual([]);
});

test("xAI edits and extends a video by its job's URL", async () => {
	const { id } = (await order('xai')).ok[0].json;
	for (const [operation, path] of [
		['edit', 'edits'],
		['extend', 'extensions'],
	]) {
		relay.requests.length = 0;
		const ran = await order('xai', {}, { operation, videoId: id, duration: 4 });
		expect(ran.failed).toEqual([]);
		expect(ordered()).toMatchObject({
			path: `/xai/v1/videos/${path}`,
			json: { model: 'grok-imagine-video', video: { url: expect.stringContaining(String(id)) } },
		});
	}
	const lost = await order('xai', {}, { operation: 'edit', videoId: 'nobody' });
	expect(lost.failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		billed: 'no',
		message: expect.stringContaining("with the ID 'nobody'"),
	});
	expect(relay.ledger.summary().submits).toBe(3);
});

test('Gemini takes a form, and its file is downloaded with the key', async () => {
	const ran = await order(
		'gemini',
		{ negativePrompt: 'text', seed: 7, inputReference: 'start', referenceImages: ['hero'] },
		{ resolution: '1080p', aspectRatio: '9:16' },
	);
	expect(ran.failed).toEqual([]);
	expect(ordered()?.form).toMatchObject({
		model: 'veo-3.1-generate-preview',
		duration_seconds: '8',
		aspect_ratio: '9:16',
		resolution: '1080p',
		negative_prompt: 'text',
		seed: '7',
	});
	expect(ran.ok[0].json).toMatchObject({ channel: 'gemini', cost: { usd: 3.2 } });
	expect((await bytesOf(ran.ok[0])).toString('latin1', 4, 8)).toBe('ftyp');
});

test('an OpenAI-compatible endpoint gets size, seed and negative prompt', async () => {
	relay.set({ anySize: true });
	const ran = await order('openAi', { seed: 7, negativePrompt: 'text' }, { aspectRatio: '4:3' });
	relay.set({ anySize: false });
	expect(ordered()?.json).toMatchObject({ size: '960x720', seed: 7, negative_prompt: 'text' });
	expect(ran.ok[0].json).toMatchObject({ size: '960x720', resolution: '720p' });
});

test.each([
	['reverse', { endImage: 'end' }, 'End Image (Field or URL)'],
	['relay', { seed: 7 }, 'Seed'],
	['relay', { size: '640x480' }, 'Custom Size'],
	['openAi', { generateAudio: true }, 'Generate Audio'],
	['openAi', { callbackUrl: 'https://n8n.example/hook' }, 'Callback URL'],
	['openRouter', { negativePrompt: 'text' }, 'Negative Prompt'],
	['xai', { seed: 7 }, 'Seed'],
	['xai', { inputReference: 'start', referenceImages: 'hero' }, 'Reference Images'],
	['gemini', { generateAudio: true }, 'Generate Audio'],
	['gemini', { inputReference: 'https://p.example/a.png' }, 'Start Image (Field or URL)'],
])('%s refuses %j by its label before anything is sent', async (channel, options, label) => {
	const ran = await order(channel, options, {}, 'maker/model');
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		retryable: false,
		failover: false,
		billed: 'no',
		message: expect.stringContaining(`'${label}`),
	});
	expect(relay.requests).toEqual([]);
});

test('an option the fallback cannot express is found before the first order', async () => {
	const ran = await order('openAi', { seed: 7, fallbackChannel: 'relay' }, {});
	expect(ran.failed[0].json.error).toMatchObject({
		message: "'Seed' cannot be sent on Official Relay: it has no such field",
		hint: expect.stringContaining('OpenRouter'),
	});
	expect(relay.requests).toEqual([]);
});

test.each([
	[{ aspectRatio: 'wide' }, {}, "'Aspect Ratio' cannot be 'wide'"],
	[{ aspectRatio: '0:9' }, {}, "'Aspect Ratio' cannot be '0:9'"],
	[{ resolution: 'best' }, {}, "'Resolution' cannot be 'best'"],
	[{}, { size: 'large' }, "'Custom Size' cannot be 'large'"],
	[{}, { seed: 1.5 }, "'Seed' must be a whole number"],
	[{}, { callbackUrl: 'http://n8n.example' }, "'Callback URL' must be an HTTPS address"],
	[{}, { extraBody: '{"fps": 24' }, "'Extra Body Fields (JSON)' is not a JSON object"],
	[{}, { extraBody: '[1]' }, "'Extra Body Fields (JSON)' is not a JSON object"],
	[{}, { extraBody: '{"model": "other"}' }, "'Extra Body Fields (JSON)' cannot replace 'model'"],
	[{}, { extraBody: '{"prompt": "b"}' }, "'Extra Body Fields (JSON)' cannot replace 'prompt'"],
	[{}, { endImage: 'nothing' }, "no binary field 'nothing' for 'End Image"],
])('%j, %j: %s', async (parameters, options, words) => {
	const ran = await order('openRouter', options, parameters, 'maker/model');
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		billed: 'no',
		message: expect.stringContaining(words),
	});
	expect(relay.requests).toEqual([]);
});

test('extra fields win, and a warning names the replaced ones', async () => {
	const ran = await order('openAi', {
		extraBody: { seconds: '4', fps: 24, __proto__: null },
	});
	expect(ordered()?.json).toMatchObject({ seconds: '4', fps: 24, prompt: 'a cat' });
	expect(ran.ok[0].json.warnings).toEqual([
		"'Extra Body Fields (JSON)' replaces these fields of the form: seconds",
	]);
	expect(ran.hints).toEqual(expect.arrayContaining([expect.stringContaining('seconds')]));
});

test('a resolution known only to the model can be set by expression', async () => {
	await order('openRouter', {}, { resolution: '768p', duration: 6 }, 'minimax/hailuo-3-max');
	expect(ordered()?.json).toMatchObject({ resolution: '768p' });
});
