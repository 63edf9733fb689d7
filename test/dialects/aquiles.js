'use strict';

/*
 * Aquiles-Image 0.8.3: JSON or multipart; statuses queued, processing, completed, failed; `{detail}` errors; 503 for a
 * model it has not loaded; the file needs no key.
 */
const { serve, keep, bearer, hex } = require('./kit');

const detail = (status, text) => [status, { detail: text }];

exports.start = async () =>
	await serve('/v1', (request, server) => {
		const [, id, content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(request.path) ?? [];
		const job = server.jobs.get(id);
		if (content)
			return job && job.polls > 1
				? [200, job.clip]
				: detail(404, `Video ${id} is not completed yet. Current status: processing`);
		if (!bearer(request)) return detail(403, 'API key missing or invalid');
		const view = (j, status) => ({
			id: j.id,
			object: 'video',
			model: j.model,
			status,
			progress: status === 'completed' ? 100 : 50,
			created_at: j.createdAt,
			size: j.size,
			seconds: j.seconds,
			quality: 'standard',
			error: null,
			prompt: j.prompt,
		});
		if (request.method === 'POST' && request.path === '/v1/videos') {
			const fields = request.json ?? request.form;
			if (!fields?.prompt)
				return [
					422,
					{
						detail: [
							{ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required', input: {} },
						],
					},
				];
			if (server.met() === 'model')
				return detail(
					503,
					`Model not available. The model '${fields.model}' is not loaded; this server runs 'wan2.2'`,
				);
			return [200, view(keep(server, `vid_${hex()}`, fields), 'processing')];
		}
		if (!job) return detail(404, `Video ${id} not found`);
		if (job.fails)
			return [
				200,
				{
					...view(job, 'failed'),
					progress: 0,
					error: { code: job.fails, message: 'Generation failed: out of memory' },
				},
			];
		return [200, view(job, ++job.polls > 1 ? 'completed' : 'processing')];
	});
