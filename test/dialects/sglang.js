'use strict';

/*
 * SGLang Diffusion (multimodal_gen/…/openai/video_api.py, 2026): JSON, or multipart with a file and never without;
 * `seconds` an integer (`strict` refuses text, as a validator without coercion does); progress is 0 until it is 100;
 * `file_path` is a path on the server; errors are `{detail}`.
 */
const { serve, keep, hex } = require('./kit');

const detail = (status, text) => [status, { detail: text }];

function order(request, server, strict) {
	if (request.form && !request.form.input_reference)
		return detail(400, 'input_reference file is required');
	const fields = request.json ?? request.form ?? {};
	const wrong = (name, why, input) =>
		detail(
			400,
			`Invalid request body: 1 validation error for VideoGenerationsRequest\n${name}\n  ${why} [type=${input === undefined ? 'missing' : 'int_type'}, input_value=${JSON.stringify(input ?? {})}, input_type=${typeof input}]\n    For further information visit https://errors.pydantic.dev/2.11/v/missing`,
		);
	if (!fields.prompt) return wrong('prompt', 'Field required');
	if (strict && !request.form && fields.seconds !== undefined && !Number.isInteger(fields.seconds))
		return wrong('seconds', 'Input should be a valid integer', fields.seconds);
	if (!/^[1-9]\d*$/.test(String(fields.seconds ?? 4)))
		return wrong(
			'seconds',
			'Input should be a valid integer, unable to parse string as an integer',
			fields.seconds,
		);
	return [
		200,
		view(keep(server, hex(16), { ...fields, model: fields.model ?? 'sora-2' }), 'queued'),
	];
}

function view(job, status) {
	return {
		id: job.id,
		object: 'video',
		model: job.model,
		status,
		progress: status === 'completed' ? 100 : 0,
		created_at: job.createdAt,
		size: job.size ?? '',
		seconds: String(job.seconds ?? 4),
		quality: 'standard',
		url: null,
		remixed_from_video_id: null,
		completed_at: status === 'completed' ? job.createdAt + 1 : null,
		expires_at: null,
		error: null,
		file_path: `outputs/${job.id}.mp4`,
		peak_memory_mb: null,
		inference_time_s: null,
	};
}

exports.start = async ({ strict = true } = {}) =>
	await serve('/v1', (request, server) => {
		if (request.method === 'POST' && request.path === '/v1/videos')
			return order(request, server, strict);
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		if (!id) return detail(404, 'Not Found');
		const job = server.jobs.get(id);
		if (!job) return detail(404, 'Video not found');
		// The state says completed a moment before the file is there.
		if (content)
			return (job.asked = (job.asked ?? 0) + 1) > 1
				? [200, job.clip]
				: detail(404, 'Generation is still in-progress');
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					progress: 0,
					error: { message: job.fails === 'oom' ? 'CUDA out of memory' : job.fails },
				},
			];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'queued')];
	});
