/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { bytesOf, run, type Ran } from '../helpers/engine';
import { stepThroughSilence, stepTime } from './support/steppedTime';

/*
 * An endpoint is untrusted. These tests simulate hostile ones, which must not make the node send the key to
 * anybody else, open other addresses, write to paths, fill the memory, or reveal secrets.
 */
// Neither this key nor the signature below looks like a secret, so only exact knowledge can redact them.
const KEY = ['k', '7f3a', '9c2e', '5b8d'].join('.');
const PROMPT = 'a grey heron over the harbour at dawn';
const CLIP = Buffer.concat([Buffer.from('000000186674797069736f6d', 'hex'), Buffer.alloc(2000, 7)]);

interface Seen {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
}
interface Host {
	origin: string;
	seen: Seen[];
	/** Requests that carried the key, in whatever header or part of the URL. */
	keyed(): Seen[];
	close(): Promise<void>;
}

beforeAll(() => stepTime());

const hosts: Host[] = [];
afterEach(async () => {
	for (const host of hosts.splice(0)) await host.close();
});

async function host(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<Host> {
	const seen: Seen[] = [];
	const server: Server = createServer((req, res) => {
		seen.push({ method: req.method!, url: decodeURIComponent(req.url!), headers: req.headers });
		req.resume();
		req.on('end', () => answer(req, res));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const made = {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		keyed: () => seen.filter(({ headers, url }) => JSON.stringify([headers, url]).includes(KEY)),
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	hosts.push(made);
	return made;
}

function json(
	res: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	res.writeHead(status, { 'content-type': 'application/json', ...headers });
	res.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function clip(res: ServerResponse, headers: Record<string, string> = {}): void {
	res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': CLIP.length, ...headers });
	res.end(CLIP);
}

/** Somebody else's server, which would be glad of a key. */
const stranger = async (then: (res: ServerResponse) => void = clip) =>
	await host((_, res) => then(res));

interface Endpoint {
	id?: string;
	/** Fields of the finished job. */
	job?: (here: string) => Record<string, unknown>;
	submit?: (res: ServerResponse) => void;
	content?: (res: ServerResponse) => void;
	poll?: (res: ServerResponse) => void;
}

async function endpoint({
	id = 'video_1',
	job = () => ({}),
	submit,
	content = clip,
	poll,
}: Endpoint = {}): Promise<Host> {
	const here: Host = await host((req, res) => {
		const path = req.url!.split('?')[0];
		if (req.method === 'POST')
			return submit
				? submit(res)
				: json(res, 200, { id, status: 'queued', ...pollUrl(job(here.origin)) });
		if (path.endsWith('/content')) return content(res);
		if (path === '/v1/videos') return json(res, 200, { data: [] });
		if (path.startsWith('/elsewhere')) return clip(res);
		return poll ? poll(res) : json(res, 200, { id, status: 'completed', ...job(here.origin) });
	});
	return here;
}

const pollUrl = ({ polling_url }: Record<string, unknown>) => (polling_url ? { polling_url } : {});

async function order(
	at: Host,
	options: Record<string, unknown> = {},
	settings: object = { onError: 'continueErrorOutput' },
	authHeader = 'bearer',
): Promise<Ran> {
	const baseUrl = `${at.origin}/v1`;
	return await run({
		baseUrl,
		credential: { apiKey: KEY, baseUrl, authHeader },
		items: [{ json: {} }],
		parameters: {
			channel: 'openAi',
			prompt: PROMPT,
			duration: 8,
			options: { timeout: 3, ...options },
		} as never,
		settings,
	});
}

async function delivered(ran: Ran): Promise<void> {
	expect(ran.failed).toEqual([]);
	expect(ran.ok).toHaveLength(1);
	expect((await bytesOf(ran.ok[0])).equals(CLIP)).toBe(true);
}

describe("the key is sent to the Base URL's origin only", () => {
	test.each(['bearer', 'apiKey'])('not to the host of a result URL (%s)', async (authHeader) => {
		const other = await stranger();
		const at = await endpoint({ job: () => ({ video_url: `${other.origin}/v.mp4?sig=1` }) });
		await delivered(await order(at, {}, undefined, authHeader));
		expect(other.seen).toHaveLength(1);
		expect(other.keyed()).toEqual([]);
		expect(at.keyed().length).toBeGreaterThan(0);
	});

	test('not to a redirect target, including another port of the same host', async () => {
		const other = await stranger();
		const at = await endpoint({
			content: (res) => res.writeHead(302, { location: `${other.origin}/v.mp4` }).end(),
		});
		await delivered(await order(at));
		expect(other.seen.map((s) => s.url)).toEqual(['/v.mp4']);
		expect(other.keyed()).toEqual([]);
	});

	test('not along redirects that return to the origin and leave again', async () => {
		const other = await stranger();
		const middle = await host((_, res) =>
			res.writeHead(307, { location: `${at.origin}/back` }).end(),
		);
		const at: Host = await host((req, res) => {
			if (req.method === 'POST') return json(res, 200, { id: 'video_1', status: 'queued' });
			if (req.url === '/back')
				return res.writeHead(301, { location: `${other.origin}/v.mp4` }).end();
			if (req.url!.endsWith('/content'))
				return res.writeHead(302, { location: `${middle.origin}/there` }).end();
			return json(res, 200, { id: 'video_1', status: 'completed' });
		});
		await delivered(await order(at));
		expect([middle.seen.length, other.seen.length]).toEqual([1, 1]);
		expect([...middle.keyed(), ...other.keyed()]).toEqual([]);
	});

	test('not with a redirected order, which is not followed at all', async () => {
		const other = await stranger((res) => json(res, 200, { id: 'video_1', status: 'completed' }));
		const at = await endpoint({
			submit: (res) => res.writeHead(307, { location: `${other.origin}/v1/videos` }).end(),
		});
		const ran = await order(at);
		expect(ran.failed[0].json.error).toMatchObject({ class: 'invalid_request', billed: 'no' });
		expect(other.seen).toEqual([]);
	});

	test('not to a redirected poll', async () => {
		const other = await stranger((res) => json(res, 200, { id: 'video_1', status: 'completed' }));
		const at = await endpoint({
			poll: (res) => res.writeHead(302, { location: `${other.origin}/poll` }).end(),
		});
		await order(at);
		expect(other.keyed()).toEqual([]);
	});

	test('not to a polling_url of another origin, which is not requested', async () => {
		const other = await stranger((res) => json(res, 200, { id: 'video_1', status: 'completed' }));
		const at = await endpoint({ job: () => ({ polling_url: `${other.origin}/poll` }) });
		await delivered(await order(at));
		expect(other.seen).toEqual([]);
	});

	test('not to a look-alike host', async () => {
		const at = await endpoint({
			job: (here) => ({ video_url: `http://${here.slice(7)}@127.0.0.2:1/v.mp4` }),
		});
		await delivered(await order(at));
	});
});

describe('compressed files', () => {
	const gzip = (res: ServerResponse, bytes: Buffer) => {
		res.writeHead(200, {
			'content-type': 'video/mp4',
			'content-encoding': 'gzip',
			'content-length': bytes.length,
			'accept-ranges': 'bytes',
			etag: '"1"',
		});
		res.end(bytes);
	};

	test('compression is not requested from the endpoint or another host', async () => {
		const other = await stranger();
		const at = await endpoint({
			content: (res) => res.writeHead(302, { location: `${other.origin}/v.mp4` }).end(),
		});
		await delivered(await order(at));
		for (const { headers } of [...at.seen.filter((s) => s.url.endsWith('/content')), ...other.seen])
			expect(headers['accept-encoding']).toBe('identity');
	});

	test.each([
		['shorter', gzipSync(CLIP)],
		['longer', gzipSync(CLIP, { level: 0 })],
	])('a file is accepted although it is compressed %s than it is', async (_, packed) => {
		const at = await endpoint({ content: (res) => gzip(res, packed) });
		await delivered(await order(at));
		expect(at.seen.filter((s) => s.url.endsWith('/content'))).toHaveLength(1);
	});

	test.each([
		['from the beginning', false],
		['from the middle of the compressed bytes', true],
	])('a broken file is downloaded completely if the endpoint continues %s', async (_, ranges) => {
		const noise = Buffer.from(
			Array.from({ length: 300_000 }, (_byte, i) => (i * 7919 + (i >> 3) * 104_729) % 251),
		);
		const all = gzipSync(noise, { level: 0 });
		let times = 0;
		const at: Host = await endpoint({
			content: (res) => {
				const from = Number(/\d+/.exec(at.seen.at(-1)!.headers.range ?? '')?.[0] ?? 0);
				if (++times > 1 && ranges && from > 0) {
					res.writeHead(206, {
						'content-type': 'video/mp4',
						'content-encoding': 'gzip',
						'content-range': `bytes ${from}-${all.length - 1}/${all.length}`,
					});
					return res.end(all.subarray(from));
				}
				if (times > 1) return gzip(res, all);
				res.writeHead(200, {
					'content-type': 'video/mp4',
					'content-encoding': 'gzip',
					'content-length': all.length,
					etag: '"1"',
				});
				res.write(all.subarray(0, Math.floor(all.length / 2)), () =>
					setTimeout(() => res.destroy(), 50),
				);
			},
		});
		const ran = await order(at, { timeout: 30 });
		expect(ran.failed).toEqual([]);
		expect((await bytesOf(ran.ok[0])).equals(noise)).toBe(true);
	});
});

test('a query parameter is not added to a redirect to a signed URL', async () => {
	const signed = '/v.webp?sig=abc123';
	const other = await host((req, res) =>
		req.url === signed
			? clip(res, { 'content-type': 'image/webp' })
			: json(res, 403, { error: 'signature' }),
	);
	const at = await host((req, res) => {
		if (req.method === 'POST') return json(res, 200, { id: 'video_1', status: 'queued' });
		if (req.url!.endsWith('/content')) return clip(res);
		if (req.url!.includes('/content?'))
			return res.writeHead(302, { location: other.origin + signed }).end();
		return json(res, 200, { id: 'video_1', status: 'completed' });
	});
	const ran = await order(at, { variants: ['thumbnail'], timeout: 20 });
	expect(other.seen.map((s) => s.url)).toEqual([signed]);
	expect(ran.ok[0].json).not.toHaveProperty('warnings');
});

describe('addresses that are not opened', () => {
	test.each([
		'file:///etc/passwd',
		'ftp://127.0.0.1/v.mp4',
		'javascript:alert(1)',
		'data:text/html;base64,PGI+',
		'gopher://127.0.0.1/',
		'//etc/passwd:x',
	])('%s: the file comes from the endpoint', async (url) => {
		const at = await endpoint({ job: () => ({ video_url: url }) });
		const ran = await order(at);
		await delivered(ran);
		expect(ran.ok[0].binary!.data.mimeType).toBe('video/mp4');
	});

	test('a redirect to a file is not followed', async () => {
		const at = await endpoint({
			content: (res) => res.writeHead(302, { location: 'file:///etc/hostname' }).end(),
		});
		const ran = await order(at, { timeout: 1 });
		expect(ran.ok).toEqual([]);
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'timeout',
			jobId: 'video_1',
			failover: false,
		});
	});

	test('endless redirects end', async () => {
		const at = await endpoint({
			content: (res) => res.writeHead(302, { location: '/v1/videos/video_1/content' }).end(),
		});
		expect((await order(at, { timeout: 1 })).failed[0].json.error).toMatchObject({
			class: 'timeout',
		});
		expect(at.seen.filter((s) => s.url.endsWith('/content')).length).toBeLessThan(30);
	});
});

describe('names are never paths', () => {
	const odd = [
		'../../../etc/cron.d/x',
		'..\\..\\windows\\system32\\x',
		'con',
		'NUL.mp4',
		'a\r\nb\u0000c',
		`${'long'.repeat(400)}`,
		'.hidden',
		'x\u202e4pm.exe',
		'a b:c*d?e"f<g>h|i',
		'…',
	];
	test.each(odd)('ID %j', async (id) => {
		const at = await endpoint({
			id,
			content: (res) =>
				clip(res, {
					'content-disposition': `attachment; filename="../../../../tmp/owned.sh"; filename*=UTF-8''..%2F..%2Fowned.sh`,
				}),
		});
		const ran = await order(at);
		await delivered(ran);
		const { fileName = '', directory } = ran.ok[0].binary!.data;
		expect(fileName).toMatch(/^[A-Za-z0-9][\w.-]{0,110}\.mp4$/);
		expect(fileName).not.toMatch(/owned|^(con|prn|aux|nul|com\d|lpt\d)\./i);
		expect(directory ?? '').toBe('');
	});
});

describe('a body that stalls after its headers', () => {
	let end: () => void;
	beforeEach(() => {
		end = stepThroughSilence();
	});
	afterEach(() => end());

	/** Its headers, the beginning of its body, and then nothing: for the first `times` answers. */
	function silent(
		times: number,
		then: (res: ServerResponse) => void,
		begin: string | Buffer = '{',
	) {
		return (res: ServerResponse) => {
			if (times-- <= 0) return then(res);
			res.writeHead(200, { 'content-type': 'application/json' }).write(begin);
		};
	}
	const completed = (res: ServerResponse) => json(res, 200, { id: 'video_1', status: 'completed' });

	test('is an unknown outcome if it answers an order', async () => {
		const at = await endpoint({ submit: silent(Infinity, () => {}) });
		const ran = await order(at, { timeout: 20 });
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'network',
			billed: 'unknown',
			retryable: false,
		});
		expect(at.seen.filter((s) => s.method === 'POST')).toHaveLength(1);
	});

	test('does not lose a job whose ID had arrived', async () => {
		const at = await endpoint({
			submit: silent(Infinity, () => {}, '{"id":"video_1","status":"queued",'),
		});
		await delivered(await order(at, { timeout: 20 }));
	});

	test('does not block a poll', async () => {
		const at = await endpoint({ poll: silent(1, completed) });
		await delivered(await order(at, { timeout: 600 }));
	});

	test('does not block a download', async () => {
		const at = await endpoint({ content: silent(1, clip, CLIP.subarray(0, 600)) });
		await delivered(await order(at, { timeout: 600 }));
	});

	test('does not block the end of the wait', async () => {
		const at = await endpoint({ poll: silent(Infinity, () => {}) });
		const ran = await order(at, { timeout: 3 });
		expect(ran.failed[0].json.error).toMatchObject({ class: 'timeout', jobId: 'video_1' });
	});
});

test('an endless answer is not read to its end', async () => {
	let sent = 0;
	const chunk = Buffer.alloc(1024 * 1024, 'x');
	const at = await endpoint({
		poll: (res) => {
			res.writeHead(200, { 'content-type': 'application/json' });
			res.write('{"id":"video_1","status":"');
			const more = () => {
				while (!res.destroyed && sent < 400 * chunk.length) {
					sent += chunk.length;
					if (!res.write(chunk)) return void res.once('drain', more);
				}
				res.end();
			};
			more();
		},
	});
	const baseUrl = `${at.origin}/v1`;
	const ran = await run({
		baseUrl,
		credential: { apiKey: KEY, baseUrl, authHeader: 'bearer' },
		items: [{ json: {} }],
		parameters: { operation: 'get', channel: 'openAi', videoId: 'video_1' },
		settings: { onError: 'continueErrorOutput' },
	});
	expect(ran.failed[0].json.error).toMatchObject({
		class: 'network',
		upstreamMessage: expect.stringContaining('too large'),
	});
	expect(sent).toBeLessThan(200 * chunk.length);
}, 60_000);

describe('no secret is shown', () => {
	const SIGNED = 'e=1795439357&h=c0ffee12';
	const secrets = [KEY, PROMPT, SIGNED];

	/** Everything this process's n8n logs while `what` runs. */
	async function logOf(what: () => Promise<unknown>): Promise<string> {
		const require = createRequire(createRequire(__filename).resolve('n8n-core'));
		const { Logger } = require('@n8n/backend-common') as { Logger: new () => object };
		const { Container } = require('@n8n/di') as {
			Container: { get(c: unknown): Record<string, (...args: unknown[]) => void> };
		};
		const logger = Container.get(Logger);
		const lines: unknown[][] = [];
		const spies = ['info', 'warn', 'error', 'debug'].map((level) =>
			jest
				.spyOn(logger, level as never)
				.mockImplementation(((...args: unknown[]) => void lines.push(args)) as never),
		);
		await what();
		for (const spy of spies) spy.mockRestore();
		return JSON.stringify(lines);
	}

	/** It repeats whatever it was sent, and then some. */
	const gossip = (status: number) => (res: ServerResponse) =>
		json(res, status, {
			error: {
				message: `Refused the prompt "${PROMPT}" of key ${KEY}, see https://cdn.example.test/v.mp4?${SIGNED}`,
				code: 'invalid_value',
				request: { prompt: PROMPT, authorization: `Bearer ${KEY}` },
			},
		});

	test('not in the log of a delivered video, which names the job', async () => {
		const other = await stranger();
		const at = await endpoint({
			id: 'video_1\nwarn: forged line',
			job: () => ({ prompt: PROMPT, video_url: `${other.origin}/v.mp4?${SIGNED}` }),
		});
		const log = await logOf(async () => await delivered(await order(at)));
		expect(log).toContain('video_1');
		expect(log).not.toContain('\\n');
		for (const secret of secrets) expect(log).not.toContain(secret);
	});

	test.each([400, 401, 500])('not in a refusal that repeats it (%i)', async (status) => {
		const at = await endpoint({ submit: gossip(status) });
		let ran: Ran | undefined;
		const log = await logOf(async () => (ran = await order(at)));
		const told = JSON.stringify(ran!.failed[0].json.error);
		expect(told).toContain('Refused the prompt');
		for (const secret of secrets) expect(told + log).not.toContain(secret);
	});

	test('not in the error that stops a workflow', async () => {
		const at = await endpoint({ submit: gossip(400) });
		const { error } = await order(at, {}, {});
		const told = JSON.stringify([error!.message, error!.description, error!.context]);
		expect(told).toContain('Refused the prompt');
		for (const secret of secrets) expect(told).not.toContain(secret);
	});

	test('not in a failed job or a refused download', async () => {
		const failed = await endpoint({
			job: () => ({
				status: 'failed',
				error: `Could not render "${PROMPT}" from https://cdn.example.test/i.png?${SIGNED} (for ${KEY})`,
			}),
		});
		const refused = await stranger((res) => gossip(403)(res));
		const blocked = await endpoint({
			job: () => ({ video_url: `${refused.origin}/v.mp4?${SIGNED}` }),
			content: gossip(403),
		});
		for (const at of [failed, blocked]) {
			let ran: Ran | undefined;
			const log = await logOf(async () => (ran = await order(at, { timeout: 1 })));
			const told = JSON.stringify(ran!.failed[0].json.error) + log;
			for (const secret of secrets) expect(told).not.toContain(secret);
		}
	});

	test('not in a network error', async () => {
		const at = await endpoint({ submit: (res) => void res.destroy() });
		let ran: Ran | undefined;
		const log = await logOf(async () => (ran = await order(at)));
		expect(ran!.failed[0].json.error).toMatchObject({ class: 'network', billed: 'unknown' });
		for (const secret of secrets)
			expect(JSON.stringify(ran!.failed[0].json.error) + log).not.toContain(secret);
	}, 60_000);
});
