'use strict';

const { startRelay } = require('.');
const { DEFAULTS } = require('./options');

const KEY = { authorization: 'Bearer sk-local' };
const ORDER = { model: 'sora-2', prompt: 'a cat', duration: 5 };
const VIDEO = { model: 'sora-2', prompt: 'a cat', seconds: '8', size: '1280x720' };

/**
 * One relay for a test file, as if new for every test, and the calls the tests make on it.
 */
function withRelay() {
	/** @type {import('.').Relay} */
	let relay;
	beforeAll(async () => {
		relay = await startRelay({ cdn: true });
	});
	beforeEach(() => {
		relay.reset();
		const { port, cdn, seed, ...options } = DEFAULTS;
		// Queued long enough for a busy machine to see it.
		relay.set({ ...options, jobMs: 100, queuedShare: 0.5, result: 'content' });
	});
	afterAll(() => relay.close());

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
		return {
			status: res.status,
			headers: res.headers,
			bytes: Buffer.from(await res.arrayBuffer()),
		};
	}

	return { relay: () => relay, article, call, download, get, openai, post, until };
}

module.exports = { KEY, VIDEO, withRelay };
