'use strict';

const { createServer } = require('node:http');
const { createHmac } = require('node:crypto');
const { withRelay } = require('./testing');

const { relay, call, get, download, openai, post, until } = withRelay();

const VEO = { model: 'google/veo-3.1', prompt: 'a', duration: 8 };
const image = (more) => ({
	type: 'image_url',
	image_url: { url: 'https://p.example/a.png' },
	...more,
});

describe('OpenRouter', () => {
	it('accepts what its documentation names and charges its list price', async () => {
		const order = {
			...VEO,
			resolution: '4K',
			aspect_ratio: '9:16',
			frame_images: [image({ frame_type: 'first_frame' }), image({ frame_type: 'last_frame' })],
			input_references: [image()],
			generate_audio: false,
			seed: 7,
			provider: { options: { google: { personGeneration: 'allow_all' } } },
		};
		const { status, body } = await post('/api/v1/videos', order);
		expect(status).toBe(202);
		expect((await until(`/api/v1/videos/${body.id}`, 'completed')).usage.cost).toBe(3.2);
		const silent = await post('/api/v1/videos', { ...VEO, generate_audio: true });
		expect((await until(silent.body.polling_url, 'completed')).usage.cost).toBe(3.2);
	});

	it.each([
		[{ duration: 5 }, 'duration'],
		[{ resolution: '480p' }, 'resolution'],
		[{ resolution: '1440p' }, 'resolution'],
		[{ aspect_ratio: '1:1' }, 'aspect_ratio'],
		[{ aspect_ratio: 'portrait' }, 'aspect_ratio'],
		[{ size: '640x480' }, 'size'],
		[{ size: 'large' }, 'size'],
		[{ generate_audio: 'true' }, 'generate_audio'],
		[{ seed: 'lucky' }, 'seed'],
		[{ frame_images: [image()] }, 'frame_images[0].frame_type'],
		[{ frame_images: image({ frame_type: 'first_frame' }) }, 'frame_images'],
		[{ input_references: ['https://p.example/a.png'] }, 'input_references[0]'],
		[{ callback_url: 'http://n8n.example/hook' }, 'callback_url'],
		[{ provider: 'google' }, 'provider'],
	])('refuses %j', async (more, name) => {
		const { status, body } = await post('/api/v1/videos', { ...VEO, ...more });
		expect(status).toBe(400);
		expect(body.error).toMatchObject({ code: 400 });
		expect(body.error.message).toContain(name);
		expect(relay().ledger.summary().chargedUsd).toBe(0);
	});

	it('accepts only what its list says of the model', async () => {
		const wan = { model: 'alibaba/wan-3.0', prompt: 'a', duration: 5 };
		expect((await post('/api/v1/videos', { ...wan, generate_audio: true })).status).toBe(400);
		const last = [image({ frame_type: 'last_frame' })];
		expect((await post('/api/v1/videos', { ...wan, frame_images: last })).status).toBe(400);
		const hailuo = { model: 'minimax/hailuo-3-max', prompt: 'a', duration: 5, seed: 1 };
		expect((await post('/api/v1/videos', hailuo)).status).toBe(400);
		const other = { model: 'maker/model', prompt: 'a', duration: 3, resolution: '2K' };
		expect((await post('/api/v1/videos', other)).status).toBe(202);
		const ids = (await get('/api/v1/videos/models')).body.data.map(({ id }) => id);
		expect(ids).toEqual(['google/veo-3.1', 'alibaba/wan-3.0', 'minimax/hailuo-3-max']);
	});
});

describe('the OpenAI protocol', () => {
	it('checks the fields that open-model servers add', async () => {
		expect((await openai({ seed: 'x' })).body.error.param).toBe('seed');
		expect((await openai({ negative_prompt: 5 })).body.error.param).toBe('negative_prompt');
		expect((await openai({ seed: 7, negative_prompt: 'text' })).status).toBe(200);
		relay().set({ anySize: true });
		expect((await openai({ size: '640x360' })).body.size).toBe('640x360');
		expect((await openai({ size: '640' })).status).toBe(400);
	});

	it('cancels a job that has not begun, which is never billed', async () => {
		relay().set({ jobMs: 60_000, queuedShare: 0.5 });
		const { id } = (await openai()).body;
		const cancelled = await call('POST', `/v1/videos/${id}/cancel`);
		expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
		expect((await get(`/v1/videos/${id}`)).body.status).toBe('cancelled');
		expect(relay().ledger.summary()).toMatchObject({ chargedJobs: 0, refundedUsd: 0.8 });
	});

	it('cannot cancel a job that has begun', async () => {
		relay().set({ jobMs: 60_000, queuedShare: 0 });
		const { id } = (await openai()).body;
		const { status, body } = await call('POST', `/v1/videos/${id}/cancel`);
		expect([status, body.error.code]).toEqual([409, 'video_not_cancellable']);
		relay().set({ cancel: 'running' });
		expect((await call('POST', `/v1/videos/${id}/cancel`)).status).toBe(200);
		relay().set({ cancel: null });
		expect((await call('POST', `/v1/videos/${id}/cancel`)).status).toBe(404);
	});

	it("serves LiteLLM's model list if configured", async () => {
		expect((await get('/v1/model/info')).status).toBe(404);
		const entry = { model_name: 'sora-2', model_info: { output_cost_per_second: 0.1 } };
		relay().set({ modelInfo: [entry] });
		expect((await get('/v1/model/info')).body).toEqual({ data: [entry] });
	});
});

