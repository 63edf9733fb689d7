'use strict';

const { readModel, readOneOf, readPrompt, readSeconds } = require('./fields');
const { RESOLUTIONS, SIZES, resolutionOf, sizeOf } = require('./sizes');

const STATUS = { queued: 'pending' };

/**
 * `POST /api/v1/videos {model, prompt, duration, resolution, aspect_ratio}`: OpenRouter's way.
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 */
function read({ kind, fields }, options) {
	const prompt = readPrompt(fields);
	const model = readModel(fields, options);
	const seconds =
		fields.duration === undefined
			? 8
			: readSeconds('duration', fields.duration, kind === 'form', 'number');
	if (fields.size !== undefined) {
		const size = readOneOf('size', fields.size, SIZES);
		return { model, prompt, seconds, size, resolution: resolutionOf(size) };
	}
	const resolution =
		fields.resolution === undefined
			? '720p'
			: readOneOf('resolution', fields.resolution, RESOLUTIONS);
	const aspect =
		fields.aspect_ratio === undefined
			? '16:9'
			: readOneOf('aspect_ratio', fields.aspect_ratio, ['16:9', '9:16']);
	return { model, prompt, seconds, resolution, size: sizeOf(resolution, aspect === '9:16') };
}

/**
 * @param {import('../jobs').Job} job
 * @param {{ url: string | null, contentUrl: string }} view
 */
function render(job, view) {
	const body = {
		id: job.id,
		polling_url: `/api/v1/videos/${job.id}`,
		status: STATUS[job.status] ?? job.status,
	};
	if (job.error !== null) return { ...body, error: errorText(job.error) };
	if (job.status !== 'completed') return body;
	return {
		...body,
		generation_id: `gen-${job.id.slice(-8)}`,
		model: job.reportedModel,
		// Named unsigned, yet only good with the key; `urls` are the ones that need none.
		unsigned_urls: [view.contentUrl],
		...(view.url === null ? {} : { urls: [view.url] }),
		usage: { cost: job.usd, is_byok: false },
	};
}

/** OpenRouter's job error is always a string. */
function errorText(error) {
	return typeof error === 'object' ? String(error.message ?? error.code) : String(error);
}

module.exports = { read, render, accepted: 202, urlField: 'url' };
