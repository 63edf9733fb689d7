'use strict';

const { connect } = require('node:net');
const { startRelay } = require('.');

/** @type {import('.').Relay} */
let relay;

beforeAll(async () => {
	relay = await startRelay({ cdn: true });
});
afterAll(() => relay.close());

const START = { jobMs: 30, result: 'content' };
afterEach(() => {
	relay.reset();
	relay.set({ ...CHANGED });
});
beforeEach(() => relay.set(START));

/** What tests below change, as it was. */
const CHANGED = {
	models: null,
	wires: ['article', 'openai', 'openrouter'],
	articlePoll: true,
	idempotency: false,
	rpm: null,
	maxJobs: null,
	retryAfter: true,
	regionEvery: null,
	secondsAs: 'string',
	reportedModel: null,
};

const KEY = { authorization: 'Bearer sk-local' };
const ORDER = { model: 'sora-2', prompt: 'a cat', duration: 5 };
const VIDEO = { model: 'sora-2', prompt: 'a cat', seconds: '8', size: '1280x720' };

async function call(method, path, body, headers = KEY) {
	const form = body instanceof FormData;
	const res = await fetch(relay.url + path, {
		method,
		headers: body && !form ? { 'content-type': 'application/json', ...headers } : headers,
		body: body && !form && typeof body !== 'string' ? JSON.stringify(body) : body,
	});
	return { status: res.status, headers: res.headers, body: await res.json() };
}
const post = (path, body, headers) => call('POST', path, body, { ...KEY, ...headers });
const get = (path) => call('GET', path);
const article = (more, headers) => post('/v1/videos/generations', { ...ORDER, ...more }, headers);
const openai = (more, headers) => post('/v1/videos', { ...VIDEO, ...more }, headers);

async function until(path, status) {
	for (let i = 0; i < 200; i += 1) {
		const { body } = await get(path);
		if (body.status === status) return body;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`${path} never became ${status}`);
}

async function download(path, headers = {}) {
	const url = path.startsWith('http') ? path : relay.url + path;
	const res = await fetch(url, {
		headers: path.startsWith('http') ? headers : { ...KEY, ...headers },
	});
	return { status: res.status, headers: res.headers, bytes: Buffer.from(await res.arrayBuffer()) };
}

describe('the article wire', () => {
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
		expect(relay.ledger.entries).toMatchObject([{ wire: 'article', charged: 0.12, delivered: 1 }]);
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
		expect(relay.ledger.summary()).toMatchObject({ refused: 1, chargedUsd: 0 });
	});

	it('can lack its poll path', async () => {
		relay.set({ articlePoll: false });
		const { body } = await article();
		const { status, body: refusal } = await get(`/v1/videos/generations/${body.id}`);
		expect(status).toBe(404);
		expect(refusal.error.message).toMatch('Invalid URL');
		expect((await get(`/v1/videos/${body.id}`)).status).toBe(200);
	});
});

