'use strict';

const { RelayError, invalid, missing, wrongType } = require('../errors');
const {
	checkBoolean,
	checkList,
	checkUrl,
	readAnySize,
	readModel,
	readOneOf,
	readPrompt,
	readSeconds,
} = require('./fields');
const { resolutionOf, sizeIn } = require('./sizes');

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['480p', '720p', '1080p'];
const STATUS = {
	queued: 'pending',
	in_progress: 'pending',
	completed: 'done',
	cancelled: 'failed',
};
/** xAI counts money in these. */
const TICKS_PER_USD = 1e10;

/**
 * `POST /xai/v1/videos/generations`: xAI's way (its REST reference and the Vercel AI SDK, 2026): 1 to 15 seconds, a start
 * image or reference images, no seed.
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 */
function read({ kind, fields }, options) {
	if (kind !== 'json') throw new RelayError(415, { message: 'Expected application/json' });
	const prompt = readPrompt(fields);
	const model = readModel(fields, options, 'grok-imagine-video');
	for (const name of ['seed', 'negative_prompt', 'callback_url']) {
		if (fields[name] !== undefined)
			throw invalid(name, 'unknown_field', `Argument not supported: ${name}`);
	}
	const seconds = fields.duration === undefined ? 8 : readDuration(fields.duration);
	for (const name of ['image', 'last_frame'])
		if (fields[name] !== undefined) checkImage(name, fields[name]);
	checkList('reference_images', fields.reference_images, checkImage);
	if (fields.image !== undefined && fields.reference_images !== undefined)
		throw invalid('reference_images', 'invalid_value', 'Cannot be combined with image.');
	checkBoolean('generate_audio', fields.generate_audio);
	if (fields.size !== undefined) {
		const size = readAnySize('size', fields.size);
		return { model, prompt, seconds, size, resolution: resolutionOf(size) };
	}
	const resolution =
		fields.resolution === undefined
			? '480p'
			: readOneOf('resolution', fields.resolution, RESOLUTIONS);
	const ratio =
		fields.aspect_ratio === undefined
			? '16:9'
			: readOneOf('aspect_ratio', fields.aspect_ratio, RATIOS);
	return { model, prompt, seconds, resolution, size: sizeIn(resolution, ratio) };
}

/** Edits and extensions name their source by the address of its file, which `find` knows by the ID in it. */
function readFrom(kind, { fields }, options, find) {
	const prompt = readPrompt(fields);
	const model = readModel(fields, options);
	const url = fields.video?.url;
	if (url === undefined) throw missing('video.url');
	checkUrl('video.url', url);
	const source = find(/([0-9a-f]{32})/.exec(url)?.[1] ?? url);
	const added = kind === 'extend' ? readDuration(fields.duration ?? 6) : 0;
	return {
		prompt,
		model,
		size: source.size,
		resolution: source.resolution,
		seconds: source.seconds + added,
		billedSeconds: added || source.seconds,
	};
}

function readDuration(value) {
	const seconds = readSeconds('duration', value, false, 'number');
	if (seconds > 15) throw invalid('duration', 'invalid_value', 'duration must be from 1 to 15.');
	return seconds;
}

function checkImage(name, image) {
	if (image === null || typeof image !== 'object') throw wrongType(name, 'an object', image);
	checkUrl(`${name}.url`, image.url);
}

/** An order is answered with nothing but this. @param {import('../jobs').Job} job */
const renderAccepted = (job) => ({ request_id: job.id });

/**
 * No ID in the answer: whoever asks has it.
 * @param {import('../jobs').Job} job
 * @param {{ fileUrl: string }} view
 */
function render(job, view) {
	const status = STATUS[job.status] ?? job.status;
	if (job.error !== null) return { status: 'failed', error: job.error };
	if (status !== 'done') return { status, progress: job.progress };
	return {
		status,
		video: { url: view.fileUrl, duration: job.seconds, respect_moderation: true },
		model: job.reportedModel,
		usage: { cost_in_usd_ticks: Math.round(job.usd * TICKS_PER_USD) },
		progress: 100,
	};
}

module.exports = { read, readFrom, render, renderAccepted, accepted: 200, urlField: 'url' };
