'use strict';

/*
 * Plumbing shared by the dialect servers. The answers and checks of an endpoint are in the file
 * that bears its name; none of them shares a word with another one but by chance.
 */
const { createServer } = require('node:http');
const { randomBytes } = require('node:crypto');

const KEY = 'sk-dialect-0123456789';

/** A little MP4: its header, and noise that no other video has. */
function clip() {
	return Buffer.concat([
		Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex'),
		randomBytes(3000),
	]);
}

/** A request, read. `form` is there only when the body was multipart, `json` only when it was JSON. */
async function readRequest(req) {
	const chunks = [];
	for await (const chunk of req) chunks.push(chunk);
	const body = Buffer.concat(chunks);
	const type = req.headers['content-type'] ?? '';
	const url = new URL(req.url, 'http://here');
	const request = {
		method: req.method,
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers: req.headers,
		type,
	};
	if (type.startsWith('multipart/form-data')) {
		const form = await new Response(body, { headers: { 'content-type': type } }).formData();
		request.form = Object.fromEntries(
			[...form].map(([name, value]) => [
				name,
				typeof value === 'string' ? value : { fileName: value.name, size: value.size },
			]),
		);
	} else if (type.startsWith('application/json')) {
		try {
			request.json = JSON.parse(body.toString('utf8'));
		} catch {
			request.badJson = true;
		}
	}
	return request;
}

/**
 * Starts a server on a free port. `answer` gets a read request and returns `[status, body, headers?]`; a Buffer
 * goes out as it is, everything else as JSON. `server.next` is for the test to say what the next order meets.
 */
async function serve(prefix, answer) {
	const server = { key: KEY, requests: [], jobs: new Map(), next: undefined };
	server.orders = () => server.requests.filter((r) => r.method === 'POST');
	/** The refusal a test requested, once. */
	server.met = () => {
		const { next } = server;
		server.next = undefined;
		return next;
	};
	const http = createServer(async (req, res) => {
		const request = await readRequest(req);
		server.requests.push(request);
		const [status, body, headers = {}] = answer(request, server);
		request.status = status;
		const bytes = Buffer.isBuffer(body)
			? body
			: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
		res.writeHead(status, {
			'content-type': Buffer.isBuffer(body) ? 'video/mp4' : 'application/json',
			'content-length': bytes.length,
			...headers,
		});
		res.end(bytes);
	});
	await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
	server.origin = `http://127.0.0.1:${http.address().port}`;
	server.baseUrl = server.origin + prefix;
	server.close = async () => {
		http.closeAllConnections();
		await new Promise((resolve) => http.close(resolve));
	};
	return server;
}

/** Stores a job; the test's words in its prompt decide how it ends: `fails: …`. */
function keep(server, id, fields) {
	const job = {
		...fields,
		id,
		polls: 0,
		createdAt: Math.floor(Date.now() / 1000),
		clip: clip(),
		fails: /fails: ?([\w-]+)/.exec(fields.prompt)?.[1],
	};
	server.jobs.set(id, job);
	return job;
}

const bearer = (request) => request.headers.authorization === `Bearer ${KEY}`;
const hex = (bytes = 12) => randomBytes(bytes).toString('hex');

module.exports = { KEY, serve, keep, bearer, hex };
