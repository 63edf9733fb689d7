'use strict';

/*
 * Together's videos (docs.together.ai and its SDK's VideoCreateParams and VideoJob, read 2026-11-28): JSON, `seconds` as
 * text, `width` and `height` or `resolution` and `ratio`, the frames under `media`, `outputs` with address and cost, and
 * the reasons of a failed job under `info.errors`. No list, no content, no delete.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, message, code) => [
	status,
	{ error: { message, type: 'invalid_request_error', param: null, code } },
];

const REFUSALS = {
	model: () =>
		error(404, 'Unable to access model openai/sora-2. It is not available.', 'model_not_available'),
	credits: () => error(402, 'Credit limit exceeded', 'credit_limit'),
	rate: () => error(503, 'The server is overloaded or not ready yet.', 'service_unavailable'),
};

const FIELDS = {
	model: (value) => typeof value === 'string',
	prompt: (value) => typeof value === 'string',
	seconds: (value) => typeof value === 'string',
	width: Number.isInteger,
	height: Number.isInteger,
	resolution: (value) => typeof value === 'string',
	ratio: (value) => typeof value === 'string',
	generate_audio: (value) => typeof value === 'boolean',
	negative_prompt: (value) => typeof value === 'string',
	seed: Number.isInteger,
	media: ({ frame_images: frames = [], reference_images: pictures = [], ...rest }) =>
		Object.keys(rest).length === 0 &&
		frames.every(({ input_image, frame }) => input_image && /^(first|last)$/.test(frame)) &&
		pictures.every((picture) => typeof picture === 'string'),
};

function order(request, server) {
	const { json } = request;
	if (!json) return error(400, 'Expected a JSON body', 'invalid_body');
	const met = server.met();
	if (met) return REFUSALS[met]();
	for (const [field, value] of Object.entries(json))
		if (!FIELDS[field]?.(value)) return error(400, `Input validation error: ${field}`, 'invalid');
	return [200, view(keep(server, `019a0068-${hex(8)}`, json), 'queued')];
}

function view(job, status) {
	return {
		id: job.id,
		object: 'video',
		model: job.model,
		status,
		created_at: job.createdAt,
		seconds: job.seconds,
		size: job.width ? `${job.width}x${job.height}` : undefined,
	};
}

exports.start = async () => {
	const files = await serve('', (request, here) => {
		if (request.headers.authorization) return [403, 'AccessDenied'];
		const job = here.jobs.get(/^\/shrt\/(.+)$/.exec(request.path)?.[1]);
		return job ? [200, job.clip] : [404, 'no such key'];
	});
	const server = await serve('/v2', (request, here) => {
		const { method, path } = request;
		if (!bearer(request)) return error(401, 'Invalid API key provided', 'invalid_api_key');
		if (method === 'POST' && path === '/v2/videos') {
			const answer = order(request, here);
			for (const [id, job] of here.jobs) files.jobs.set(id, job);
			return answer;
		}
		const job = here.jobs.get(/^\/v2\/videos\/([^/]+)$/.exec(path)?.[1]);
		if (!job) return error(404, 'Job not found', 'not_found');
		if (job.fails)
			return [200, { ...view(job, 'failed'), info: { errors: [`${job.fails}: it failed`] } }];
		if (++job.polls < 2) return [200, view(job, 'in_progress')];
		const outputs = { cost: 0.28, video_url: `${files.baseUrl}/shrt/${job.id}` };
		return [200, { ...view(job, 'completed'), outputs }];
	});
	server.files = files;
	const { close } = server;
	server.close = async () => await Promise.all([close(), files.close()]);
	return server;
};
