'use strict';

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {number} size of the whole file
 * @param {string} etag
 * @returns {{ start: number, end: number } | 'unsatisfiable' | null} null: the whole file. `end` is
 * the first byte that is not sent.
 */
function readRange(headers, size, etag) {
	const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
	// Several ranges, other units, nonsense: a server may ignore them all, and most do.
	if (!match || (match[1] === '' && match[2] === '')) return null;
	// The file is not the one the client began with: it must start over.
	if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return null;
	if (match[1] === '') {
		const last = Math.min(size, Number(match[2]));
		return last === 0 ? 'unsatisfiable' : { start: size - last, end: size };
	}
	const start = Number(match[1]);
	const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
	if (start >= size) return 'unsatisfiable';
	return start < end ? { start, end } : null;
}

module.exports = { readRange };