describe('xAI', () => {
	const grok = (more) =>
		post('/xai/v1/videos/generations', {
			model: 'grok-imagine-video',
			prompt: 'a',
			duration: 6,
			...more,
		});

	it('answers an order with only a request_id', async () => {
		// Long enough to be seen under way on a busy machine.
		relay().set({ jobMs: 400 });
		const { status, body } = await grok();
		expect([status, Object.keys(body)]).toEqual([200, ['request_id']]);
		expect((await get(`/xai/v1/videos/${body.request_id}`)).body.status).toBe('pending');
		const done = await until(`/xai/v1/videos/${body.request_id}`, 'done');
		expect(done).toMatchObject({ video: { duration: 6 }, usage: { cost_in_usd_ticks: 6e9 } });
		expect((await download(done.video.url)).status).toBe(200);
		const edit = await post('/xai/v1/videos/edits', {
			model: 'grok-imagine-video',
			prompt: 'b',
			video: { url: done.video.url },
		});
		expect(edit.status).toBe(200);
		const extension = {
			model: 'grok-imagine-video',
			prompt: 'c',
			duration: 4,
			video: { url: done.video.url },
		};
		expect((await post('/xai/v1/videos/extensions', extension)).status).toBe(200);
		expect(relay().ledger.entries.map(({ kind, charged }) => [kind, charged])).toEqual([
			['create', 0.6],
			['edit', 0.6],
			['extend', 0.4],
		]);
	});

	it.each([
		{ duration: 16 },
		{ seed: 7 },
		{ negative_prompt: 'text' },
		{ aspect_ratio: '21:9' },
		{ resolution: '4k' },
		{ image: 'https://p.example/a.png' },
		{
			image: { url: 'https://p.example/a.png' },
			reference_images: [{ url: 'https://p.example/b.png' }],
		},
	])('refuses %j', async (more) => {
		expect((await grok(more)).status).toBe(400);
	});
});

describe('Gemini', () => {
	const VIDEO = { model: 'veo-3.1-generate-preview', prompt: 'a', duration_seconds: 8 };
	const veo = (more) => post('/v1beta/openai/videos', { ...VIDEO, ...more });

	it('accepts forms and JSON, and serves its file only with the key', async () => {
		const form = new FormData();
		Object.entries(VIDEO).forEach(([name, value]) => form.set(name, String(value)));
		form.append('reference_images[]', 'AQID');
		const { body } = await post('/v1beta/openai/videos', form);
		expect(body.status).toBe('processing');
		const { url } = await until(`/v1beta/openai/videos/${body.id}`, 'completed');
		expect((await fetch(url)).status).toBe(401);
		expect((await fetch(url, { headers: { 'x-goog-api-key': 'sk-local' } })).status).toBe(200);
		expect((await veo({ extend_video_id: body.id })).status).toBe(200);
	});

	it.each([
		{ duration_seconds: 5 },
		{ aspect_ratio: '1:1' },
		{ resolution: '480p' },
		{ image: 'https://p.example/a.png' },
		{ seed: 'x' },
	])('refuses %j', async (more) => {
		expect((await veo(more)).status).toBe(400);
	});
});

describe('callbacks', () => {
	/** A receiver that answers with these numbers in turn. */
	async function receiver(...answers) {
		const got = [];
		const server = createServer(async (req, res) => {
			const chunks = [];
			for await (const chunk of req) chunks.push(chunk);
			got.push({ headers: req.headers, body: Buffer.concat(chunks).toString() });
			res.writeHead(answers.shift() ?? 200).end();
		});
		await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${server.address().port}/hook`;
		const until = async (count) => {
			while (got.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
			return got;
		};
		return { url, until, close: () => new Promise((resolve) => server.close(resolve)) };
	}

	it('are signed over time and body, and repeated until accepted', async () => {
		const hook = await receiver(500, 200);
		relay().set({ callbackUrl: hook.url, webhookSecret: 'whsec' });
		const { body } = await post('/api/v1/videos', VEO);
		const [first, second] = await hook.until(2);
		await hook.close();
		for (const { headers, body: text } of [first, second]) {
			const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-openrouter-signature']);
			expect(createHmac('sha256', 'whsec').update(`${t},${text}`).digest('hex')).toBe(v1);
		}
		expect(JSON.parse(second.body)).toMatchObject({
			type: 'video.generation.completed',
			data: { id: body.id, status: 'completed' },
		});
		expect(
			relay()
				.callbacks.map(({ status }) => status)
				.slice(0, 1),
		).toEqual([500]);
	});

	it('also report failures', async () => {
		const hook = await receiver();
		relay().set({ callbackUrl: hook.url });
		await post('/api/v1/videos', { ...VEO, prompt: 'a [[fail!:internal_error]]' });
		const [{ body }] = await hook.until(1);
		await hook.close();
		expect(JSON.parse(body).type).toBe('video.generation.failed');
	});
});
