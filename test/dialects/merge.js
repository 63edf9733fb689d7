'use strict';

/*
 * Merge Gateway (docs.merge.dev, "Video generation" and the API reference of /v1/videos, read 2026-11-28): JSON, 202,
 * whole seconds, sizes such as `768P`, `cost` in US dollars once a job is completed, FastAPI's errors. Failed jobs are
 * not billed.
 */
const { serve, keep, bearer, hex } = require('./kit');

const detail = (status, message) => [status, { detail: message }];
const invalid = (field, msg) => [
	422,
	{ detail: [{ loc: ['body', field], msg, type: 'value_error' }] },
];

const REFUSALS = {
	model: () => detail(404, "Model 'openai/sora-2' not found"),
	credits: () => detail(402, 'Insufficient credits. Add a payment method.'),
	rate: () => detail(429, 'Rate limit exceeded'),
	lost: () => detail(504, 'Upstream provider timed out'),
};

/** The documented fields of an order, and their types. */
const FIELDS = {
	model: (value) => typeof value === 'string' && value.includes('/'),
	prompt: (value) => typeof value === 'string',
	seconds: Number.isInteger,
	size: (value) => /^(\d+P|\d+x\d+)$/.test(value),
	input_reference: (value) => /^https:/.test(value),
};

function view(job, status) {
	return {
		id: job.id,
		object: 'video',
		model: job.model,
		status,
		seconds: String(job.seconds),
		size: job.size ?? null,
		created_at: job.createdAt,
		progress: null,
		error: null,
		cost: status === 'completed' ? 0.32 : null,
	};
}

exports.start = async () =>
	await serve('/v1', (request, server) => {
		if (!bearer(request)) return detail(401, 'Invalid API key');
		const { method, path, json } = request;
		if (path === '/v1/videos' && method === 'POST') {
			if (!json) return invalid('body', 'Input should be a valid dictionary');
			const met = server.met();
			if (met) return REFUSALS[met]();
			for (const [field, value] of Object.entries(json))
				if (!FIELDS[field]?.(value)) return invalid(field, 'Input is not valid');
			const job = keep(server, `vid_${hex()}`, json);
			return [202, view(job, 'queued')];
		}
		if (path === '/v1/videos' && method === 'GET')
			return [
				200,
				{ object: 'list', data: [...server.jobs.values()].map((job) => view(job, 'queued')) },
			];
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(path) ?? [];
		const job = server.jobs.get(id);
		if (!job) return detail(404, 'Video not found');
		if (method === 'DELETE') return [200, { id, object: 'video.deleted', deleted: true }];
		if (content) return job.polls > 1 ? [200, job.clip] : detail(409, 'Video is not completed yet');
		if (job.fails)
			return [200, { ...view(job, 'failed'), error: { code: job.fails, message: 'It failed' } }];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'in_progress')];
	});
