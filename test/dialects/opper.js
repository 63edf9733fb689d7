'use strict';

/*
 * Opper (docs.opper.ai, "Video" and "Webhooks", read 2026-11-28): `POST /v3/videos` answers 202 with `id` and
 * `status_url`; what the model takes is inside `parameters` by the provider's names; a job is asked about under
 * /artifacts, and its file's signed address needs no key.
 */
const { serve, keep, bearer, hex } = require('./kit');

const error = (status, type, message) => [status, { error: { type, message, details: null } }];

const REFUSALS = {
	credits: () => error(402, 'insufficient_funds', 'Insufficient credits, please top up'),
	model: () => error(404, 'model_not_found', "Model 'openai/sora-2' is not available"),
	moderation: () => error(400, 'content_policy_violation', 'The prompt was rejected'),
};

const FIELDS = {
	model: (value) => /^[\w-]+\/./.test(value),
	prompt: (value) => typeof value === 'string',
	parameters: (value) => typeof value === 'object' && !Array.isArray(value),
	image: (value) => /^(https:|data:image\/)/.test(value),
	reference_images: (value) => value.every((image) => /^(https:|data:image\/)/.test(image)),
	callback_url: (value) => /^https:/.test(value),
};
/** What xAI and OpenAI take, by the prefix of the model. */
const PARAMETERS = {
	openai: ['seconds', 'size'],
	xai: ['duration', 'aspect_ratio', 'resolution', 'size'],
};

function order(request, server) {
	const { json } = request;
	if (!json) return error(422, 'validation_error', 'body: not a JSON object');
	const met = server.met();
	if (met) return REFUSALS[met]();
	for (const [field, value] of Object.entries(json))
		if (!FIELDS[field]?.(value)) return error(422, 'validation_error', `${field}: not allowed`);
	const known = PARAMETERS[json.model.split('/')[0]] ?? [];
	const other = Object.keys(json.parameters ?? {}).find((name) => !known.includes(name));
	if (other) return error(422, 'validation_error', `parameters.${other}: not allowed`);
	const job = keep(server, `gen_${hex()}`, json);
	return [
		202,
		{ id: job.id, status: 'pending', status_url: `${server.baseUrl}/artifacts/${job.id}/status` },
	];
}

exports.start = async () => {
	const files = await serve('', (request, here) => {
		if (request.headers.authorization) return [400, 'Only one auth mechanism allowed'];
		const job = here.jobs.get(/^\/artifacts\/(.+)$/.exec(request.path)?.[1]);
		return job ? [200, job.clip] : [404, 'no such key'];
	});
	const server = await serve('/v3', (request, here) => {
		const { method, path } = request;
		if (!bearer(request)) return error(401, 'unauthorized', 'Invalid API key');
		if (method === 'POST' && path === '/v3/videos') {
			const answer = order(request, here);
			for (const [id, job] of here.jobs) files.jobs.set(id, job);
			return answer;
		}
		const job = here.jobs.get(/^\/v3\/artifacts\/([^/]+)\/status$/.exec(path)?.[1]);
		if (!job) return error(404, 'not_found', 'Artifact not found');
		const { id } = job;
		if (job.fails) return [200, { id, status: 'failed', error: `${job.fails}: it failed` }];
		if (++job.polls < 2) return [200, { id, status: 'processing' }];
		const url = `${files.baseUrl}/artifacts/${id}`;
		return [200, { id, status: 'completed', url, mime_type: 'video/mp4', model: job.model }];
	});
	server.files = files;
	const { close } = server;
	server.close = async () => await Promise.all([close(), files.close()]);
	return server;
};
