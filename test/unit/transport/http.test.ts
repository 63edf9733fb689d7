/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { Readable } from 'node:stream';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { parseEndpoint } from '../../../nodes/Sora2/transport/endpoint';
import { createPorts } from '../../../nodes/Sora2/transport/http';

/*
 * Which addresses are opened, and with which of n8n's two helpers: the one that adds the key, or the one that does
 * not. n8n's side is scripted here, because a test has no certificate for https.
 */
interface Sent {
	url: string;
	key: boolean;
	options: IHttpRequestOptions;
}

function world(
	baseUrl: string,
	answers: Record<string, { status?: number; location?: string; body?: string }>,
) {
	const sent: Sent[] = [];
	const answer =
		(key: boolean) =>
		async (...args: unknown[]) => {
			const options = args.at(-1) as IHttpRequestOptions;
			sent.push({ url: options.url, key, options });
			const { status = 200, location, body = '{}' } = answers[options.url] ?? { status: 404 };
			return {
				statusCode: location ? 302 : status,
				headers: { 'content-type': 'video/mp4', ...(location && { location }) },
				body: Readable.from([Buffer.from(body)]),
			};
		};
	const ctx = {
		helpers: { httpRequest: answer(false), httpRequestWithAuthentication: answer(true) },
	} as unknown as IExecuteFunctions;
	return { sent, ports: createPorts(ctx, { baseUrl, apiKey: 'of-the-user' }) };
}

const BASE = 'https://api.example.test/v1';
const asked = (sent: Sent[]) => sent.map(({ url, key }) => `${key ? 'key ' : ''}${url}`);
const OPEN = { from: 0, idleMs: 1000 };

test.each([
	[
		'its own path',
		{ method: 'GET' as const, path: '/videos/1/content' },
		['key https://api.example.test/v1/videos/1/content'],
	],
	[
		'its own origin',
		{ url: 'https://api.example.test/files/1.mp4' },
		['key https://api.example.test/files/1.mp4'],
	],
	['a relative address', { url: '/files/1.mp4' }, ['key https://api.example.test/files/1.mp4']],
	['another host', { url: 'https://cdn.example.test/1.mp4' }, ['https://cdn.example.test/1.mp4']],
	[
		'another port',
		{ url: 'https://api.example.test:8443/1.mp4' },
		['https://api.example.test:8443/1.mp4'],
	],
	[
		'a host with the same beginning',
		{ url: 'https://api.example.test.evil.test/1.mp4' },
		['https://api.example.test.evil.test/1.mp4'],
	],
	[
		'a user name before an @',
		{ url: 'https://api.example.test@evil.test/1.mp4' },
		['https://api.example.test@evil.test/1.mp4'],
	],
	['no scheme', { url: '//evil.test/1.mp4' }, ['https://evil.test/1.mp4']],
	['http of the same host', { url: 'http://api.example.test/1.mp4' }, []],
	['http of another host', { url: 'http://cdn.example.test/1.mp4' }, []],
	['a file', { url: 'file:///etc/passwd' }, []],
	['ftp', { url: 'ftp://api.example.test/1.mp4' }, []],
	['a script', { url: 'javascript:fetch(1)' }, []],
	['data', { url: 'data:video/mp4;base64,AAAA' }, []],
	['blob', { url: 'blob:https://api.example.test/1' }, []],
	['a URN', { url: 'urn:video:1' }, []],
])('a file at %s', async (_, place, expected) => {
	const { sent, ports } = world(BASE, {});
	const got = await ports.open(place, OPEN);
	expect(asked(sent)).toEqual(expected);
	if (expected.length === 0) expect(got).toMatchObject({ error: { code: 'ERR_UNSAFE_URL' } });
});

test('http: is opened if the endpoint itself uses it', async () => {
	const { sent, ports } = world('http://127.0.0.1:8788/v1', {});
	await ports.open({ url: 'http://127.0.0.1:9000/1.mp4' }, OPEN);
	expect(asked(sent)).toEqual(['http://127.0.0.1:9000/1.mp4']);
});

