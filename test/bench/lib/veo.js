'use strict';
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');
const { pipeline } = require('node:stream/promises');

/**
 * Google's own way to Veo in front of the relay, as n8n's Google Gemini node speaks it: `predictLongRunning`, an
 * operation that is asked for until it is done, and a file. One request here is one request there, so the relay counts.
 * @param {string} relayUrl the relay's address, without a path
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
async function startVeo(relayUrl) {
	const server = createServer((request, response) => {
		answer(request, response, relayUrl).catch((error) => {
			if (response.headersSent) return void response.destroy();
			response.writeHead(502, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: { message: String(error) } }));
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function answer(request, response, relayUrl) {
	const self = `http://${request.headers.host}`;
	const { pathname, searchParams } = new URL(request.url, self);
	const headers = { 'x-goog-api-key': searchParams.get('key') ?? '' };
	const base = `${relayUrl}/v1beta/openai`;
	const model = /^\/v1beta\/models\/([^/:]+):predictLongRunning$/.exec(pathname)?.[1];
	const [, name, operation] =
		/^\/v1beta\/(models\/[^/]+\/operations\/([^/]+))$/.exec(pathname) ?? [];
	const file = /^\/v1beta\/files\/([^/:]+):download$/.exec(pathname)?.[1];
	if (request.method === 'POST' && model) {
		const { instances, parameters } = JSON.parse(await text(request));
		const ordered = await fetch(`${base}/videos`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({
				model,
				prompt: instances[0].prompt,
				duration_seconds: parameters.durationSeconds,
			}),
		});
		return await sendJson(response, ordered, ({ id }) => ({
			name: `models/${model}/operations/${id}`,
		}));
	}
	if (request.method === 'GET' && operation) {
		const asked = await fetch(`${base}/videos/${operation}`, { headers });
		return await sendJson(response, asked, ({ id, status, error }) => ({
			name,
			...(status === 'failed' && { done: true, error }),
			...(status === 'completed' && {
				done: true,
				response: toSamples(`${self}/v1beta/files/${id}`),
			}),
		}));
	}
	if (request.method === 'GET' && file) {
		const got = await fetch(`${base}/files/${file}:download`, { headers });
		response.writeHead(got.status, { 'content-type': got.headers.get('content-type') });
		return await pipeline(got.body, response);
	}
	response.writeHead(404).end();
}

const toSamples = (address) => ({
	generateVideoResponse: { generatedSamples: [{ video: { uri: `${address}:download` } }] },
});

/** Answers what the relay answered, in Google's words where it went well. */
async function sendJson(response, got, toGoogle) {
	const body = await got.json();
	response.writeHead(got.status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(got.ok ? toGoogle(body) : body));
}

module.exports = { startVeo };
