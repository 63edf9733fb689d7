import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startRelay } from '../relay';
import { run, storing } from '../helpers/engine';
import { png } from '../helpers/png';

type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;

beforeAll(async () => {
	relay = await startRelay({ keys: ['sk-local'], jobMs: 50 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

type Binary = NonNullable<INodeExecutionData['binary']>;

/** Runs one item with binary fields through the node. */
async function go(binary: Binary, options: IDataObject, parameters: IDataObject = {}) {
	return await run({
		baseUrl: relay.baseUrl,
		items: [{ json: {}, binary }],
		parameters: { channel: 'openAi', prompt: 'a cat', duration: 8, options, ...parameters },
		settings: { onError: 'continueErrorOutput' },
	});
}

const inline = (bytes: Buffer, mimeType = 'image/png'): Binary => ({
	photo: { data: bytes.toString('base64'), mimeType, fileName: 'photo.png' },
});
const lastSubmit = () => relay.requests.filter((r) => r.method === 'POST').at(-1);

test('is sent as a file in a form if the protocol wants that', async () => {
	const ran = await go(inline(png(1280, 720)), { inputReference: 'photo' });
	expect(ran.failed).toEqual([]);
	expect(lastSubmit()?.form).toMatchObject({
		prompt: 'a cat',
		seconds: '8',
		size: '1280x720',
		input_reference: expect.objectContaining({ filename: 'photo.png' }),
	});
});

test('is sent inside JSON if the option says so, and always on OpenRouter', async () => {
	const picture = png(1280, 720);
	await go(inline(picture), { inputReference: 'photo', bodyFormat: 'json' });
	const url = `data:image/png;base64,${picture.toString('base64')}`;
	expect(lastSubmit()?.json).toMatchObject({ input_reference: { image_url: url } });
	await run({
		baseUrl: `${relay.url}/api/v1`,
		items: [{ json: {}, binary: inline(picture) }],
		parameters: {
			channel: 'openRouter',
			model: { mode: 'id', value: 'maker/model' },
			prompt: 'a cat',
			duration: 8,
			options: { inputReference: 'photo' },
		},
	});
	expect(lastSubmit()?.json).toMatchObject({ frame_images: [{ image_url: { url } }] });
});

test('is sent as its URL if it is on the web', async () => {
	await go({}, { inputReference: 'https://pictures.example/cat.png' });
	expect(lastSubmit()?.json).toMatchObject({
		input_reference: { image_url: 'https://pictures.example/cat.png' },
	});
});

test('must have the size of the video: the failure names both sizes, and nothing is sent', async () => {
	const ran = await go(inline(png(640, 480)), { inputReference: 'photo' }, { aspectRatio: '9:16' });
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		retryable: false,
		billed: 'no',
		message: 'The input picture is 640x480, but the video will be 720x1280',
	});
	expect(relay.requests).toEqual([]);
});

test('if missing, is reported with what there is instead', async () => {
	const ran = await go(inline(png(1280, 720)), { inputReference: 'image' });
	expect(ran.failed[0].json.error).toMatchObject({
		message: expect.stringContaining("no binary field 'image'"),
		hint: expect.stringContaining('It has: photo'),
	});
	expect(relay.requests).toEqual([]);
});

test.each([
	[
		'is no picture',
		inline(Buffer.from('a text about a cat, long enough to have a header of its own'), 'image/png'),
		'does not contain a PNG, JPEG or WebP picture',
	],
	['is too large', inline(png(1280, 720, 21 * 1024 * 1024)), 'endpoints take up to 20 MB'],
])('is refused if it %s', async (_, binary, words) => {
	const ran = await go(binary, { inputReference: 'photo' });
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'invalid_request',
		billed: 'no',
		message: expect.stringContaining(words),
	});
	expect(relay.requests).toEqual([]);
});

test('is measured before it is loaded if n8n keeps it in a file', async () => {
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: [{ json: {} }],
		nodeTypes: {
			'test.items': storing('photo', png(1280, 720, 21 * 1024 * 1024), 'photo.png', 'image/png'),
		},
		parameters: {
			channel: 'openAi',
			prompt: 'a cat',
			duration: 8,
			options: { inputReference: 'photo' },
		},
		settings: { onError: 'continueErrorOutput' },
	});
	expect(ran.failed[0].json.error).toMatchObject({
		message: 'The input picture is 22 MB; endpoints take up to 20 MB',
	});
	expect(relay.requests).toEqual([]);
});

test('stays with the item on the error branch, so that a second node can use it', async () => {
	relay.script({ do: 'answer:503' });
	const ran = await go(inline(png(1280, 720)), { inputReference: 'photo' });
	expect(ran.failed[0].binary?.photo).toBeDefined();
});
