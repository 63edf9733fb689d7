'use strict';

const { VIDEO, withRelay } = require('./testing');

const { relay, article, call, get, download, openai, post, until } = withRelay();

describe("the article's protocol", () => {
	it('turns an order into a video', async () => {
		const { status, body } = await article({ resolution: '480p', aspect_ratio: 'portrait' });
		expect(status).toBe(200);
		expect(body).toMatchObject({ status: 'queued', progress: 0, model: 'sora-2', size: '480x854' });
		expect(await until(`/v1/videos/generations/${body.id}`, 'completed')).toMatchObject({
			progress: 100,
			expires_at: expect.any(Number),
		});
		expect((await until(`/v1/videos/${body.id}`, 'completed')).seconds).toBe('5');
		const { bytes } = await download(`/v1/videos/${body.id}/content`);
		expect(bytes.toString('latin1', 4, 8)).toBe('ftyp');
		expect((await get('/v1/videos/generations')).body.data).toHaveLength(1);
		expect(relay().ledger.entries).toMatchObject([
			{ wire: 'article', charged: 0.12, delivered: 1 },
		]);
	});

	it.each([
		[{ prompt: '' }, 'prompt'],
		[{ prompt: 7 }, 'prompt'],
		[{ duration: '5' }, 'duration'],
		[{ duration: 0 }, 'duration'],
		[{ duration: 2.5 }, 'duration'],
		[{ duration: undefined }, 'duration'],
		[{ model: undefined }, 'model'],
		[{ resolution: '4K' }, 'resolution'],
		[{ aspect_ratio: '1:1' }, 'aspect_ratio'],
		[{ prompt: 'a [[typo]]' }, 'prompt'],
	])('refuses %j', async (more, param) => {
		const { status, body } = await article(more);
		expect(status).toBe(400);
		expect(body.error).toMatchObject({ param, type: 'invalid_request_error' });
		expect(relay().ledger.summary()).toMatchObject({ refused: 1, chargedUsd: 0 });
	});

	it('may lack its poll path', async () => {
		relay().set({ articlePoll: false });
		const { body } = await article();
		const { status, body: refusal } = await get(`/v1/videos/generations/${body.id}`);
		expect(status).toBe(404);
		expect(refusal.error.message).toMatch('Invalid URL');
		expect((await get(`/v1/videos/${body.id}`)).status).toBe(200);
	});
});

describe('the OpenAI protocol', () => {
	it('accepts JSON and forms, and lists, remixes, extends and deletes', async () => {
		// Long enough to be refused a deletion on a busy machine.
		relay().set({ jobMs: 250 });
		const form = new FormData();
		Object.entries(VIDEO).forEach(([name, value]) => form.set(name, value));
		form.set('input_reference', new Blob(['\x89PNG\r\n\r\n--'], { type: 'image/png' }), 'a.png');
		const first = (await post('/v1/videos', form)).body;
		expect(first).toMatchObject({ status: 'queued', seconds: '8', error: null });
		expect(relay().requests[0].form.input_reference).toMatchObject({ filename: 'a.png', size: 11 });
		expect((await call('DELETE', `/v1/videos/${first.id}`)).status).toBe(400);
		await until(`/v1/videos/${first.id}`, 'completed');

		const remix = (await post(`/v1/videos/${first.id}/remix`, { prompt: 'b' })).body;
		expect(remix.remixed_from_video_id).toBe(first.id);
		const video = { id: first.id };
		expect((await post('/v1/videos/edits', { prompt: 'c', video })).body.seconds).toBe('8');
		const longer = { prompt: 'd', seconds: '4', video };
		expect((await post('/v1/videos/extensions', longer)).body.seconds).toBe('12');
		expect(relay().ledger.entries.map((line) => line.charged)).toEqual([0.8, 0.8, 0.8, 0.4]);

		const page = (await get('/v1/videos?limit=3&order=asc')).body;
		expect(page).toMatchObject({ object: 'list', first_id: first.id, has_more: true });
		const rest = (await get(`/v1/videos?order=asc&after=${page.last_id}`)).body;
		expect(rest).toMatchObject({ has_more: false, data: [{ prompt: 'd' }] });
		expect((await call('DELETE', `/v1/videos/${first.id}`)).body.deleted).toBe(true);
		expect((await get(`/v1/videos/${first.id}`)).status).toBe(404);
	});

	it.each([
		[{ seconds: 8 }, 'seconds', 'invalid_type'],
		[{ seconds: 'eight' }, 'seconds', 'invalid_value'],
		[{ size: '640x480' }, 'size', 'invalid_value'],
		[{ prompt: undefined }, 'prompt', 'missing_required_parameter'],
		[{ input_reference: 'cat.png' }, 'input_reference', 'invalid_type'],
		[{ input_reference: { image_url: 'cat.png' } }, 'input_reference.image_url', 'invalid_value'],
	])('refuses %j', async (more, param, code) => {
		const { status, body } = await openai(more);
		expect([status, body.error.param, body.error.code]).toEqual([400, param, code]);
	});

	it('refuses invalid JSON, a wrong key, an unknown path and an unknown model', async () => {
		expect((await post('/v1/videos', '{"prompt":')).body.error.code).toBe('invalid_json');
		const wrong = await openai({}, { authorization: 'Bearer sk-wrong' });
		expect([wrong.status, wrong.body.error.code]).toEqual([401, 'invalid_api_key']);
		expect(relay().requests.at(-1).headers.authorization).toMatch(/^present sha256:\w+ invalid$/);
		expect((await call('GET', '/v1/models', undefined, { 'api-key': 'sk-local' })).status).toBe(
			200,
		);
		const unknown = await post('/v1/x', {});
		expect(unknown.body).toEqual({
			error: { message: 'Invalid URL (POST /v1/x)', type: 'invalid_request_error' },
		});
		relay().set({ models: ['muse-video'] });
		const gone = await openai();
		expect([gone.status, gone.body.error.code]).toEqual([404, 'model_not_found']);
		expect((await get('/v1/models')).body.data).toMatchObject([{ id: 'muse-video' }]);
	});

	it('requires numbers if configured', async () => {
		relay().set({ secondsAs: 'number', reportedModel: 'muse-video' });
		expect((await openai()).status).toBe(400);
		expect((await openai({ seconds: 8 })).body.model).toBe('muse-video');
	});
});

