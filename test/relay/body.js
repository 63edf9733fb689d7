'use strict';

const { invalid, RelayError } = require('./errors');
const { parseMultipart } = require('./multipart');

const LIMIT = 64 * 1024 * 1024;

/**
 * @param {import('node:http').IncomingMessage} req
 * @returns {Promise<Buffer>} rejects when the client goes away in the middle
 */
async function readRaw(req) {
	const chunks = [];
	let size = 0;
	for await (const chunk of req) {
		size += chunk.length;
		// The rest is still read, so that the answer reaches a client that is busy sending.
		if (size <= LIMIT) chunks.push(chunk);
	}
	if (size > LIMIT) throw new RelayError(413, { message: 'Request too large.', code: 'too_large' });
	return Buffer.concat(chunks);
}

/**
 * @typedef {{ kind: 'json' | 'form', fields: Record<string, any> }} Body
 * @param {Buffer} raw
 * @param {string} contentType
 * @returns {Body}
 */
function parseBody(raw, contentType) {
	if (/^multipart\/form-data/i.test(contentType)) {
		return { kind: 'form', fields: parseMultipart(raw, contentType) };
	}
	if (!/^application\/([\w.-]+\+)?json/i.test(contentType)) {
		throw invalid(
			'body',
			'unsupported_content_type',
			`Unsupported content type: '${contentType}'. Send application/json or multipart/form-data.`,
		);
	}
	let fields;
	try {
		fields = JSON.parse(raw.toString('utf8'));
	} catch {
		throw invalid('body', 'invalid_json', 'We could not parse the JSON body of your request.');
	}
	if (fields === null || typeof fields !== 'object' || Array.isArray(fields)) {
		throw invalid('body', 'invalid_type', 'The body of the request must be a JSON object.');
	}
	return { kind: 'json', fields };
}

module.exports = { readRaw, parseBody };
