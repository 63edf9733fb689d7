'use strict';

/*
 * APIYI's /v1/videos (its API manual of 2025-10): the reverse models want multipart and 10 or 15 seconds, answer
 * `submitted`, and a failed job's `error` is text; `url` is the content path, which wants the key.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, code, message, param = null) => [
	status,
	{ status_code: status, error: { message, type: 'shell_api_error', code, param } },
];

const REFUSALS = {
	region: () => [
		400,
		{
			error: {
				code: 'unsupported_country_code',
				message: 'Sora is not available in your country',
				param: 'MM',
				type: 'invalid_request_error',
			},
		},
	],
	sentinel: () => error(400, 'sentinel_block', 'The request was blocked by our moderation system'),
	person: () => [
		400,
		{
			message: 'The uploaded image contains a real person.',
			data: {
				error: {
					code: 'content_policy_violation',
					message: 'The uploaded image contains a real person.',
					param: null,
					type: 'invalid_request_error',
				},
			},
		},
	],
	load: () => error(400, 'heavy_load', "We're under heavy load, please try again later."),
	limit: () => error(429, 'rate_limit_exceeded', 'Too many concurrent tasks: 5 of 5 running'),
};

exports.start = async ({ form = true } = {}) =>
	await serve('/v1', (request, server) => {
		if (!bearer(request) && request.headers.authorization !== server.key)
			return error(401, 'invalid_api_key', '令牌无效');
		const view = (j, status) => ({
			id: j.id,
			status,
			progress: status === 'completed' ? 100 : 0,
			prompt: j.prompt,
			model: j.model,
			size: j.size,
			seconds: j.seconds,
			created_at: j.createdAt,
			url: null,
			completed_at: null,
		});
		if (request.method === 'POST' && request.path === '/v1/videos') {
			const met = server.met();
			if (met) return REFUSALS[met]();
			if (form && !request.form)
				return [415, { message: 'Content-Type must be multipart/form-data', data: null }];
			const fields = request.form ?? request.json;
			if (!['10', '15'].includes(fields.seconds))
				return [
					400,
					{
						message: `Invalid value: '${fields.seconds}'. Supported values are: '10' and '15'.`,
						data: {
							error: {
								code: 'invalid_value',
								message: `Invalid value: '${fields.seconds}'. Supported values are: '10' and '15'.`,
								param: 'seconds',
								type: 'invalid_request_error',
							},
						},
					},
				];
			return [200, view(keep(server, `video_${hex()}`, fields), 'submitted')];
		}
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = server.jobs.get(id);
		if (!job) return error(404, 'video_not_found', 'Video not found');
		if (content) return [200, job.clip];
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					error:
						job.fails === 'moderation'
							? 'This content may violate our guardrails concerning similarity to third-party content.'
							: 'Video generation failed, please retry',
				},
			];
		return [
			200,
			++job.polls > 1
				? {
						...view(job, 'completed'),
						url: `${server.baseUrl}/videos/${id}/content`,
						completed_at: job.createdAt + 1,
					}
				: view(job, 'in_progress'),
		];
	});
