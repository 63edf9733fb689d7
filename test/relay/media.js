'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const CHUNK = 256 * 1024;
const ZEROS = Buffer.alloc(CHUNK);
const FOLDER = join(__dirname, 'media');

/** @type {Map<string, Buffer>} */
const files = new Map();

/** @param {string} name */
function load(name) {
	if (!files.has(name)) files.set(name, readFileSync(join(FOLDER, name)));
	return files.get(name);
}

/** The drawn clip of a size; of one that was not drawn, the nearest in shape. @param {string} size */
function clipFor(size) {
	const [width, height] = size.split('x').map(Number);
	if (existsSync(join(FOLDER, `${size}.mp4`))) return `${size}.mp4`;
	return width < height ? '720x1280.mp4' : '1280x720.mp4';
}

/**
 * A file that may be larger than what is in memory: the drawn clip, then zeros up to `size`.
 * @typedef {{ type: string, size: number, head: Buffer }} Source
 * @param {{ size: string, padTo?: number | null }} job
 * @param {string} [variant]
 * @returns {Source}
 */
function sourceOf(job, variant = 'video') {
	if (variant !== 'video') {
		const head = load(`${variant}.webp`);
		return { type: 'image/webp', size: head.length, head };
	}
	const clip = load(clipFor(job.size));
	const padding = Math.max(0, (job.padTo ?? 0) - clip.length);
	if (padding === 0) return { type: 'video/mp4', size: clip.length, head: clip };
	const box = freeBox(padding);
	return {
		type: 'video/mp4',
		size: clip.length + Math.max(padding, box.length),
		head: Buffer.concat([clip, box]),
	};
}

/**
 * The head of an MP4 `free` box, which players skip: the file stays a film at any size.
 * @param {number} length of the whole box
 */
function freeBox(length) {
	if (length < 2 ** 32) {
		const box = Buffer.alloc(8);
		box.writeUInt32BE(Math.max(8, length), 0);
		box.write('free', 4, 'latin1');
		return box;
	}
	// Length 1 means: the real one follows, in 64 bits.
	const box = Buffer.alloc(16);
	box.writeUInt32BE(1, 0);
	box.write('free', 4, 'latin1');
	box.writeBigUInt64BE(BigInt(length), 8);
	return box;
}

/**
 * The bytes from `start` up to but not including `end`, in pieces; constant memory at any size.
 * @param {Source} source @param {number} start @param {number} end
 */
function* pieces({ head }, start, end) {
	let at = start;
	while (at < end) {
		const stop = Math.min(end, at + CHUNK, at < head.length ? head.length : Infinity);
		yield at < head.length ? head.subarray(at, stop) : ZEROS.subarray(0, stop - at);
		at = stop;
	}
}

module.exports = { pieces, sourceOf };