describe('the OpenAI wire', () => {
	it('takes JSON and forms, and lists, remixes, extends and deletes', async () => {
		// Long enough to be refused a deletion on a busy machine.
		relay.set({ jobMs: 250 });
		const form = new FormData();
		Object.entries(VIDEO).forEach(([name, value]) => form.set(name, value));
		form.set('input_reference', new Blob(['\x89PNG\r\n\r\n--'], { type: 'image/png' }), 'a.png');
		const first = (await post('/v1/videos', form)).body;
		expect(first).toMatchObject({ status: 'queued', seconds: '8', error: null });
		expect(relay.requests[0].form.input_reference).toMatchObject({ filename: 'a.png', size: 11 });
		expect((await call('DELETE', `/v1/videos/${first.id}`)).status).toBe(400);
		await until(`/v1/videos/${first.id}`, 'completed');

		const remix = (await post(`/v1/videos/${first.id}/remix`, { prompt: 'b' })).body;
		expect(remix.remixed_from_video_id).toBe(first.id);
		const video = { id: first.id };
		expect((await post('/v1/videos/edits', { prompt: 'c', video })).body.seconds).toBe('8');
		const longer = { prompt: 'd', seconds: '4', video };
		expect((await post('/v1/videos/extensions', longer)).body.seconds).toBe('12');
		expect(relay.ledger.entries.map((line) => line.charged)).toEqual([0.8, 0.8, 0.8, 0.4]);

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

	it('refuses what is no JSON, another key, an unknown path and an unknown model', async () => {
		expect((await post('/v1/videos', '{"prompt":')).body.error.code).toBe('invalid_json');
		const wrong = await openai({}, { authorization: 'Bearer sk-wrong' });
		expect([wrong.status, wrong.body.error.code]).toEqual([401, 'invalid_api_key']);
		expect(relay.requests.at(-1).headers.authorization).toMatch(/^present sha256:\w+ invalid$/);
		expect((await call('GET', '/v1/models', undefined, { 'api-key': 'sk-local' })).status).toBe(
			200,
		);
		const unknown = await post('/v1/x', {});
		expect(unknown.body).toEqual({
			error: { message: 'Invalid URL (POST /v1/x)', type: 'invalid_request_error' },
		});
		relay.set({ models: ['muse-video'] });
		const gone = await openai();
		expect([gone.status, gone.body.error.code]).toEqual([404, 'model_not_found']);
		expect((await get('/v1/models')).body.data).toMatchObject([{ id: 'muse-video' }]);
	});

	it('wants numbers where it is told so', async () => {
		relay.set({ secondsAs: 'number', reportedModel: 'muse-video' });
		expect((await openai()).status).toBe(400);
		expect((await openai({ seconds: 8 })).body.model).toBe('muse-video');
	});
});

it('speaks OpenRouter', async () => {
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

describe('the books', () => {
	it('add up: charged when accepted, refunded when failed', async () => {
		await article();
		await article({ model: 'sora-2-official', duration: 10 });
		await article({ model: 'sora-2-official', duration: 10, resolution: '1080p' });
		relay.script([{ fail: { error: 'text' } }, { fail: { billed: true } }]);
		const { body } = await openai();
		const billed = await openai();
		const failed = await until(`/v1/videos/${body.id}`, 'failed');
		expect(failed.error).toBe('text');
		await until(`/v1/videos/${billed.body.id}`, 'failed');
		expect(relay.ledger.summary()).toEqual({
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

	it('charge a second time for the same Idempotency-Key, unless told to honour it', async () => {
		const key = { 'idempotency-key': 'k1' };
		const ids = [await openai({}, key), await openai({}, key)].map(({ body }) => body.id);
		expect(ids[0]).not.toBe(ids[1]);
		expect(relay.ledger.summary().chargedJobs).toBe(2);

		relay.reset();
		relay.set({ idempotency: true, maxJobs: 1 });
		const [one, two] = [await openai({}, key), await openai({}, key)];
		expect(two.body.id).toBe(one.body.id);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 2, deduped: 1, chargedJobs: 1 });
		expect((await openai({ prompt: 'a dog' }, key)).status).toBe(409);
	});
});

describe('faults on submit', () => {
	it('region*2 refuses twice on sora-2 only', async () => {
		const prompt = 'a cat [[region*2]]';
		const official = await article({ prompt, model: 'sora-2-official' });
		const codes = [];
		for (let i = 0; i < 3; i += 1) codes.push((await article({ prompt })).body);
		expect(official.status).toBe(200);
		expect(codes[0]).toEqual({
			error: {
				code: 'unsupported_country_code',
				message: 'Sora is not available in your country',
				param: 'MM',
				type: 'invalid_request_error',
			},
		});
		expect(codes[1].error).toBeDefined();
		expect(codes[2].id).toBeDefined();
		const loud = { prompt: '[[region!:JP*inf]]', model: 'sora-2-official' };
		expect((await article(loud)).body.error.param).toBe('JP');
	});

	it('refuses every n-th order of the reverse channel', async () => {
		relay.set({ regionEvery: 2 });
		const statuses = [];
		for (const model of ['sora-2', 'sora-2-official', 'sora-2', 'sora-2']) {
			statuses.push((await article({ model })).status);
		}
		expect(statuses).toEqual([200, 200, 400, 200]);
	});

	it.each([
		['cutBefore', 0],
		['cutAfter', 1],
	])('%s breaks off with %i jobs charged', async (fault, jobs) => {
		relay.script(fault);
		await expect(openai()).rejects.toThrow();
		expect(relay.ledger.summary().chargedJobs).toBe(jobs);
		expect((await get('/v1/videos')).body.data).toHaveLength(jobs);
	});

	it.each([
		['html502', 0],
		['html502After', 1],
		['badJson', 0],
		['badJsonAfter', 1],
		['empty', 0],
	])('%s is unreadable with %i jobs charged', async (fault, jobs) => {
		relay.script(fault);
		await expect(openai()).rejects.toMatchObject({ name: 'SyntaxError' });
		expect(relay.ledger.summary().chargedJobs).toBe(jobs);
	});

	it('answers as scripted, by match, turn and count, over HTTP too', async () => {
		const json = { task_id: '$ID', state: 'SUCCESS' };
		relay.script({ match: { prompt: 'dog' }, skip: 1, do: { answer: { json, accept: true } } });
		await call('POST', '/_relay/script', { on: 'models', times: 'inf', do: 'answer:503' });
		expect((await openai({ prompt: 'a dog' })).body.id).toBeDefined();
		expect((await openai()).body.id).toBeDefined();
		const { body } = await openai({ prompt: 'a dog' });
		expect(body.task_id).toBe(relay.ledger.entries[2].jobId);
		expect((await get('/v1/models')).status).toBe(503);
		expect((await get('/_relay/ledger')).body.summary.submits).toBe(3);
		expect(() => relay.script({ on: 'poll', do: 'cutAfter' })).toThrow('only happens on submit');
		expect(() => relay.script('typo')).toThrow('no fault typo');
		expect(() => relay.set({ typo: 1 })).toThrow('no option typo');
	});

	it('gives the video at once', async () => {
		relay.script(['sync', { syncB64: { id: false } }]);
		const { body } = await article();
		const { status, bytes } = await download(body.data[0].url);
		expect(status).toBe(200);
		const second = (await article()).body;
		expect(second.id).toBeUndefined();
		expect(Buffer.from(second.data[0].b64_json, 'base64').equals(bytes)).toBe(true);
	});

	it('limits requests and jobs', async () => {
		relay.set({ maxJobs: 1, jobMs: 1000 });
		await openai();
		const refused = await openai();
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
		relay.set({ rpm: 1, retryAfter: false });
		expect((await get('/v1/models')).status).toBe(200);
		const late = await get('/v1/models');
		expect([late.status, late.headers.get('retry-after')]).toEqual([429, null]);
		expect(late.body.error.code).toBe('rate_limit_exceeded');
	});
});

describe('the job', () => {
	it('fails, hangs and hurries as its prompt says', async () => {
		const prompt = '[[jobMs:1]] [[moderation]]';
		const { body } = await openai({ prompt });
		const failed = await until(`/v1/videos/${body.id}`, 'failed');
		expect(failed.error.code).toBe('moderation_blocked');
		const stuck = (await openai({ prompt: '[[jobMs:1]] [[stuck]]' })).body;
		await until(`/v1/videos/${stuck.id}`, 'in_progress');
		expect((await get(`/v1/videos/${stuck.id}`)).body.progress).toBe(95);
	});

	it('may fail to be polled', async () => {
		const { body } = await openai({ prompt: '[[pollFail:502*2]]' });
		const statuses = [];
		for (let i = 0; i < 3; i += 1) statuses.push((await get(`/v1/videos/${body.id}`)).status);
		expect(statuses).toEqual([502, 502, 200]);
	});
});

describe('the file', () => {
	async function video(more) {
		const { body } = await openai(more);
		await until(`/v1/videos/${body.id}`, 'completed');
		return `/v1/videos/${body.id}/content`;
	}

	it('resumes after a cut with the same bytes', async () => {
		const path = await video({ prompt: '[[contentCut:2000]] [[size:1MB]]' });
		const got = [];
		const res = await fetch(relay.url + path, { headers: KEY });
		expect(res.headers.get('content-length')).toBe('1000000');
		await expect(
			(async () => {
				for await (const chunk of res.body) got.push(chunk);
			})(),
		).rejects.toThrow();
		const begun = Buffer.concat(got);
		expect(begun).toHaveLength(2000);
		const rest = await download(path, {
			range: `bytes=${begun.length}-`,
			'if-range': res.headers.get('etag'),
		});
		expect(rest.status).toBe(206);
		expect(rest.headers.get('content-range')).toBe('bytes 2000-999999/1000000');
		const whole = await download(path);
		expect(Buffer.concat([begun, rest.bytes]).equals(whole.bytes)).toBe(true);
		expect(relay.ledger.entries).toMatchObject([{ delivered: 2, cut: 1 }]);
		expect((await download(path, { range: 'bytes=1000000-' })).status).toBe(416);
		expect((await download(path, { range: 'bytes=-10' })).bytes).toHaveLength(10);
	});

	it('is late, gone, or without ranges', async () => {
		const { body } = await openai({ prompt: '[[jobMs:300]]' });
		expect((await download(`/v1/videos/${body.id}/content`)).status).toBe(404);
		const gone = await video({ prompt: '[[expire]]' });
		expect((await download(gone)).status).toBe(410);
		const plain = await video();
		relay.script(['noRange', 'notReady', 'truncate:100', 'redirect']);
		expect((await download(plain, { range: 'bytes=10-' })).status).toBe(200);
		expect((await download(plain)).status).toBe(404);
		expect((await download(plain)).bytes).toHaveLength(100);
		const preview = await download(`${plain}?variant=thumbnail`);
		expect(preview.status).toBe(200);
		expect((await download(`${plain}?variant=spritesheet`)).headers.get('content-type')).toBe(
			'image/webp',
		);
	});

	it('has a link that must not get the key', async () => {
		relay.set({ result: 'video_url' });
		const { body } = await openai();
		const { video_url: link } = await until(`/v1/videos/${body.id}`, 'completed');
		expect(link.startsWith(relay.cdnUrl)).toBe(true);
		expect((await download(link)).status).toBe(200);
		expect((await download(link.replace(/sig=./, 'sig=x'))).status).toBe(403);
		expect(relay.leaks).toHaveLength(0);
		expect((await download(link, KEY)).status).toBe(400);
		expect(relay.leaks).toHaveLength(1);
	});
});

it('closes hung and idle connections and its ports', async () => {
	const own = await startRelay();
	own.script(['hang', { slow: 60_000 }]);
	const send = () =>
		fetch(`${own.baseUrl}/videos`, {
			method: 'POST',
			headers: { ...KEY, 'content-type': 'application/json' },
			body: JSON.stringify(VIDEO),
		}).then(
			() => 'answered',
			() => 'closed',
		);
	const sent = [send(), send()];
	while (own.ledger.entries.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
	await own.close();
	await own.close();
	expect(await Promise.all(sent)).toEqual(['closed', 'closed']);
	expect(own.ledger.summary().accepted).toBe(0);
	const refused = await new Promise((resolve) => {
		connect(Number(new URL(own.url).port), '127.0.0.1').once('error', (e) => resolve(e.code));
	});
	expect(refused).toBe('ECONNREFUSED');
});
