'use strict';

const { invalid, missing, wrongType, wrongValue } = require('../errors');
const {
	checkInteger,
	checkReference,
	checkText,
	readAnySize,
	readModel,
	readOneOf,
	readPrompt,
	readSeconds,
} = require('./fields');
const { SIZES, resolutionOf } = require('./sizes');

/** @param {import('../body').Body} body @param {Record<string, any>} options */
function seconds({ kind, fields }, options) {
	const value = readSeconds('seconds', fields.seconds, kind === 'form', options.secondsAs);
	const allowed = options.allowedSeconds;
	if (allowed && !allowed.includes(value)) throw wrongValue('seconds', value, allowed);
	return value;
}

/**
 * `POST /videos {prompt, model, seconds, size, input_reference}`: OpenAI's Videos API.
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 */
function read(body, options) {
	const { fields } = body;
	const prompt = readPrompt(fields);
	// OpenAI's defaults: its smallest model, upright, four seconds.
	const model = readModel(fields, options, 'sora-2');
	const length = fields.seconds === undefined ? 4 : seconds(body, options);
	const size = fields.size === undefined ? '720x1280' : readSize(fields.size, options);
	checkText('negative_prompt', fields.negative_prompt);
	checkInteger('seed', fields.seed, body.kind === 'form');
	checkReference(fields.input_reference, false);
	return { model, prompt, seconds: length, size, resolution: resolutionOf(size) };
}

/** @param {unknown} size @param {Record<string, any>} options */
const readSize = (size, options) =>
	options.anySize ? readAnySize('size', size) : readOneOf('size', size, SIZES);

/**
 * The three ways to make a video from a video.
 * @param {'remix' | 'edit' | 'extend'} kind
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 * @param {(id: string) => import('../jobs').Job} find throws when there is no such video
 * @param {string} [id] the source, if the path names it
 */
function readFrom(kind, body, options, find, id) {
	const prompt = readPrompt(body.fields);
	const added = kind === 'extend' ? extension(body, options) : null;
	const source = find(id ?? sourceId(body.fields));
	if (source.status !== 'completed') {
		throw invalid('video', 'video_not_ready', `Video '${source.id}' is not completed.`);
	}
	return {
		prompt,
		model: source.model,
		size: source.size,
		resolution: source.resolution,
		seconds: added === null ? source.seconds : source.seconds + added,
		// An extension is charged for the added seconds only.
		billedSeconds: added ?? source.seconds,
		remixedFrom: kind === 'remix' ? source.id : null,
	};
}

/** @param {import('../body').Body} body @param {Record<string, any>} options */
function extension(body, options) {
	if (body.fields.seconds === undefined) throw missing('seconds');
	return seconds(body, options);
}

/** @param {Record<string, any>} fields */
function sourceId(fields) {
	const { video } = fields;
	if (video === undefined) throw missing('video');
	if (video === null || typeof video !== 'object') throw wrongType('video', 'an object', video);
	if (typeof video.id !== 'string') throw missing('video.id');
	return video.id;
}

/**
 * @param {import('../jobs').Job} job
 * @param {{ url: string | null, result: string }} view
 */
function render(job, view) {
	const body = {
		id: job.id,
		object: 'video',
		model: job.reportedModel,
		status: job.status,
		progress: job.progress,
		created_at: job.createdAt,
		completed_at: job.completedAt,
		expires_at: job.expiresAt,
		prompt: job.prompt,
		size: job.size,
		seconds: String(job.seconds),
		remixed_from_video_id: job.remixedFrom,
		error: job.error,
	};
	if (view.url === null) return body;
	if (view.result === 'data') return { ...body, data: [{ url: view.url }] };
	return { ...body, [view.result === 'video_url' ? 'video_url' : 'url']: view.url };
}

module.exports = { read, readFrom, render, accepted: 200, urlField: 'video_url' };
