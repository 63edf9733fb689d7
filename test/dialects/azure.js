'use strict';

/*
 * Azure OpenAI's v1 API (azure-ai-docs video-generation.md, 2025-12): the key in `api-key`, the model is a deployment,
 * `expires_at` a day after `created_at`; refusals in OpenAI's envelope, with Azure's codes.
 */
const { serve, keep, KEY, hex } = require('./kit');

const error = (status, code, message, more = {}) => [
	status,
	{ error: { code, message, ...more } },
	{ 'apim-request-id': 'b1f3c9a2-7a1e-4a44-8a0e-1f2d3c4b5a69' },
];

const REFUSALS = {
	gone: () =>
		error(
			404,
			'DeploymentNotFound',
			'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
		),
	filter: () =>
		error(
			400,
			'content_filter',
			"The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
			{
				param: 'prompt',
				type: null,
				status: 400,
				innererror: {
					code: 'ResponsibleAIPolicyViolation',
					content_filter_result: { violence: { filtered: true, severity: 'medium' } },
				},
			},
		),
	rate: () => [
		429,
		{
			error: {
				code: 'RateLimitReached',
				message:
					'Requests to the Videos_Create Operation under Azure OpenAI API have exceeded call rate limit of your current OpenAI pricing tier. Please retry after 86400 seconds.',
			},
		},
		{ 'retry-after': '86400' },
	],
};

exports.start = async () =>
	await serve('/openai/v1', (request, server) => {
		if (request.headers['api-key'] !== KEY)
			return [
				401,
				{
					error: {
						code: '401',
						message:
							'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
					},
				},
			];
		if (request.headers.authorization) return error(400, 'BadRequest', 'Two keys in one request');
		const view = (j, status) => ({
			id: j.id,
			object: 'video',
			model: j.model,
			status,
			progress: status === 'completed' ? 100 : 0,
			created_at: j.createdAt,
			completed_at: status === 'completed' ? j.createdAt + 1 : null,
			expires_at: j.createdAt + 86_400,
			prompt: j.prompt,
			size: j.size,
			seconds: j.seconds,
			remixed_from_video_id: null,
			error: null,
		});
		if (request.method === 'POST' && request.path === '/openai/v1/videos') {
			const fields = request.json ?? request.form;
			const met = server.met();
			if (met) return REFUSALS[met]();
			if (!['4', '8', '12'].includes(fields?.seconds))
				return error(
					400,
					'invalid_value',
					`Invalid value: '${fields?.seconds}'. Supported values are: '4', '8', and '12'.`,
					{ param: 'seconds', type: 'invalid_request_error' },
				);
			return [200, view(keep(server, `video_${hex(16)}`, fields), 'queued')];
		}
		const [, id, content] = /^\/openai\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = server.jobs.get(id);
		if (!job) return error(404, '404', 'Resource not found');
		if (content)
			return job.polls > 1
				? [200, job.clip]
				: error(400, 'invalid_request', 'Video is not ready yet');
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					error: {
						code: job.fails,
						message: 'The video could not be generated under the content policy.',
					},
				},
			];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'in_progress')];
	});
