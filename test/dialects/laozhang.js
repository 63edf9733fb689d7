'use strict';

/*
 * laozhang.ai's muse-video (its documentation, 2026-10): OpenAI's paths; 5, 8 or 10 seconds; the file under `video_url`
 * on a separate host that wants no key; charged at the order and refunded when it fails; new-api's errors.
 */
const { serve, keep, bearer, hex } = require('./kit');

const nested = (status, message, code) => [
	status,
	{
		error: {
			message: `${message} (request id: 2026112208153012345)`,
			type: 'new_api_error',
			param: '',
			code,
		},
	},
];

exports.start = async () => {
	const files = await serve('', (request, here) => {
		if (request.headers.authorization || request.headers['api-key'])
			return [403, 'SignatureDoesNotMatch'];
		const job = here.jobs.get(/^\/muse\/(.+)\.mp4$/.exec(request.path)?.[1]);
		return job ? [200, job.clip] : [404, 'no such key'];
	});
	const server = await serve('/v1', (request, here) => {
		if (!bearer(request)) return nested(401, '无效的令牌', '');
		const view = (j, status) => ({
			id: j.id,
			object: 'video',
			model: j.model,
			status,
			progress: status === 'completed' ? 100 : 10,
			created_at: j.createdAt,
			seconds: j.seconds,
		});
		if (request.method === 'POST' && request.path === '/v1/videos') {
			const fields = request.json ?? request.form;
			const met = here.met();
			if (met === 'retired' || /^sora/.test(fields?.model))
				return nested(503, `分组 default 下模型 ${fields?.model} 无可用渠道`, 'model_not_found');
			if (met === 'quota')
				return nested(403, '用户额度不足, 剩余额度: ＄0.120000', 'insufficient_user_quota');
			if (!['5', '8', '10'].includes(String(fields?.seconds)))
				return [
					400,
					{
						code: 'invalid_seconds',
						message: 'seconds must be one of 5, 8, 10 for muse-video',
						data: null,
					},
				];
			const job = keep(here, `video_${hex()}`, fields);
			files.jobs.set(job.id, job);
			return [200, view(job, 'queued')];
		}
		const [, id] = /^\/v1\/videos\/([^/]+)$/.exec(request.path) ?? [];
		const job = here.jobs.get(id);
		if (!job) return [400, { code: 'task_not_exist', message: 'task_not_exist', data: null }];
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					error: { code: job.fails, message: 'generation timed out, the charge was refunded' },
				},
			];
		return [
			200,
			++job.polls > 1
				? {
						...view(job, 'completed'),
						video_url: `${files.origin}/muse/${id}.mp4?X-Amz-Signature=abc123def456`,
					}
				: view(job, 'in_progress'),
		];
	});
	const { close } = server;
	return Object.assign(server, {
		files,
		close: async () => await Promise.all([close(), files.close()]),
	});
};
