'use strict';

/*
 * vLLM-Omni (protocol/videos.py and errors.py, 2026): fields as form parameters only, so a JSON body is one without
 * any field; `seconds` matches ^[1-9]\d*$; errors carry the HTTP number as `code`; a job's error has a code that is a
 * number or text.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, message, type = 'BadRequestError') => [
	status,
	{ error: { message, type, param: null, code: status } },
];

function order(request, server) {
	const { form } = request;
	if (!form?.prompt)
		return error(
			400,
			"1 validation error:\n  {'type': 'missing', 'loc': ('body', 'prompt'), 'msg': 'Field required', 'input': None}",
			'Bad Request',
		);
	if (form.seconds !== undefined && !/^[1-9]\d*$/.test(form.seconds))
		return error(
			400,
			"1 validation error:\n  {'type': 'string_pattern_mismatch', 'loc': ('seconds',), 'msg': \"String should match pattern '^[1-9]\\\\d*$'\"}",
			'Bad Request',
		);
	if (form.size !== undefined && !/^\d+x\d+$/.test(form.size))
		return error(400, `Invalid size format: ${form.size}`);
	const met = server.met();
	if (met === 'reference') return error(400, 'Invalid input reference.');
	if (met === 'model')
		return error(404, `The model \`${form.model}\` does not exist.`, 'NotFoundError');
	if (met === 'dead')
		return error(
			500,
			'EngineCore encountered an issue. See stack trace (above) for the root cause.',
			'InternalServerError',
		);
	return [200, view(keep(server, `video_gen_${hex(16)}`, form), 'queued')];
}

function view(job, status) {
	return {
		model: job.model,
		prompt: job.prompt,
		id: job.id,
		object: 'video',
		status,
		size: job.size,
		progress: status === 'completed' ? 100 : 0,
		seconds: job.seconds ?? '4',
		quality: 'default',
		completed_at: status === 'completed' ? job.createdAt + 1 : null,
		created_at: job.createdAt,
		remixed_from_video_id: null,
		error: null,
		media_type: 'video/mp4',
		expires_at: null,
		file_name: status === 'completed' ? `${job.id}.mp4` : null,
		inference_time_s: null,
		stage_durations: {},
		peak_memory_mb: 0.0,
	};
}

exports.start = async () =>
	await serve('/v1', (request, server) => {
		if (!bearer(request)) return [401, { error: 'Unauthorized' }];
		if (request.method === 'POST' && request.path === '/v1/videos') return order(request, server);
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = server.jobs.get(id);
		if (!job) return [404, { detail: 'Video not found' }];
		if (content)
			return [200, job.clip, { 'content-disposition': `attachment; filename="${job.id}.mp4"` }];
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					completed_at: job.createdAt + 1,
					error: {
						code: job.fails === 'number' ? 500 : job.fails,
						message: 'CUDA out of memory. Tried to allocate 20.00 GiB.',
					},
				},
			];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'in_progress')];
	});
