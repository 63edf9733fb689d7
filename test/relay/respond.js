'use strict';

const { canned } = require('./errors');
const { sleep } = require('./time');

const DROPS = 10;
const HTML_502 =
	'<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/**
 * @param {import('./server').Call} call
 * @param {number} status @param {string} text @param {Record<string, string>} headers
 */
async function send(call, status, text, headers) {
	const { res } = call;
	if (res.destroyed || res.writableEnded) return;
	if (call.line) call.line.status = status;
	const body = Buffer.from(text);
	res.writeHead(status, {
		'x-request-id': call.requestId,
		'content-length': String(body.length),
		...headers,
	});
	if (call.dripMs > 0) await drip(call, body);
	res.end(call.dripMs > 0 ? undefined : body);
}

/** Slow enough that a client which waits for the whole answer notices, steady enough to be alive. */
async function drip({ res, dripMs, signal }, body) {
	const step = Math.max(1, Math.ceil(body.length / DROPS));
	for (let at = 0; at < body.length && !res.destroyed; at += step) {
		res.write(body.subarray(at, at + step));
		await sleep(dripMs / DROPS, signal);
	}
}

/** @param {import('./server').Call} call @param {number} status @param {unknown} body */
const sendJson = (call, status, body, headers = {}) =>
	send(call, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

/** @param {import('./server').Call} call @param {import('./errors').RelayError} error */
function sendError(call, error) {
	if (call.line) call.line.code = error.error.code ?? null;
	return sendJson(call, error.status, error.body(call.wire), error.headers);
}

/** What a client sees of a fault, whether or not a job stands behind it. */
const PERFORM = {
	/** The article's envelope to the letter, on every wire: relays pass it through. */
	region: (call, { country, status }, options) => {
		const code = 'unsupported_country_code';
		if (call.line) call.line.code = code;
		return sendJson(call, status ?? options.regionStatus, {
			error: {
				code,
				message: 'Sora is not available in your country',
				param: country ?? options.country,
				type: 'invalid_request_error',
			},
		});
	},
	answer: (call, { status = 200, headers = {}, json, body }) => {
		if (json === undefined && body === undefined) {
			if (status >= 400) return sendError(call, withHeaders(canned(status), headers));
			return sendJson(call, status, {}, headers);
		}
		const text = (json === undefined ? String(body) : JSON.stringify(json)).replaceAll(
			'$ID',
			call.jobId ?? 'video_unknown',
		);
		if (call.line) call.line.code = json?.error?.code ?? null;
		const type = text.trimStart().startsWith('<') ? 'text/html' : 'application/json';
		return send(call, status, text, { 'content-type': type, ...lower(headers) });
	},
	limit: (call, { retryAfter }) =>
		sendError(
			call,
			withHeaders(
				canned(429),
				retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
			),
		),
	cut: (call) => {
		if (call.line) call.line.code = 'cut';
		call.record.cut = true;
		call.res.destroy();
	},
	hang: async (call) => {
		if (call.line) call.line.code = 'hang';
		await new Promise((resolve) => call.res.once('close', resolve));
	},
	html502: (call) => send(call, 502, HTML_502, { 'content-type': 'text/html' }),
	badJson: (call) => send(call, 200, '{"id":"video_', { 'content-type': 'application/json' }),
	empty: (call) => send(call, 200, '', { 'content-type': 'application/json' }),
};

const lower = (headers) =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

function withHeaders(error, headers) {
	Object.assign(error.headers, lower(headers));
	return error;
}

/**
 * @param {import('./server').Call} call
 * @param {import('./actions').Action} action
 * @param {Record<string, any>} options
 */
async function perform(call, action, options) {
	await PERFORM[action.run](call, action.params, options);
}

module.exports = { perform, send, sendError, sendJson };
