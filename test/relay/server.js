'use strict';

const { createServer } = require('node:http');
const { randomBytes } = require('node:crypto');
const { parseBody, readRaw } = require('./body');
const { control } = require('./control');
const { RelayError, unknownPath } = require('./errors');
const { newRecord, recordBody } = require('./requests');
const { sendError } = require('./respond');
const { match } = require('./routes');
const { content, file } = require('./handlers/content');
const { submit } = require('./handlers/submit');
const { cancel } = require('./handlers/cancel');
const { list, modelInfo, models, poll, remove, videoModels } = require('./handlers/videos');

const HANDLERS = {
	cancel,
	content,
	file,
	list,
	modelInfo,
	models,
	poll,
	remove,
	submit,
	videoModels,
};

/**
 * What a running relay is made of; every handler gets it.
 * @typedef {{
 *   options: Record<string, any>, jobs: import('./jobs').Jobs, ledger: import('./ledger').Ledger,
 *   faults: import('./faults').Faults, limits: import('./limits').Limits, requests: any[],
 *   callbacks: import('./callbacks').Callbacks,
 *   signal: AbortSignal, secret: string, url: string, cdnUrl: string | null,
 *   relay: import('./index.d.ts').Relay,
 * }} Context
 *
 * One request on its way; `line` is its entry in the books, `jobId` the job once there is one.
 * @typedef {import('./routes').Match & {
 *   req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse,
 *   query: URLSearchParams, record: any, requestId: string, signal: AbortSignal, key?: string,
 *   body?: import('./body').Body, line?: any, idempotencyKey: string | null, jobId?: string,
 *   dripMs: number, keyless: boolean,
 * }} Call
 */

/**
 * @param {import('./server').Context} ctx
 * @param {number} port
 * @param {boolean} filesOnly the second origin knows signed files and nothing else
 * @returns {Promise<import('node:http').Server>}
 */
function listen(ctx, port, filesOnly = false) {
	const server = createServer((req, res) => {
		handle(ctx, req, res, filesOnly).catch(() => res.destroy());
	});
	// An idle connection that we close just as a client picks it up looks to it like a lost submit.
	server.keepAliveTimeout = 120_000;
	server.headersTimeout = 125_000;
	server.requestTimeout = 0;
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}

/** @param {import('./server').Context} ctx */
async function handle(ctx, req, res, filesOnly) {
	const url = new URL(req.url, 'http://relay');
	if (url.pathname.startsWith('/_relay/')) return await control(ctx, req, res, url.pathname);
	const key = readKey(ctx.options, req.headers);
	const record = newRecord(req, url, key);
	remember(ctx, record);
	res.once('close', () => {
		record.status = res.headersSent ? res.statusCode : null;
		record.aborted = !res.writableFinished && !record.cut && !ctx.signal.aborted;
	});
	const found = match(req.method, url.pathname, ctx.options);
	const known = found && !(filesOnly && found.api);
	const call = {
		...(known ? found : { route: 'unknown', wire: 'openai', api: false }),
		keyless: filesOnly || found?.route === 'file',
		req,
		res,
		record,
		query: url.searchParams,
		requestId: `req_${randomBytes(12).toString('hex')}`,
		signal: ctx.signal,
		idempotencyKey: record.idempotencyKey,
		dripMs: 0,
	};
	try {
		await dispatch(ctx, call, key, url.pathname);
	} catch (error) {
		await fail(ctx, call, error);
	}
}

/** @param {Call} call */
async function dispatch(ctx, call, key, path) {
	const { req, record } = call;
	const raw = await readRaw(req);
	if (call.op === 'submit') {
		const { wire, kind, idempotencyKey } = call;
		call.line = ctx.ledger.open({ wire, kind, model: null, prompt: null, idempotencyKey });
	}
	if (call.keyless && key.text !== null) {
		record.leaked = true;
		throw new RelayError(400, {
			message: 'Only one way to authorize is allowed.',
			code: 'invalid_argument',
		});
	}
	if (call.api) {
		if (!key.valid) throw unauthorized(key.text, call.wire);
		call.key = key.text;
		ctx.limits.request(key.text);
	}
	if (call.route === 'unknown') throw unknownPath(req.method, path);
	if (call.op === 'submit') {
		call.body = parseBody(raw, req.headers['content-type'] ?? '');
		recordBody(record, call.body);
		// Stored as received, so that the ledger also shows refused ones.
		call.line.model = call.body.fields.model ?? null;
		call.line.prompt = call.body.fields.prompt ?? null;
	}
	await HANDLERS[call.route](ctx, call);
}

/** @param {Call} call @param {unknown} error */
async function fail(ctx, call, error) {
	if (error instanceof RelayError) return await sendError(call, error);
	// A client that went away while it was sending is no fault of ours.
	if (call.res.destroyed || ctx.signal.aborted) return;
	console.error('relay:', error);
	if (call.res.headersSent) call.res.destroy();
	else
		await sendError(
			call,
			new RelayError(500, {
				message: 'The relay itself failed.',
				type: 'server_error',
				code: 'relay_bug',
			}),
		);
}

/**
 * @param {Record<string, any>} options
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {{ text: string | null, valid: boolean }} text is null where nothing was sent
 */
function readKey({ keys }, headers) {
	const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
	const other = headers['api-key'] ?? headers['x-goog-api-key'];
	const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
	const text = bearer ?? other ?? basic ?? headers.authorization ?? null;
	return { text, valid: keys.includes(bearer ?? other ?? basic) };
}

function unauthorized(text, wire) {
	if (wire === 'openrouter') return new RelayError(401, { message: 'No auth credentials found' });
	const message =
		text === null
			? "You didn't provide an API key."
			: `Incorrect API key provided: ${text.slice(0, 3)}****.`;
	return new RelayError(401, { message, code: 'invalid_api_key' });
}

function remember({ requests, options }, record) {
	requests.push(record);
	if (requests.length > options.keepRequests) requests.shift();
}

module.exports = { listen };
