/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import type { ServerResponse } from 'node:http';
import type { FileResponse } from '../../../nodes/Sora2/jobs/ports';
import { createPorts } from '../../../nodes/Sora2/transport/http';
import { createRequestContext, inFastTime, serve, type TestServer } from '../support/server';

/* Files over real connections. */
const KEY = 'of-the-user';
const MP4 = Buffer.concat([
	Buffer.from('000000186674797069736f6d', 'hex'),
	Buffer.alloc(100_000, 7),
]);

let server: TestServer | undefined;
afterEach(async () => await server?.close());

async function open(answer: (res: ServerResponse) => void): Promise<FileResponse> {
	server = await serve((_, res) => answer(res));
	const endpoint = { baseUrl: `${server.origin}/v1`, apiKey: KEY };
	const ports = createPorts(createRequestContext(KEY), endpoint);
	const sent = await ports.open({ url: '/v1/videos/1/content' }, { from: 0, idleMs: 60_000 });
	return (sent as { answer: FileResponse }).answer;
}

async function read(file: FileResponse): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of file.bytes) chunks.push(chunk);
	file.discard();
	return Buffer.concat(chunks);
}

test.each(['video/mp4', 'application/json', 'text/html'])(
	'a video is passed on unchanged (%s)',
	async (type) => {
		const file = await open((res) => res.writeHead(200, { 'content-type': type }).end(MP4));
		expect((await read(file)).equals(MP4)).toBe(true);
	},
);

test('a video in tiny chunks is passed on unchanged', async () => {
	const file = await open((res) => {
		res.writeHead(200, { 'content-type': 'video/mp4' });
		const sendFrom = (at: number) =>
			at < 20
				? res.write(MP4.subarray(at, at + 1), () => setImmediate(sendFrom, at + 1))
				: res.end(MP4.subarray(at));
		sendFrom(0);
	});
	expect((await read(file)).equals(MP4)).toBe(true);
});

test.each([
	['video/mp4', 200],
	['application/json', 200],
	['video/mp4', 403],
])('text is passed on without the key (%s, %i)', async (type, status) => {
	const body = JSON.stringify({ error: `no such key: ${KEY}`, more: 'x'.repeat(5000) });
	const file = await open((res) =>
		res.writeHead(status, { 'content-type': type, 'x-echo': KEY }).end(body),
	);
	expect(JSON.stringify(file.headers)).not.toContain(KEY);
	const text = (await read(file)).toString();
	expect(text).toContain('no such key: ***');
	expect(text).not.toContain(KEY);
});

test('endless text is not read to its end', async () => {
	const file = await open((res) => {
		const more = () => {
			while (!res.destroyed && res.write('no video '.repeat(1000)));
		};
		res.on('drain', more);
		more();
	});
	expect((await read(file)).length).toBeLessThan(1_000_000);
});

test('an empty file is empty', async () => {
	expect(await read(await open((res) => res.end()))).toHaveLength(0);
});

test('a stalled file is abandoned', async () => {
	const file = await open((res) => {
		res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': MP4.length });
		res.write(MP4.subarray(0, 50_000));
	});
	await expect(inFastTime(async () => await read(file))).rejects.toMatchObject({
		code: 'ETIMEDOUT',
	});
});

test('a slowly dripping file is abandoned', async () => {
	const file = await open((res) => {
		const timer = setInterval(() => res.write('\u0000'), 20);
		res.on('close', () => clearInterval(timer));
	});
	await expect(inFastTime(async () => await read(file))).rejects.toMatchObject({
		code: 'ETIMEDOUT',
	});
});

test('UTF-16 text stays text', async () => {
	const page = Buffer.from('\uFEFF<html>', 'utf16le');
	const file = await open((res) => res.writeHead(200, { 'content-type': 'video/mp4' }).end(page));
	expect((await read(file)).toString()).toContain('<html>');
});
