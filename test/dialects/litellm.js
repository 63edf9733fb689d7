'use strict';

/*
 * LiteLLM's proxy (docs.litellm.ai, 2026-10, and its video endpoints): JSON or multipart, its own IDs that hold `=`,
 * `usage.duration_seconds`, errors whose `code` is the HTTP status as text and whose message quotes the provider's.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, message, type = null, param = null) => [
	status,
	{ error: { message, type, param, code: String(status) } },
];
const wrapped = (
	status,
	kind,
	inner,
	tail = 'Received Model Group=sora-2\nAvailable Model Group Fallbacks=None',
) =>
	error(status, `litellm.${kind}: OpenAIException - ${JSON.stringify({ error: inner })}. ${tail}`);

const REFUSALS = {
	region: () =>
		wrapped(403, 'PermissionDeniedError', {
			message: 'Sora is not available in your country',
			type: 'invalid_request_error',
			param: 'MM',
			code: 'unsupported_country_code',
		}),
	moderation: () =>
		wrapped(400, 'ContentPolicyViolationError', {
			message: 'Your request was blocked by our moderation system.',
			type: 'invalid_request_error',
			param: null,
			code: 'moderation_blocked',
		}),
	seconds: () =>
		wrapped(400, 'BadRequestError', {
			message: "Invalid value: '10'. Supported values are: '4', '8', and '12'.",
			type: 'invalid_request_error',
			param: 'seconds',
			code: 'invalid_value',
		}),
	quota: () =>
		error(
			429,
			'litellm.RateLimitError: RateLimitError: OpenAIException - You exceeded your current quota, please check your plan and billing details.',
			'throttling_error',
		),
	budget: () =>
		error(400, 'Budget has been exceeded! Current cost: 10.2, Max budget: 10.0', 'budget_exceeded'),
	model: () =>
		error(
			400,
			'/videos: Invalid model name passed in model=sora-9. Call `/v1/models` to view available models for your key.',
			'invalid_request_error',
		),
	down: () =>
		error(
			503,
			'litellm.ServiceUnavailableError: OpenAIException - upstream connect error or disconnect/reset before headers. LiteLLM Retried: 2 times',
		),
};

function order(request, server) {
	const fields = request.json ?? request.form;
	if (!fields) return error(400, 'Invalid request body', 'invalid_request_error');
	const met = server.met();
	if (met) return REFUSALS[met]();
	if (!fields.model) return REFUSALS.model();
	if (typeof fields.seconds !== 'string')
		return wrapped(400, 'BadRequestError', {
			message:
				"Invalid type for 'seconds': expected one of '4', '8', or '12', but got an integer instead.",
			type: 'invalid_request_error',
			param: 'seconds',
			code: 'invalid_type',
		});
	const id = `video_${Buffer.from(`litellm:custom_llm_provider:openai;model_id:m1;video_id:video_${hex()}`).toString('base64')}==`;
	return [200, view(keep(server, id, fields), 'queued')];
}

function view(job, status) {
	return {
		id: job.id,
		object: 'video',
		status,
		created_at: job.createdAt,
		model: job.model,
		seconds: job.seconds,
		size: job.size,
		progress: status === 'completed' ? 100 : 0,
		usage: { duration_seconds: Number(job.seconds) },
	};
}

exports.start = async () =>
	await serve('/v1', (request, server) => {
		if (!bearer(request))
			return error(
				401,
				'Authentication Error, Invalid proxy server token passed. Received API Key = sk-...zzzz, Key Hash (Token) =88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b. Unable to find token in cache or `LiteLLM_VerificationTokenTable`',
				'token_not_found_in_db',
				'key',
			);
		if (request.method === 'POST' && request.path === '/v1/videos') return order(request, server);
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = id && server.jobs.get(decodeURIComponent(id));
		if (!job) return [403, { detail: 'Forbidden' }];
		if (content) return [200, job.clip];
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					error: { code: job.fails, message: 'The provider could not make this video.' },
				},
			];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'in_progress')];
	});
