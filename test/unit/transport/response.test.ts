/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ServerResponse } from 'node:http';
import { classifyNetwork } from '../../../nodes/Sora2/errors/network';
import { createPorts } from '../../../nodes/Sora2/transport/http';
import { createRequestContext, inFastTime, serve, type TestServer } from '../support/server';

/* Answers over real connections that are cut, go silent or never end. No test needs to be fast. */
const KEY = 'of-the-user';
const SHORT_MS = 300;
const LONG_MS = 60_000;
const ORDER = { method: 'POST' as const, path: '/videos', json: { prompt: 'a heron' } };
const POLL = { method: 'GET' as const, path: '/videos/video_1' };

let server: TestServer | undefined;
let raw: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
	await server?.close();
	for (const socket of sockets) socket.destroy();
	await new Promise<void>((resolve) => (raw ? raw.close(() => resolve()) : resolve()));
	server = raw = undefined;
});

async function portsTo(answer: (res: ServerResponse) => void, signal?: AbortSignal) {
	server = await serve((_, res) => answer(res));
	return createPorts(
		createRequestContext(KEY),
		{ baseUrl: `${server.origin}/v1`, apiKey: KEY },
		signal,
	);
}

/** A server below HTTP. */
async function portsToRaw(answer: (socket: Socket) => void) {
	raw = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.once('data', () => answer(socket));
	});
	await new Promise<void>((resolve) => raw!.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/v1`;
	return createPorts(createRequestContext(KEY), { baseUrl, apiKey: KEY });
}

/** Writes the same again and again, until the connection ends. */
function keepWriting(to: NodeJS.WritableStream & { destroyed?: boolean }, text: string) {
	const timer = setInterval(() => to.write(text), 20);
	to.on('close', () => clearInterval(timer));
}

test.each([ORDER, POLL])('an answer that stalls after its headers: $method', async (request) => {
	const ports = await portsTo((res) => {
		res.writeHead(202, { 'x-request-id': 'req_1' });
		res.write('{"id":"video_1",');
	});
	const sent = await inFastTime(async () => await ports.send(request, LONG_MS));
	expect(sent).toMatchObject({
		error: {
			code: 'ETIMEDOUT',
			status: 202,
			headers: { 'x-request-id': 'req_1' },
			partialText: '{"id":"video_1",',
		},
	});
	const { error } = sent as Extract<typeof sent, { error: object }>;
	expect(classifyNetwork(error, 'submit')).toMatchObject({
		class: 'network',
		billed: 'unknown',
	});
});

test('an answer with only headers', async () => {
	const ports = await portsTo((res) => void res.writeHead(200).flushHeaders());
	expect(await inFastTime(async () => await ports.send(POLL, LONG_MS))).toMatchObject({
		error: { code: 'ETIMEDOUT', status: 200, partialText: '' },
	});
});

test('an answer that drips whitespace forever', async () => {
	const ports = await portsTo((res) => {
		res.writeHead(200);
		keepWriting(res, ' \n');
	});
	expect(await inFastTime(async () => await ports.send(POLL, LONG_MS))).toMatchObject({
		error: { code: 'ETIMEDOUT' },
	});
});

test('headers that drip forever', async () => {
	const ports = await portsToRaw((socket) => {
		socket.write('HTTP/1.1 200 OK\r\n');
		keepWriting(socket, 'x: y\r\n');
	});
	const sent = await ports.send(ORDER, SHORT_MS);
	const { error } = sent as Extract<typeof sent, { error: object }>;
	expect(classifyNetwork(error, 'submit').billed).toBe('unknown');
});

test('a connection cut during an answer does not lose its job', async () => {
	const ports = await portsTo((res) => {
		res.writeHead(200, { location: '/v1/videos/video_1' });
		res.write('{"id":"video_1","status":"que', () => setTimeout(() => res.destroy(), 50));
	});
	expect(await ports.send(ORDER, LONG_MS)).toMatchObject({
		error: {
			code: 'ECONNRESET',
			status: 200,
			headers: { location: '/v1/videos/video_1' },
			partialText: '{"id":"video_1","status":"que',
		},
	});
});

test('an answer shorter than its length is an error', async () => {
	const ports = await portsToRaw((socket) =>
		socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id":"video_1"}'),
	);
	expect(await ports.send(ORDER, LONG_MS)).toMatchObject({
		error: { partialText: '{"id":"video_1"}' },
	});
});

test.each([201, 303])('the Location of a %i is passed on with the answer', async (status) => {
	const ports = await portsTo((res) =>
		res.writeHead(status, { location: '/v1/videos/video_1' }).end('{"ok":true}'),
	);
	expect(await ports.send(ORDER, LONG_MS)).toMatchObject({
		answer: { status, headers: { location: '/v1/videos/video_1' }, text: '{"ok":true}' },
	});
});

test('a redirected order names its target without the query', async () => {
	const ports = await portsTo((res) =>
		res.writeHead(308, { location: 'https://moved.test/v2/videos?sig=abc' }).end('Moved'),
	);
	const sent = await ports.send(ORDER, LONG_MS);
	expect(sent).toMatchObject({
		answer: { text: expect.stringContaining('redirects to https://moved.test/v2/videos:') },
	});
	expect(server!.seen).toHaveLength(1);
});

test.each([2_147_483_648, 1e12, Infinity])(
	'a timeout of %d ms is not shortened to 1 ms',
	async (timeoutMs) => {
		const ports = await portsTo((res) => void setTimeout(() => res.end('{}'), 100));
		expect(await ports.send(ORDER, timeoutMs)).toMatchObject({ answer: { status: 200 } });
	},
);

test('an endpoint that never answers', async () => {
	const ports = await portsTo(() => {});
	expect(await ports.send(ORDER, SHORT_MS)).toMatchObject({
		error: { message: /time|no answer/ },
	});
});

test('an abort during an answer', async () => {
	const stop = new AbortController();
	const ports = await portsTo((res) => {
		res.writeHead(200).write('{');
		setTimeout(() => stop.abort(), 50);
	}, stop.signal);
	await expect(ports.send(POLL, LONG_MS)).rejects.toThrow('The execution was canceled');
	await expect(ports.send(POLL, LONG_MS)).rejects.toThrow('The execution was canceled');
	expect(server!.seen).toHaveLength(1);
});

test('the key is removed from the text and the headers', async () => {
	const ports = await portsTo((res) => {
		res.writeHead(401, {
			'x-request-id': `for ${KEY}`,
			'www-authenticate': `Basic ${btoa(`:${KEY}`)}`,
		});
		res.end(JSON.stringify({ error: { message: `no account for ${KEY}` } }));
	});
	const sent = await ports.send(POLL, LONG_MS);
	expect(sent).toMatchObject({ answer: { text: expect.stringContaining('no account for ***') } });
	for (const secret of [KEY, btoa(`:${KEY}`).slice(0, -4)])
		expect(JSON.stringify(sent)).not.toContain(secret);
});

test("an ID that leads out of the endpoint's paths is not sent", async () => {
	const ports = await portsTo((res) => res.end('{}'));
	const request = { method: 'DELETE' as const, path: '/videos/..' };
	expect(await ports.send(request, LONG_MS)).toMatchObject({ error: { code: 'ERR_UNSAFE_URL' } });
	expect(server!.seen).toEqual([]);
});
