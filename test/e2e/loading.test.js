'use strict';
const { createServer } = require('node:http');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { N8N_VERSION } = require('../n8n/lib');
const { client, KEY, useRelay, userFolder } = require('./support');

describe('the packed package in a real n8n', () => {
	let node;
	let types;
	beforeAll(async () => {
		const response = await client.raw('/types/nodes.json');
		types = await response.json();
		node = types.find((one) => one.name === 'n8n-nodes-sora2.sora2');
	});

	test('is loaded as n8n-nodes-sora2.sora2 and as a tool for agents', () => {
		expect(node).toMatchObject({
			displayName: 'Sora 2',
			defaults: { name: 'Sora 2 Generate' },
			usableAsTool: true,
		});
		expect(types.map((one) => one.name)).toContain('n8n-nodes-sora2.sora2Tool');
	});

	test('brings no modules', () => {
		const dir = join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-sora2');
		expect(existsSync(join(dir, 'node_modules'))).toBe(false);
		expect(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).dependencies ?? {}).toEqual(
			{},
		);
	});

	test('can be found by its codex categories and search words', () => {
		const { categories, subcategories = {}, alias } = node.codex;
		expect(categories.length).toBeGreaterThan(0);
		// n8n hides a node in "AI" unless it is among the Root Nodes.
		if (categories.includes('AI')) expect(subcategories.AI).toContain('Root Nodes');
		expect(alias.join(' ').toLowerCase()).toMatch(/video/);
	});

	test.each(['light', 'dark'])('serves its %s icon', async (theme) => {
		const response = await client.raw(`/${node.iconUrl[theme]}`);
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toContain('image/svg+xml');
		expect(await response.text()).toContain('<svg');
	});
});

describe('the credential', () => {
	let relay;
	beforeAll(async () => ({ relay } = await useRelay()));
	afterAll(() => relay.close());

	test('passes with the right key, using a free read', async () => {
		const result = await client.testCredential({
			name: 'tested',
			data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
		});
		expect(result).toMatchObject({ status: 'OK' });
		expect(relay.ledger.summary().submits).toBe(0);
	});

	test('passes with the api-key header', async () => {
		const result = await client.testCredential({
			name: 'tested',
			data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'apiKey' },
		});
		expect(result).toMatchObject({ status: 'OK' });
	});

	test('fails with a wrong key, without repeating it', async () => {
		const result = await client.testCredential({
			name: 'tested',
			data: { apiKey: 'sk-wrong-key', baseUrl: relay.baseUrl, authHeader: 'bearer' },
		});
		expect(result.status).toBe('Error');
		expect(JSON.stringify(result)).not.toContain('sk-wrong-key');
	});

	// n8n 1 and 2.0 do not read the rules about a status, and have sentences of their own.
	const [refused, notFound] = /^(1|2\.0)\./.test(N8N_VERSION)
		? ['Authorization failed - please check your credentials', 'could not be found']
		: [
				'The API key was refused. Copy it again from your account.',
				'No video API at this address. Base URL must end with the version, e.g. https://api.apiyi.com/v1.',
			];
	test.each([
		['a wrong key', { apiKey: 'sk-wrong' }, refused],
		['a wrong path', (url) => ({ baseUrl: url.replace(/\/v1$/, '/v7') }), notFound],
		['no scheme', { baseUrl: 'api.example.com/v1' }, 'must begin with https:'],
		['the key in the wrong field', { baseUrl: KEY }, 'enter the key in the field API Key'],
	])('explains the problem: %s', async (_, change, words) => {
		const data = { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' };
		Object.assign(data, typeof change === 'function' ? change(relay.baseUrl) : change);
		const result = await client.testCredential({ name: 'tested', data });
		expect(result.status).toBe('Error');
		expect(result.message).toContain(words);
	});

	test('corrects spaces and a pasted path', async () => {
		const data = {
			apiKey: ` ${KEY}\n`,
			baseUrl: ` ${relay.baseUrl}/models `,
			authHeader: 'bearer',
		};
		expect(await client.testCredential({ name: 'tested', data })).toMatchObject({ status: 'OK' });
	});

	test.each(['<!doctype html><p>Welcome</p>', '\n<html><body>Welcome</body></html>'])(
		'a web page is not an API: %j',
		async (page) => {
			const site = createServer((_, res) => res.end(page));
			await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
			try {
				const baseUrl = `http://127.0.0.1:${site.address().port}`;
				const data = { apiKey: KEY, baseUrl, authHeader: 'bearer' };
				const result = await client.testCredential({ name: 'tested', data });
				expect(result).toMatchObject({
					status: 'Error',
					message: expect.stringContaining('web page'),
				});
			} finally {
				site.close();
			}
		},
	);

	test('fails if nothing answers', async () => {
		const result = await client.testCredential({
			name: 'tested',
			data: { apiKey: KEY, baseUrl: 'http://127.0.0.1:9/v1', authHeader: 'bearer' },
		});
		expect(result.status).toBe('Error');
	});
});
