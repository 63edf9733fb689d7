'use strict';

/*
 * Bifrost (docs.getbifrost.ai, video generation, and core/schemas/videos.go, read 2026-11-28): JSON, models as
 * `provider/model`, IDs as `provider:id`, whole seconds, `videos[]` with an address or base64, a list that wants a
 * provider, and errors in an object that says whether they are its own.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, message, code, isOwn = true) => [
	status,
	{
		is_bifrost_error: isOwn,
		status_code: status,
		error: { type: 'invalid_request_error', code, message },
		extra_fields: { provider: 'openai', request_type: 'video_generation' },
	},
];

const REFUSALS = {
	region: () =>
		error(403, 'Sora is not available in your country (MM)', 'unsupported_country_code', false),
	moderation: () =>
		error(400, 'Your request was blocked by our moderation system.', 'moderation_blocked', false),
	model: () => error(404, 'The model `sora-2` does not exist', 'model_not_found', false),
	keys: () => error(401, 'no keys found for provider: openai', 'invalid_api_key'),
};

const FIELDS = {
	model: (value) => /^[\w-]+\/./.test(value),
	prompt: (value) => typeof value === 'string',
	seconds: Number.isInteger,
	size: (value) => /^\d+x\d+$/.test(value),
	negative_prompt: (value) => typeof value === 'string',
	seed: Number.isInteger,
	audio: (value) => typeof value === 'boolean',
	input_reference: (value) => typeof value === 'string',
};

function view(job, status, as) {
	const video =
		as === 'base64'
			? { type: 'base64', base64: job.clip.toString('base64'), content_type: 'video/mp4' }
			: { type: 'url', url: job.url, content_type: 'video/mp4' };
	return {
		id: job.id,
		object: 'video',
		model: job.model.split('/')[1],
		status,
		prompt: job.prompt,
		created_at: job.createdAt,
		seconds: String(job.seconds),
		size: job.size,
		...(status === 'completed' && { progress: 100, videos: [video] }),
		...(job.fails && { error: { code: job.fails, message: 'The provider failed.' } }),
		extra_fields: { provider: job.model.split('/')[0], latency: 12 },
	};
}

function order(request, server) {
	const { json } = request;
	if (!json) return error(400, 'Invalid request payload');
	const met = server.met();
	// `gone`: the job is made, and the answer lost on its way.
	if (met && met !== 'gone') return REFUSALS[met]();
	for (const [field, value] of Object.entries(json))
		if (!FIELDS[field]?.(value)) return error(400, `invalid value for ${field}`);
	const job = keep(server, `openai:video_${hex()}`, json);
	job.url = `${server.origin}/files/${hex()}.mp4`;
	return met === 'gone' ? [502, '<html>Bad Gateway</html>'] : [200, view(job, 'queued')];
}

/** @param {{ as?: 'url' | 'base64' }} [options] how a finished video is given */
exports.start = async ({ as = 'url' } = {}) =>
	await serve('/v1', (request, server) => {
		const { method, path, query } = request;
		const file = [...server.jobs.values()].find(({ url }) => url === server.origin + path);
		if (file) return [200, file.clip];
		if (!bearer(request)) return error(401, 'virtual key not found', 'virtual_key_invalid');
		if (method === 'POST' && path === '/v1/videos') return order(request, server);
		if (path === '/v1/videos') {
			if (!query.provider) return error(400, 'provider query parameter is required');
			const jobs = [...server.jobs.values()].filter((job) =>
				job.model.startsWith(`${query.provider}/`),
			);
			return [200, { object: 'list', data: jobs.map((job) => view(job, 'in_progress')) }];
		}
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(path) ?? [];
		const job = id && server.jobs.get(decodeURIComponent(id));
		if (!job) return error(404, 'video not found', 'not_found', false);
		if (content) return [200, job.clip];
		if (job.fails) return [200, view(job, 'failed', as)];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'in_progress', as)];
	});
