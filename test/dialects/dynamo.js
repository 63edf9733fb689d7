'use strict';

/*
 * NVIDIA Dynamo (lib/llm/src/protocols/openai/videos.rs, 2026): one POST that answers the finished video. The body is
 * deserialised by serde: `seconds` is an i32, text is a parse error; no form at all. `error` is text.
 */
const { serve, keep, hex } = require('./kit');

const error = (status, message, type) => [status, { message, type, code: status }];

exports.start = async ({ as = 'url' } = {}) => {
	// The worker's file store: a separate host.
	const files = await serve('', (request) => {
		if (request.headers.authorization) return [400, 'no key wanted here'];
		return [200, files.jobs.get(/^\/videos\/(.+)\.mp4$/.exec(request.path)[1]).clip];
	});
	const server = await serve('/v1', (request, here) => {
		if (request.method !== 'POST' || request.path !== '/v1/videos') return [404, ''];
		if (!request.json)
			return [
				415,
				'Expected request with `Content-Type: application/json`',
				{ 'content-type': 'text/plain; charset=utf-8' },
			];
		const { json } = request;
		for (const name of ['prompt', 'model'])
			if (typeof json[name] !== 'string')
				return [
					422,
					`Failed to deserialize the JSON body into the target type: missing field \`${name}\` at line 1 column 40`,
					{ 'content-type': 'text/plain; charset=utf-8' },
				];
		if (json.seconds !== undefined && !Number.isInteger(json.seconds))
			return [
				422,
				`Failed to deserialize the JSON body into the target type: seconds: invalid type: string "${json.seconds}", expected i32 at line 1 column 60`,
				{ 'content-type': 'text/plain; charset=utf-8' },
			];
		const met = here.met();
		if (met === 'model') return error(404, `Model not found: ${json.model}`, 'not_found_error');
		if (met === 'busy')
			return error(
				503,
				'Service temporarily unavailable. All workers are busy, please retry later.',
				'service_unavailable',
			);
		const job = keep(here, hex(16), json);
		files.jobs.set(job.id, job);
		const body = {
			id: job.id,
			object: 'video',
			model: json.model,
			created: job.createdAt,
			inference_time_s: 0.1,
		};
		if (job.fails)
			return [
				200,
				{
					...body,
					status: 'failed',
					progress: 0,
					data: [],
					error: `${job.fails}: the worker crashed`,
				},
			];
		const place =
			as === 'url'
				? { url: `${files.origin}/videos/${job.id}.mp4` }
				: { b64_json: job.clip.toString('base64') };
		return [
			200,
			{ ...body, status: 'completed', progress: 100, data: [{ output_format: 'mp4', ...place }] },
		];
	});
	const { close } = server;
	return Object.assign(server, {
		files,
		close: async () => await Promise.all([close(), files.close()]),
	});
};
