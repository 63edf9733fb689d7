'use strict';

/*
 * OpenRouter's video API (SDK 1.3.19 and documentation, 2026): JSON, 202 with a relative `polling_url`, numbers as
 * error codes, `cancelled` and `expired`, a failed job's `error` is text, the file under /content?index=0.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (code, message, metadata) => [
	code,
	{ error: { code, message, ...(metadata && { metadata }) } },
];

const REFUSALS = {
	credits: () =>
		error(402, 'Insufficient credits. Add more using https://openrouter.ai/settings/credits'),
	model: () => error(404, 'No endpoints found for openai/sora-2-pro.'),
	flagged: () =>
		error(403, 'Your input was flagged by moderation', {
			reasons: ['violence'],
			flagged_input: 'a…',
			provider_name: 'OpenAI',
			model_slug: 'openai/sora-2-pro',
		}),
	rate: () =>
		error(429, 'Rate limit exceeded: videos-per-min. ', {
			headers: { 'X-RateLimit-Limit': '10', 'X-RateLimit-Remaining': '0' },
		}),
	region: () =>
		error(403, 'Provider returned error', {
			raw: '{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","param":null,"type":"request_forbidden"}}',
			provider_name: 'OpenAI',
		}),
	down: () =>
		error(502, 'Provider returned error', {
			raw: 'upstream connect error',
			provider_name: 'Google',
		}),
};

exports.start = async () =>
	await serve('/api/v1', (request, server) => {
		if (!bearer(request)) return error(401, 'No auth credentials found');
		if (request.method === 'POST' && request.path === '/api/v1/videos') {
			const { json } = request;
			if (!json) return error(400, 'Invalid JSON body');
			const met = server.met();
			if (met) return REFUSALS[met]();
			if (typeof json.model !== 'string' || !json.model.includes('/'))
				return error(400, `${json.model} is not a valid model ID`);
			if (json.duration !== undefined && typeof json.duration !== 'number')
				return error(400, 'duration: Expected number, received string');
			if (!['480p', '720p', '1080p', '1K', '2K', '4K', undefined].includes(json.resolution))
				return error(
					400,
					"resolution: Invalid enum value. Expected '480p' | '720p' | '1080p' | '1K' | '2K' | '4K'",
				);
			const job = keep(server, `gen-vid-${Math.floor(Date.now() / 1000)}-${hex(10)}`, json);
			return [202, { id: job.id, polling_url: `/api/v1/videos/${job.id}`, status: 'pending' }];
		}
		const [, id, content] = /^\/api\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = server.jobs.get(id);
		if (!job) return error(404, 'Job not found');
		if (content) {
			if (request.query.index !== '0') return error(400, 'index is required');
			return job.polls > 1 ? [200, job.clip] : error(409, 'Video generation is not completed');
		}
		const view = { id, polling_url: `/api/v1/videos/${id}` };
		if (job.fails === 'cancelled' || job.fails === 'expired')
			return [200, { ...view, status: job.fails }];
		if (job.fails)
			return [
				200,
				{
					...view,
					status: 'failed',
					error:
						job.fails === 'moderation'
							? 'The generated video was blocked by the content policy of the provider'
							: 'Provider returned error',
				},
			];
		if (++job.polls < 2) return [200, { ...view, status: 'in_progress' }];
		return [
			200,
			{
				...view,
				status: 'completed',
				generation_id: 'gen-1',
				model: job.model,
				unsigned_urls: [`${server.baseUrl}/videos/${id}/content?index=0`],
				usage: { cost: 0.5, is_byok: false },
			},
		];
	});
