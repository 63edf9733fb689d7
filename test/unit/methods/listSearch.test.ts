/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';
import { searchModels } from '../../../nodes/Sora2/methods/listSearch';

/* The list under "Model", from a real server; n8n's editor side is as little as it takes. */
let server: Server;
let answer: { status: number; body: string };
let asked: string[];
let names: string[];

beforeAll(async () => {
	server = createServer((req, res) => {
		asked.push(`${req.method} ${req.url} ${req.headers.authorization ?? 'no key'}`);
		res.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => await new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
	asked = [];
	answer = {
		status: 200,
		body: JSON.stringify({ object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) }),
	};
});

const MODELS = [
	'gpt-5',
	'sora-2',
	'text-embedding-3',
	'veo-3.1',
	'claude-5',
	'wan2.2-t2v',
	'muse-video',
	'whisper-1',
];

async function list(
	filter?: string,
	{ channel = 'openAi', credential = {} as object | null, operation = 'generate' } = {},
) {
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
	const send = async (options: IHttpRequestOptions) => {
		const sent = await fetch(options.url, {
			method: options.method,
			headers: { authorization: 'Bearer of-the-user' },
		});
		return {
			statusCode: sent.status,
			headers: Object.fromEntries(sent.headers),
			body: Readable.from([Buffer.from(await sent.arrayBuffer())]),
		};
	};
	const editor = {
		getCredentials: async () => {
			if (!credential) throw new Error('Credentials not found');
			return { baseUrl, apiKey: 'of-the-user', ...credential };
		},
		getCurrentNodeParameter: (name: string) => (name === 'operation' ? operation : channel),
		getNode: () => ({ name: 'Sora', type: 'sora2', typeVersion: 1, parameters: {} }),
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
				await send(options),
			httpRequest: send,
		},
	};
	const { results } = await searchModels.call(editor as unknown as ILoadOptionsFunctions, filter);
	names = results.map(({ name }) => name);
	return results.map(({ value }) => value);
}

test.each([
	['openAi', 'Default of the channel (sora-2)'],
	['relay', 'Default of the channel (sora-2-official)'],
	['openRouter', 'Required: choose a model'],
])('the list on %s begins with: %s', async (channel, name) => {
	expect((await list(undefined, { channel }))[0]).toBe('');
	expect(names[0]).toBe(name);
});

test('likely video models come first, each part sorted by name', async () => {
	expect(await list()).toEqual([
		'',
		'muse-video',
		'sora-2',
		'veo-3.1',
		'wan2.2-t2v',
		'claude-5',
		'gpt-5',
		'text-embedding-3',
		'whisper-1',
	]);
	expect(asked).toEqual(['GET /v1/models Bearer of-the-user']);
});

test('OpenRouter lists its video models under another path', async () => {
	await list(undefined, { channel: 'openRouter' });
	expect(asked).toEqual([expect.stringContaining('GET /v1/videos/models')]);
});

test('the filter ignores case', async () => {
	expect(await list('VEO')).toEqual(['veo-3.1']);
	expect(await list('no such')).toEqual([]);
});

test('a malformed list is read as far as possible', async () => {
	answer.body = JSON.stringify([{ id: 'sora-2' }, { name: 'no id' }, null, 7, { id: 5 }]);
	expect(await list()).toEqual(['', 'sora-2']);
	answer.body = '{"models":"none"}';
	expect(await list()).toEqual(['']);
});

test.each([
	[
		401,
		'{"error":{"message":"Incorrect API key provided"}}',
		/did not list its models: the API key was refused.*401.*credential.*'By ID'/,
	],
	[404, '<html><title>404</title></html>', /did not list its models.*404.*'By ID'/],
	[503, '', /did not list its models.*503/],
])('status %i is explained, with an alternative', async (status, body, message) => {
	answer = { status, body };
	await expect(list()).rejects.toMatchObject({
		message: expect.stringMatching(message),
	});
});

test('an unreachable endpoint', async () => {
	await expect(
		list(undefined, { credential: { baseUrl: 'http://127.0.0.1:1/v1' } }),
	).rejects.toMatchObject({ message: expect.stringContaining('did not list its models') });
});

test('an invalid Base URL', async () => {
	await expect(list(undefined, { credential: { baseUrl: 'my endpoint' } })).rejects.toMatchObject({
		message: expect.stringContaining('is not a web address'),
	});
});

test('under Estimate without a credential the declared models are listed', async () => {
	const at = { credential: null, operation: 'estimate' };
	expect(await list(undefined, at)).toEqual(['sora-2', 'sora-2-pro']);
	expect(await list(undefined, { ...at, channel: 'openRouter' })).toEqual(['']);
	expect(names[0]).toContain("'By ID'");
	await expect(list(undefined, { credential: null })).rejects.toThrow('Credentials not found');
	expect(asked).toEqual([]);
});
