'use strict';

const { invalid, wrongType, wrongValue } = require('../errors');
const {
	checkBoolean,
	checkInteger,
	checkList,
	checkUrl,
	readAnySize,
	readModel,
	readOneOf,
	readPrompt,
	readSeconds,
} = require('./fields');
const { resolutionOf, sizeIn } = require('./sizes');

const STATUS = { queued: 'pending' };

const NAMES = ['480p', '720p', '768p', '1080p', '1K', '2K', '4K'];
const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];
const FRAMES = ['first_frame', 'last_frame'];

/**
 * `POST /api/v1/videos`: OpenRouter's way (its VideoGenerationRequest). A model of the catalogue takes what the
 * catalogue says; of others only the names are checked.
 * @param {import('../body').Body} body
 * @param {Record<string, any>} options
 */
function read({ kind, fields }, options) {
	const prompt = readPrompt(fields);
	const model = readModel(fields, options);
	const told = options.videoModels?.find(({ id }) => id === model);
	const seconds =
		fields.duration === undefined
			? (told?.supported_durations?.[0] ?? 8)
			: readSeconds('duration', fields.duration, kind === 'form', 'number');
	checkTold('duration', seconds, told?.supported_durations);
	checkBoolean('generate_audio', fields.generate_audio);
	checkInteger('seed', fields.seed);
	checkList('frame_images', fields.frame_images, (name, frame) => {
		checkImage(name, frame);
		checkTold(
			`${name}.frame_type`,
			readOneOf(`${name}.frame_type`, frame.frame_type, FRAMES),
			told?.supported_frame_images,
		);
	});
	checkList('input_references', fields.input_references, checkImage);
	if (told?.generate_audio === false && fields.generate_audio === true)
		throw wrongValue('generate_audio', true, [false]);
	if (told && told.seed !== true && fields.seed !== undefined)
		throw invalid('seed', 'unsupported_parameter', `'seed' is not supported by ${model}.`);
	checkCallback(fields.callback_url);
	if (
		fields.provider !== undefined &&
		(typeof fields.provider !== 'object' || fields.provider === null)
	)
		throw wrongType('provider', 'an object', fields.provider);
	return {
		model,
		prompt,
		seconds,
		...readPicture(fields, told),
		audio: fields.generate_audio,
		callbackUrl: fields.callback_url ?? null,
	};
}

/** `size`, or `resolution` and `aspect_ratio`: they stand for one another. */
function readPicture(fields, told) {
	if (fields.size !== undefined) {
		const size = readAnySize('size', fields.size);
		checkTold('size', size, told?.supported_sizes);
		return { size, resolution: resolutionOf(size) };
	}
	const resolution =
		fields.resolution === undefined
			? (told?.supported_resolutions?.[0] ?? '720p')
			: readOneOf('resolution', fields.resolution, NAMES);
	const ratio =
		fields.aspect_ratio === undefined
			? '16:9'
			: readOneOf('aspect_ratio', fields.aspect_ratio, RATIOS);
	checkTold('resolution', resolution, told?.supported_resolutions);
	checkTold('aspect_ratio', ratio, told?.supported_aspect_ratios);
	return { resolution, size: sizeIn(resolution, ratio) };
}

/** @param {string} name @param {unknown} value @param {unknown[] | null} [allowed] what the model takes, if published */
function checkTold(name, value, allowed) {
	if (allowed && !allowed.includes(value)) throw wrongValue(name, value, allowed);
}

function checkImage(name, image) {
	if (image === null || typeof image !== 'object') throw wrongType(name, 'an object', image);
	readOneOf(`${name}.type`, image.type, ['image_url']);
	checkUrl(`${name}.image_url.url`, image.image_url?.url);
}

function checkCallback(url) {
	if (url === undefined) return;
	if (typeof url !== 'string' || !/^https:\/\/\S+$/.test(url)) {
		throw invalid('callback_url', 'invalid_value', 'callback_url must be an HTTPS URL.');
	}
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
