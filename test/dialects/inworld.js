'use strict';

/*
 * Inworld's video API (docs.inworld.ai, create, retrieve and cancel video, read 2026-11-29): JSON, Basic authentication,
 * `Idempotency-Key` of at most 255 characters, the file at `output.videos[0].url` without a key, and a cancel that comes
 * too late with 409 `video_not_cancellable`, also where the job still says `queued`. Which fields an order may have
 * beyond model and prompt could not be read: nothing else is checked.
 */
const { KEY, serve, keep, hex } = require('./kit');

const error = (status, code, message) => [
	status,
	{ error: { code, message, type: status < 500 ? 'invalid_request_error' : 'server_error' } },
];

const REFUSALS = {
	payment: () => error(402, 'payment_required', 'A payment method is required'),
	rate: () => error(429, 'rate_limit_exceeded', 'Too many requests'),
	model: () => error(404, 'model_not_found', "The model 'sora-2' does not exist"),
};

function view(job, status, files) {
	return {
		id: job.id,
		object: 'video',
		model: job.model,
		status,
		created_at: job.createdAt,
		...(status === 'completed' && {
			output: { videos: [{ url: `${files.baseUrl}/signed/${job.id}.mp4?sig=1` }] },
		}),
		...(job.fails && { error: { code: job.fails, message: 'The model could not make it.' } }),
	};
}

function order(request, server, files) {
	const { json, headers } = request;
	if (!json) return error(415, 'unsupported_media_type', 'Send application/json');
	const key = headers['idempotency-key'];
	if (key && key.length > 255) return error(400, 'invalid_idempotency_key', 'Key is too long');
	const known = key && server.keys.get(key);
	if (known) return [200, view(known, 'queued', files)];
	const met = server.met();
	// `gone`: the job is made, and the answer lost on its way.
	if (met && met !== 'gone') return REFUSALS[met]();
	for (const field of ['model', 'prompt'])
		if (typeof json[field] !== 'string')
			return error(400, 'invalid_request', `${field} is missing`);
	const job = keep(server, `video_${hex(16)}`, json);
	files.jobs.set(job.id, job);
	if (key) server.keys.set(key, job);
	return met === 'gone' ? [502, '<html>Bad Gateway</html>'] : [200, view(job, 'queued', files)];
}

/** @param {{ started?: boolean }} [options] `started`: jobs begin at once, although they still say `queued` */
exports.start = async ({ started = false } = {}) => {
	const files = await serve('', (request, here) => {
		if (request.headers.authorization) return [403, 'SignatureDoesNotMatch'];
		const job = here.jobs.get(/^\/signed\/(.+)\.mp4$/.exec(request.path)?.[1]);
		return job ? [200, job.clip] : [404, 'no such key'];
	});
	const server = await serve('/v1', (request, here) => {
		const { method, path } = request;
		if (request.headers.authorization !== `Basic ${KEY}`)
			return error(401, 'unauthorized', 'Invalid credentials');
		if (method === 'POST' && path === '/v1/videos') return order(request, here, files);
		const [, id, cancel] = /^\/v1\/videos\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
		const job = here.jobs.get(id);
		if (!job) return error(404, 'video_not_found', 'No such video');
		if (cancel && started)
			return error(409, 'video_not_cancellable', 'Generation has already started');
		if (cancel) job.cancelled = true;
		if (job.cancelled) return [200, view(job, 'cancelled', files)];
		if (job.fails) return [200, view(job, 'failed', files)];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'queued', files)];
	});
	server.keys = new Map();
	server.files = files;
	const { close } = server;
	server.close = async () => await Promise.all([close(), files.close()]);
	return server;
};
