'use strict';

/*
 * new-api (QuantumNous, 2026): its own `task_…` in `id` and `task_id`; flat errors from the task routes, nested ones
 * from its middleware; no list, no delete. `rc30` answers as v1.0.0-rc.30 does (its issue 7194): `SUCCESS`, `100%`,
 * only `task_id`, no URL.
 */
const { serve, keep, bearer, hex } = require('./kit');

const REQUEST = '20261122081530123456789abcdefgh';
const flat = (status, code, message) => [status, { code, message, data: null }];
const nested = (status, message, code = '') => [
	status,
	{
		error: {
			message: `${message} (request id: ${REQUEST})`,
			type: 'new_api_error',
			param: '',
			code,
		},
	},
];

const REFUSALS = {
	region: () =>
		flat(
			400,
			'fail_to_fetch_task',
			JSON.stringify({
				error: {
					code: 'unsupported_country_code',
					message: 'Sora is not available in your country',
					param: 'MM',
					type: 'invalid_request_error',
				},
			}),
		),
	retired: () =>
		nested(
			503,
			'No available channel for model sora-2 under group default (distributor)',
			'model_not_found',
		),
	retiredZh: () =>
		nested(503, '分组 default 下模型 sora-2 无可用渠道（distributor）', 'model_not_found'),
	quotaNested: () =>
		nested(
			403,
			'预扣费额度失败, 用户剩余额度: ＄0.000000, 需要预扣费额度: ＄0.960000',
			'insufficient_user_quota',
		),
	quotaFlat: () => flat(403, 'insufficient_user_quota', 'user quota is not enough'),
	busy: () => flat(429, 'fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
	words: () => nested(400, 'user sensitive words detected', 'sensitive_words_detected'),
	size: () => flat(400, 'invalid_size', 'size 123x456 is not allowed'),
	lost: () =>
		flat(
			500,
			'do_request_failed',
			'do request failed: Post "https://upstream.example/v1/videos": EOF',
		),
};

function order(request, server, rc30) {
	const fields = request.json ?? request.form;
	if (!fields || !fields.prompt) return flat(400, 'invalid_request', 'prompt is required');
	if (!fields.model) return flat(400, 'missing_model', 'model field is required');
	const met = server.met();
	if (met) return REFUSALS[met]();
	const job = keep(server, `task_${hex()}`, fields);
	const headers = { 'x-new-api-other-ratios': '{"seconds":8}', 'x-oneapi-request-id': REQUEST };
	if (rc30) return [200, { task_id: job.id, status: 'NOT_START', progress: '0%' }, headers];
	return [
		200,
		{
			id: job.id,
			task_id: job.id,
			object: 'video',
			model: job.model,
			status: 'queued',
			progress: 0,
			created_at: job.createdAt,
			seconds: job.seconds,
			size: job.size,
		},
		headers,
	];
}

function look(job, rc30) {
	const done = ++job.polls > 1;
	if (rc30 && job.fails)
		return {
			task_id: job.id,
			status: 'FAILURE',
			progress: '100%',
			fail_reason: `${job.fails}: the upstream gave up`,
		};
	if (rc30)
		return {
			task_id: job.id,
			status: done ? 'SUCCESS' : 'IN_PROGRESS',
			progress: done ? '100%' : '30%',
		};
	const view = {
		id: job.id,
		task_id: job.id,
		object: 'video',
		model: job.model,
		status: done ? 'completed' : 'in_progress',
		progress: done ? 100 : 30,
		created_at: job.createdAt,
		seconds: job.seconds,
	};
	// ConvertToOpenAIVideo keeps the message of an error and nothing else.
	return job.fails
		? {
				...view,
				status: 'failed',
				progress: 100,
				completed_at: 0,
				error: { message: `${job.fails}: the upstream gave up`, code: '' },
			}
		: view;
}

exports.start = async ({ rc30 = false } = {}) =>
	await serve('/v1', (request, server) => {
		if (!bearer(request)) return nested(401, '无效的令牌');
		if (request.method === 'POST' && request.path === '/v1/videos')
			return order(request, server, rc30);
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		if (!id || request.method !== 'GET')
			return [
				404,
				{
					error: {
						message: `Invalid URL (${request.method} ${request.path})`,
						type: 'invalid_request_error',
						param: '',
						code: '',
					},
				},
			];
		const job = server.jobs.get(id);
		if (!job) return flat(400, 'task_not_exist', 'task_not_exist');
		if (!content) return [200, look(job, rc30)];
		if (job.polls < 2)
			return [
				400,
				{
					error: {
						message: 'Task is not completed yet, current status: IN_PROGRESS',
						type: 'invalid_request_error',
					},
				},
			];
		return [200, job.clip];
	});