it("speaks OpenRouter's protocol", async () => {
	const order = { model: 'google/veo', prompt: 'a', duration: 8, resolution: '1080p' };
	const { status, body } = await post('/api/v1/videos', order);
	expect([status, body.status]).toEqual([202, 'pending']);
	const done = await until(body.polling_url, 'completed');
	expect(done.usage.cost).toBe(2.4);
	const path = new URL(done.unsigned_urls[0]);
	expect((await download(path.pathname + path.search)).status).toBe(200);
	const refused = await post('/api/v1/videos', { ...order, duration: '8' });
	expect(refused.body).toEqual({ error: { code: 400, message: expect.any(String) } });
	expect((await get('/api/v1/videos/models')).body.data).not.toHaveLength(0);
});

describe('the ledger', () => {
	it('adds up: charged when accepted, refunded when failed', async () => {
		await article();
		await article({ model: 'sora-2-official', duration: 10 });
		await article({ model: 'sora-2-official', duration: 10, resolution: '1080p' });
		relay().script([{ fail: { error: 'text' } }, { fail: { billed: true } }]);
		const { body } = await openai();
		const billed = await openai();
		const failed = await until(`/v1/videos/${body.id}`, 'failed');
		expect(failed.error).toBe('text');
		await until(`/v1/videos/${billed.body.id}`, 'failed');
		expect(relay().ledger.summary()).toEqual({
			submits: 5,
			refused: 0,
			accepted: 5,
			deduped: 0,
			chargedUsd: 4.92,
			refundedUsd: 0.8,
			chargedJobs: 4,
			deliveredJobs: 0,
		});
	});

	it('charges the same Idempotency-Key twice, unless configured to honor it', async () => {
		const key = { 'idempotency-key': 'k1' };
		const ids = [await openai({}, key), await openai({}, key)].map(({ body }) => body.id);
		expect(ids[0]).not.toBe(ids[1]);
		expect(relay().ledger.summary().chargedJobs).toBe(2);

		relay().reset();
		relay().set({ idempotency: true, maxJobs: 1 });
		const [one, two] = [await openai({}, key), await openai({}, key)];
		expect(two.body.id).toBe(one.body.id);
		expect(relay().ledger.summary()).toMatchObject({ accepted: 2, deduped: 1, chargedJobs: 1 });
		expect((await openai({ prompt: 'a dog' }, key)).status).toBe(409);
	});
});
