'use strict';

const { createHash } = require('node:crypto');

const LONG = 4096;

/** @param {string} text */
const fingerprint = (text) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * The line a request leaves in the log. Keys are kept as fingerprints only: the log is printed in
 * test reports and read over HTTP without a key.
 * @param {import('node:http').IncomingMessage} req
 * @param {URL} url
 * @param {{ valid: boolean, text: string | null }} key
 */
function newRecord(req, url, key) {
	const headers = { ...req.headers };
	for (const name of ['authorization', 'api-key', 'x-goog-api-key']) {
		if (headers[name] === undefined) continue;
		headers[name] =
			`present sha256:${fingerprint(key.text ?? '')} ${key.valid ? 'valid' : 'invalid'}`;
	}
	return {
		t: Date.now(),
		method: req.method,
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers,
		idempotencyKey: req.headers['idempotency-key'] ?? null,
		status: null,
		/** The client went away before the answer was complete. */
		aborted: false,
		/** The relay broke off on purpose. */
		cut: false,
		/** A key arrived where none may. */
		leaked: false,
	};
}

/** @param {any} record @param {import('./body').Body} body */
function recordBody(record, { kind, fields }) {
	record[kind] = clip(fields);
}

/** Pictures travel as data URLs of megabytes; a log of thousands must not keep them. */
function clip(value) {
	if (typeof value === 'string') {
		return value.length <= LONG ? value : `${value.slice(0, 64)}… (${value.length} characters)`;
	}
	if (Array.isArray(value)) return value.map(clip);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clip(inner)]));
}

module.exports = { newRecord, recordBody };