test.each([
	['to http', 'http://cdn.example.test/1.mp4'],
	['to http of the same host', 'http://api.example.test/1.mp4'],
	['to a file', 'file:///etc/passwd'],
])('a redirect %s is not followed', async (_, location) => {
	const { sent, ports } = world(BASE, { [`${BASE}/videos/1/content`]: { location } });
	expect(await ports.open({ method: 'GET', path: '/videos/1/content' }, OPEN)).toMatchObject({
		error: { code: 'ERR_UNSAFE_URL' },
	});
	expect(sent).toHaveLength(1);
});

test('every redirect is checked on its own, and n8n follows none', async () => {
	const { sent, ports } = world(BASE, {
		[`${BASE}/videos/1/content`]: { location: 'https://cdn.example.test/a' },
		'https://cdn.example.test/a': { location: 'https://api.example.test/b' },
		'https://api.example.test/b': { location: 'https://elsewhere.test/c' },
		'https://elsewhere.test/c': { body: 'video' },
	});
	await ports.open({ method: 'GET', path: '/videos/1/content' }, OPEN);
	expect(asked(sent)).toEqual([
		`key ${BASE}/videos/1/content`,
		'https://cdn.example.test/a',
		'key https://api.example.test/b',
		'https://elsewhere.test/c',
	]);
	for (const { options } of sent)
		expect(options).toMatchObject({ disableFollowRedirect: true, ignoreHttpStatusErrors: true });
});

test('a redirect is followed without our query: a signed URL has its own', async () => {
	const { sent, ports } = world(BASE, {
		[`${BASE}/videos/1/content`]: { location: 'https://cdn.example.test/1?sig=a' },
		'https://cdn.example.test/1?sig=a': { location: `${BASE}/2` },
	});
	await ports.open(
		{ method: 'GET', path: '/videos/1/content', query: { variant: 'thumbnail' } },
		OPEN,
	);
	expect(sent.map(({ options }) => options.qs)).toEqual([
		{ variant: 'thumbnail' },
		undefined,
		undefined,
	]);
});

test('the address in an error is shown without its query', async () => {
	const { ports } = world(BASE, {});
	expect(
		JSON.stringify(await ports.open({ url: 'http://cdn.example.test/1.mp4?sig=abc123' }, OPEN)),
	).not.toContain('abc123');
});

test('an answer that repeats the key is read without it', async () => {
	const { ports } = world(BASE, {
		[`${BASE}/models`]: { body: '{"error":"no such key: of-the-user"}' },
	});
	expect(JSON.stringify(await ports.send({ method: 'GET', path: '/models' }, 1000))).not.toContain(
		'of-the-user',
	);
});

describe('Stop while an answer is arriving', () => {
	const stopInTheMiddle = async (method: 'GET' | 'POST') => {
		const stop = new AbortController();
		const body = new Readable({ read() {} });
		const ctx = {
			helpers: {
				async httpRequestWithAuthentication(this: IExecuteFunctions) {
					this.getExecutionCancelSignal()?.addEventListener('abort', () =>
						body.destroy(new Error('canceled')),
					);
					body.push('{"id":"video_1","status":"que');
					return { statusCode: 200, headers: {}, body };
				},
			},
		} as unknown as IExecuteFunctions;
		const ports = createPorts(ctx, { baseUrl: BASE, apiKey: 'of-the-user' }, stop.signal);
		const sent = ports.send({ method, path: '/videos' }, 60_000);
		await new Promise((resolve) => setImmediate(resolve));
		stop.abort();
		return await sent;
	};

	test("returns the part of an order's answer that arrived, because it may name a paid job", async () => {
		expect(await stopInTheMiddle('POST')).toMatchObject({
			error: { status: 200, partialText: '{"id":"video_1","status":"que' },
		});
	});

	test('cancels any other request', async () => {
		await expect(stopInTheMiddle('GET')).rejects.toThrow('canceled');
	});
});

test.each([
	'',
	'api.example.test/v1',
	'ftp://api.example.test',
	'file:///etc',
	'javascript:1',
	'{{ $env.URL }}',
])('%j is not a Base URL', (baseUrl) => {
	expect(parseEndpoint({ baseUrl, apiKey: 'x' })).toHaveProperty('problem');
});
