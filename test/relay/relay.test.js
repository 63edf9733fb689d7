'use strict';

const { connect } = require('node:net');
const { startRelay } = require('.');
const { KEY, VIDEO, withRelay } = require('./testing');

const { relay, article, call, get, download, openai, until } = withRelay();

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
		relay().set({ regionEvery: 2 });
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
		relay().script(fault);
		await expect(openai()).rejects.toThrow();
		expect(relay().ledger.summary().chargedJobs).toBe(jobs);
		expect((await get('/v1/videos')).body.data).toHaveLength(jobs);
	});

	it.each([
		['html502', 0],
		['html502After', 1],
		['badJson', 0],
		['badJsonAfter', 1],
		['empty', 0],
	])('%s is unreadable with %i jobs charged', async (fault, jobs) => {
		relay().script(fault);
		await expect(openai()).rejects.toMatchObject({ name: 'SyntaxError' });
		expect(relay().ledger.summary().chargedJobs).toBe(jobs);
	});

	it('answers as scripted, by match, call number and count, also over HTTP', async () => {
		const json = { task_id: '$ID', state: 'SUCCESS' };
		relay().script({ match: { prompt: 'dog' }, skip: 1, do: { answer: { json, accept: true } } });
		await call('POST', '/_relay/script', { on: 'models', times: 'inf', do: 'answer:503' });
		expect((await openai({ prompt: 'a dog' })).body.id).toBeDefined();
		expect((await openai()).body.id).toBeDefined();
		const { body } = await openai({ prompt: 'a dog' });
		expect(body.task_id).toBe(relay().ledger.entries[2].jobId);
		expect((await get('/v1/models')).status).toBe(503);
		expect((await get('/_relay/ledger')).body.summary.submits).toBe(3);
		expect(() => relay().script({ on: 'poll', do: 'cutAfter' })).toThrow('only happens on submit');
		expect(() => relay().script('typo')).toThrow('no fault typo');
		expect(() => relay().set({ typo: 1 })).toThrow('no option typo');
	});

	it('returns the finished video at once', async () => {
		relay().script(['sync', { syncB64: { id: false } }]);
		const { body } = await article();
		const { status, bytes } = await download(body.data[0].url);
		expect(status).toBe(200);
		const second = (await article()).body;
		expect(second.id).toBeUndefined();
		expect(Buffer.from(second.data[0].b64_json, 'base64').equals(bytes)).toBe(true);
	});

	it('limits requests and jobs', async () => {
		relay().set({ maxJobs: 1, jobMs: 1000 });
		await openai();
		const refused = await openai();
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
		relay().set({ rpm: 1, retryAfter: false });
		expect((await get('/v1/models')).status).toBe(200);
		const late = await get('/v1/models');
		expect([late.status, late.headers.get('retry-after')]).toEqual([429, null]);
		expect(late.body.error.code).toBe('rate_limit_exceeded');
	});
});

describe('the job', () => {
	it('fails, hangs and speeds up as its prompt says', async () => {
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

	it('resumes with the same bytes after a cut', async () => {
		const path = await video({ prompt: '[[contentCut:2000]] [[size:1MB]]' });
		const got = [];
		const res = await fetch(relay().url + path, { headers: KEY });
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
		expect(relay().ledger.entries).toMatchObject([{ delivered: 2, cut: 1 }]);
		expect((await download(path, { range: 'bytes=1000000-' })).status).toBe(416);
		expect((await download(path, { range: 'bytes=-10' })).bytes).toHaveLength(10);
	});

	it('may be late, gone, or without ranges', async () => {
		const { body } = await openai({ prompt: '[[jobMs:300]]' });
		expect((await download(`/v1/videos/${body.id}/content`)).status).toBe(404);
		const gone = await video({ prompt: '[[expire]]' });
		expect((await download(gone)).status).toBe(410);
		const plain = await video();
		relay().script(['noRange', 'notReady', 'truncate:100', 'redirect']);
		expect((await download(plain, { range: 'bytes=10-' })).status).toBe(200);
		expect((await download(plain)).status).toBe(404);
		expect((await download(plain)).bytes).toHaveLength(100);
		const preview = await download(`${plain}?variant=thumbnail`);
		expect(preview.status).toBe(200);
		expect((await download(`${plain}?variant=spritesheet`)).headers.get('content-type')).toBe(
			'image/webp',
		);
	});

	it('has a signed URL that must not get the key', async () => {
		relay().set({ result: 'video_url' });
		const { body } = await openai();
		const { video_url: link } = await until(`/v1/videos/${body.id}`, 'completed');
		expect(link.startsWith(relay().cdnUrl)).toBe(true);
		expect((await download(link)).status).toBe(200);
		expect((await download(link.replace(/sig=./, 'sig=x'))).status).toBe(403);
		expect(relay().leaks).toHaveLength(0);
		expect((await download(link, KEY)).status).toBe(400);
		expect(relay().leaks).toHaveLength(1);
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
