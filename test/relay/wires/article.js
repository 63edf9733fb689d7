'use strict';

const { checkReference, readModel, readOneOf, readPrompt, readSeconds } = require('./fields');
const { missing } = require('../errors');
const { RESOLUTIONS, sizeOf } = require('./sizes');

const ASPECTS = ['16:9', '9:16', 'landscape', 'portrait'];

/**
 * `POST /videos/generations {model, prompt, duration, resolution}`: the article's way.
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 */
function read({ kind, fields }, options) {
	const prompt = readPrompt(fields);
	const model = readModel(fields, options);
	if (fields.duration === undefined) throw missing('duration');
	const seconds = readSeconds('duration', fields.duration, kind === 'form', 'number');
	const resolution =
		fields.resolution === undefined
			? '720p'
			: readOneOf('resolution', fields.resolution, RESOLUTIONS);
	const aspect =
		fields.aspect_ratio === undefined
			? 'landscape'
			: readOneOf('aspect_ratio', fields.aspect_ratio, ASPECTS);
	checkReference(fields.input_reference, true);
	return {
		model,
		prompt,
		seconds,
		resolution,
		size: sizeOf(resolution, aspect === '9:16' || aspect === 'portrait'),
	};
}

/**
 * @param {import('../jobs').Job} job
 * @param {{ url: string | null, result: string, idField: string }} view
 */
function render(job, view) {
	const ids = { id: job.id, task_id: job.id };
	if (view.idField === 'id') delete ids.task_id;
	if (view.idField === 'task_id') delete ids.id;
	const body = {
		...ids,
		object: 'video',
		model: job.reportedModel,
		status: job.status,
		progress: job.progress,
		created_at: job.createdAt,
		completed_at: job.completedAt,
		expires_at: job.expiresAt,
		prompt: job.prompt,
		duration: job.seconds,
		resolution: job.resolution,
		size: job.size,
	};
	if (job.error !== null) body.error = job.error;
	if (view.url === null) return body;
	if (view.result === 'data') return { ...body, data: [{ url: view.url }] };
	return { ...body, [view.result === 'video_url' ? 'video_url' : 'url']: view.url };
}

module.exports = { read, render, accepted: 200, urlField: 'url' };
