'use strict';

const { invalid } = require('../errors');
const {
	checkInteger,
	checkText,
	readAnySize,
	readModel,
	readOneOf,
	readPrompt,
	readSeconds,
} = require('./fields');
const { resolutionOf, sizeIn } = require('./sizes');

const STATUS = { queued: 'processing', in_progress: 'processing', cancelled: 'failed' };

/**
 * `POST /v1beta/openai/videos`: Gemini's OpenAI-compatible way to Veo, as a form or JSON; 4, 6 or 8 seconds, 16:9 or
 * 9:16, pictures as base64 (ai.google.dev, 2026).
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 * @param {(id: string) => import('../jobs').Job} find
 */
function read({ kind, fields }, options, find) {
	const prompt = readPrompt(fields);
	const model = readModel(fields, options);
	const seconds =
		fields.duration_seconds === undefined
			? 8
			: readSeconds('duration_seconds', fields.duration_seconds, kind === 'form', 'number');
	if (![4, 6, 8].includes(seconds))
		throw invalid('duration_seconds', 'invalid_value', 'durationSeconds must be 4, 6 or 8.');
	checkText('negative_prompt', fields.negative_prompt);
	checkInteger('seed', fields.seed, kind === 'form');
	for (const name of ['image', 'last_frame']) checkBase64(name, fields[name]);
	for (const picture of [fields.reference_images ?? fields['reference_images[]'] ?? []].flat())
		checkBase64('reference_images', picture);
	if (fields.extend_video_id !== undefined) {
		const source = find(fields.extend_video_id);
		return {
			prompt,
			model,
			seconds: source.seconds + 7,
			billedSeconds: 7,
			size: source.size,
			resolution: source.resolution,
		};
	}
	if (fields.size !== undefined) {
		const size = readAnySize('size', fields.size);
		return { model, prompt, seconds, size, resolution: resolutionOf(size) };
	}
	const resolution =
		fields.resolution === undefined
			? '720p'
			: readOneOf('resolution', fields.resolution, ['720p', '1080p', '4k']);
	const ratio =
		fields.aspect_ratio === undefined
			? '16:9'
			: readOneOf('aspect_ratio', fields.aspect_ratio, ['16:9', '9:16']);
	return { model, prompt, seconds, resolution, size: sizeIn(resolution, ratio) };
}

function checkBase64(name, value) {
	if (value === undefined) return;
	if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+=*$/.test(value))
		throw invalid(name, 'invalid_value', `'${name}' must be a base64-encoded image.`);
}

/**
 * @param {import('../jobs').Job} job
 * @param {{ contentUrl: string }} view the file is good only with the key
 */
function render(job, view) {
	return {
		id: job.id,
		object: 'video',
		model: job.reportedModel,
		created_at: job.createdAt,
		status: STATUS[job.status] ?? job.status,
		...(job.error !== null && { error: job.error }),
		...(job.status === 'completed' && { url: view.contentUrl }),
	};
}

module.exports = { read, render, accepted: 200, urlField: 'url' };
