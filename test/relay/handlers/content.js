'use strict';

const { once } = require('node:events');
const { RelayError, invalid } = require('../errors');
const { pieces, sourceOf } = require('../media');
const { readRange } = require('../range');
const { send } = require('../respond');
const { sleep } = require('../time');
const { contentUrl, sign } = require('../view');
const { intercept } = require('./videos');

const VARIANTS = ['video', 'thumbnail', 'spritesheet'];

/** @param {import('../server').Context} ctx @param {import('../server').Call} call */
async function content(ctx, call) {
	const job = ctx.jobs.get(call.id, call.key);
	const variant = call.query.get('variant') ?? 'video';
	if (!VARIANTS.includes(variant)) {
		throw invalid('variant', 'invalid_value', `Invalid value: '${variant}'.`);
	}
	if (call.wire === 'openrouter' && (call.query.get('index') ?? '0') !== '0') {
		throw new RelayError(404, { message: 'No such output' });
	}
	await deliver(ctx, call, job, variant);
}

/**
 * The signed link. It takes no key, and a key that arrives here was sent to a stranger: that is
 * refused and recorded.
 * @param {import('../server').Context} ctx @param {import('../server').Call} call
 */
async function file(ctx, call) {
	const job = ctx.jobs.get(call.id);
	if (call.query.get('sig') !== sign(ctx.secret, job.id)) {
		throw new RelayError(403, {
			message: 'The signature is not valid.',
			code: 'invalid_signature',
		});
	}
	await deliver(ctx, call, job, 'video');
}

async function deliver(ctx, call, job, variant) {
	const plan = await intercept(ctx, call, job);
	if (!plan) return;
	const tricks = plan.content;
	if (job.expired)
		throw new RelayError(410, { message: 'The video has expired.', code: 'expired' });
	if (job.status !== 'completed' || tricks.notReady) throw notReady(ctx, call, job);
	if (tricks.redirect && call.route !== 'file') {
		await send(call, 302, '', { location: contentUrl(ctx, job, true) });
		return;
	}
	const source = sourceOf(job, variant);
	const whole = await stream(ctx, call, source, tricks, `"${job.id}-${variant}-${source.size}"`);
	if (variant === 'video' && whole !== null) ctx.ledger.deliver(job.id, whole);
}

function notReady({ options }, { wire }, job) {
	const status = options.notReadyStatus ?? (wire === 'openrouter' ? 409 : 404);
	const message = job.failed ? 'Generation failed' : 'Generation is still in-progress';
	return new RelayError(status, { message, code: 'video_not_ready' });
}

/**
 * @returns {Promise<boolean | null>} whether the client got everything up to the last byte; null when
 * that says nothing, as for a part from the middle or a HEAD
 */
async function stream(ctx, call, source, tricks, etag) {
	const { req, res } = call;
	const range = tricks.noRange ? null : readRange(req.headers, source.size, etag);
	const headers = {
		'x-request-id': call.requestId,
		'content-type': source.type,
		etag,
		...(tricks.noRange ? {} : { 'accept-ranges': 'bytes' }),
	};
	if (range === 'unsatisfiable') {
		await send(call, 416, '', { ...headers, 'content-range': `bytes */${source.size}` });
		return null;
	}
	const start = range?.start ?? 0;
	const end = range?.end ?? source.size;
	if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${source.size}`;
	// Truncated: a whole answer about half a file. Nothing but the file itself tells.
	const stop = tricks.truncate ? Math.min(end, start + tricks.truncate.bytes) : end;
	const lie = tricks.wrongLength ? (tricks.wrongLength.by ?? 1000) : 0;
	if (!tricks.noLength) headers['content-length'] = String(Math.max(0, stop - start + lie));
	res.writeHead(range ? 206 : 200, headers);
	if (req.method === 'HEAD') {
		res.end();
		return null;
	}
	const until = tricks.cutAt ? Math.min(stop, start + tricks.cutAt.bytes) : stop;
	const sent = await pump(ctx, call, source, start, until);
	const cut = until < stop || lie !== 0;
	if (cut) {
		call.record.cut = true;
		res.destroy();
	} else {
		res.end();
		if (!res.destroyed && !res.writableFinished)
			await Promise.race([once(res, 'finish'), once(res, 'close')]);
	}
	if (cut || !sent || !res.writableFinished || stop < end) return false;
	return end === source.size ? true : null;
}

/** Writes at the client's pace. @returns {Promise<boolean>} false when the client went away */
async function pump({ signal }, { res, dripMs }, source, start, end) {
	const step = Math.max(1, Math.ceil((end - start) / 10));
	let rest = step;
	for (const piece of pieces(source, start, end)) {
		for (let at = 0; at < piece.length; ) {
			if (res.destroyed) return false;
			const part = dripMs > 0 ? piece.subarray(at, at + rest) : piece;
			await write(res, part);
			at += part.length;
			rest -= part.length;
			if (dripMs > 0 && rest <= 0) {
				await sleep(dripMs / 10, signal);
				rest = step;
			}
		}
	}
	return !res.destroyed;
}

/** Waits until the kernel has the bytes, so that a cut after N of them leaves the client with N. */
function write(res, part) {
	return new Promise((resolve) => {
		const done = () => {
			res.off('close', done);
			resolve();
		};
		res.once('close', done);
		res.write(part, done);
	});
}

module.exports = { content, file };
