'use strict';

const { createHash } = require('node:crypto');
const { invalid } = require('./errors');

const CRLF2 = Buffer.from('\r\n\r\n');

const broken = () => invalid('body', 'invalid_multipart', 'Could not parse multipart form data.');

/**
 * @typedef {{ filename: string, contentType: string, size: number, sha256: string }} FormFile
 *
 * Reads a whole multipart body. A small parser, because the relay has no dependencies, and it
 * sees bodies of a few megabytes at most.
 * @param {Buffer} body
 * @param {string} contentType
 * @returns {Record<string, string | FormFile>}
 */
function parseMultipart(body, contentType) {
	const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
	if (!match) throw broken();
	const delimiter = Buffer.from(`--${match[1] ?? match[2]}`);
	const form = {};
	let at = body.indexOf(delimiter);
	if (at < 0) throw broken();
	for (;;) {
		at += delimiter.length;
		if (body.subarray(at, at + 2).toString() === '--') return form;
		const next = body.indexOf(delimiter, at);
		// Without a closing delimiter the body was cut off on the way.
		if (next < 0) throw broken();
		readPart(body.subarray(at + 2, next - 2), form);
		at = next;
	}
}

/** @param {Buffer} part @param {Record<string, string | FormFile>} form */
function readPart(part, form) {
	const split = part.indexOf(CRLF2);
	if (split < 0) throw broken();
	const head = part.subarray(0, split).toString('utf8');
	const data = part.subarray(split + CRLF2.length);
	const name = /content-disposition:[^\r\n]*[;\s]name="([^"]*)"/i.exec(head)?.[1];
	if (name === undefined) throw broken();
	const filename = /;\s*filename="([^"]*)"/i.exec(head)?.[1];
	if (filename === undefined) {
		form[name] = data.toString('utf8');
		return;
	}
	form[name] = {
		filename,
		contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1].trim() ?? 'application/octet-stream',
		size: data.length,
		sha256: createHash('sha256').update(data).digest('hex'),
	};
}

module.exports = { parseMultipart };
