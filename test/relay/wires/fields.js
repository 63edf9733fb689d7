'use strict';

const { invalid, missing, modelNotFound, wrongType, wrongValue } = require('../errors');

const PROMPT_LIMIT = 32_000;
const IMAGES = ['image/jpeg', 'image/png', 'image/webp'];

/** @param {Record<string, any>} fields @returns {string} */
function readPrompt(fields) {
	const { prompt } = fields;
	if (prompt === undefined || prompt === null) throw missing('prompt');
	if (typeof prompt !== 'string') throw wrongType('prompt', 'a string', prompt);
	if (prompt.trim() === '') {
		throw invalid('prompt', 'empty_string', "Invalid 'prompt': empty string.");
	}
	if (prompt.length > PROMPT_LIMIT) {
		throw invalid(
			'prompt',
			'string_above_max_length',
			`Invalid 'prompt': string too long. Expected a string with maximum length ${PROMPT_LIMIT}.`,
		);
	}
	return prompt;
}

/**
 * @param {Record<string, any>} fields
 * @param {{ models: string[] | null }} options
 * @param {string} [preset] what stands in for a model that is not named
 * @returns {string}
 */
function readModel(fields, options, preset) {
	const model = fields.model ?? preset;
	if (model === undefined) throw missing('model');
	if (typeof model !== 'string') throw wrongType('model', 'a string', model);
	if (model === '') throw missing('model');
	if (options.models && !options.models.includes(model)) throw modelNotFound(model);
	return model;
}

/**
 * @param {string} name @param {unknown} value
 * @param {boolean} numeric a form has no numbers: there the digits must do
 * @param {'string' | 'number' | 'any'} as
 * @returns {number}
 */
function readSeconds(name, value, numeric, as) {
	const isText = typeof value === 'string';
	if (!isText && typeof value !== 'number') {
		throw wrongType(name, as === 'number' ? 'an integer' : 'a string', value);
	}
	if (!numeric && as === 'string' && !isText) throw wrongType(name, 'a string', value);
	if (!numeric && as === 'number' && isText) throw wrongType(name, 'an integer', value);
	if (isText && !/^\d+$/.test(value)) {
		throw invalid(name, 'invalid_value', `Invalid value: '${value}'. Expected whole seconds.`);
	}
	const seconds = Number(value);
	if (!Number.isInteger(seconds)) throw wrongType(name, 'an integer', value);
	if (seconds <= 0) {
		throw invalid(name, 'integer_below_min_value', `Invalid '${name}': must be 1 or more.`);
	}
	return seconds;
}

/** @param {string} name @param {unknown} value @param {string[]} allowed @returns {string} */
function readOneOf(name, value, allowed) {
	if (typeof value !== 'string') throw wrongType(name, 'a string', value);
	if (!allowed.includes(value)) throw wrongValue(name, value, allowed);
	return value;
}

/**
 * @param {unknown} value a file of a form, `{image_url}`, `{file_id}`, or where `bare` a URL
 * @param {boolean} bare
 */
function checkReference(value, bare) {
	const name = 'input_reference';
	if (value === undefined || value === null) return;
	if (typeof value === 'string') {
		if (!bare) throw wrongType(name, 'an object', value);
		checkUrl(name, value);
		return;
	}
	if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, 'an object', value);
	if ('filename' in value) {
		if (!IMAGES.includes(value.contentType)) throw wrongValue(name, value.contentType, IMAGES);
		if (value.size === 0) throw invalid(name, 'empty_file', 'The uploaded file is empty.');
		return;
	}
	if ('image_url' in value === 'file_id' in value) {
		throw invalid(name, 'invalid_value', `'${name}' takes exactly one of image_url and file_id.`);
	}
	if ('image_url' in value) checkUrl(`${name}.image_url`, value.image_url);
}

/** @param {string} name @param {unknown} value */
function checkUrl(name, value) {
	if (typeof value !== 'string') throw wrongType(name, 'a string', value);
	if (!/^(https?:\/\/\S+|data:image\/(jpeg|png|webp);base64,[A-Za-z0-9+/]+=*)$/.test(value)) {
		throw invalid(
			name,
			'invalid_value',
			`'${name}' must be an http(s) URL or a data URL of an image.`,
		);
	}
}

/** @param {string} name @param {unknown} value an integer, in a form its digits; left out is fine */
function checkInteger(name, value, numeric = false) {
	if (value === undefined) return;
	const digits = numeric && typeof value === 'string' && /^-?\d+$/.test(value);
	if (!digits && !Number.isInteger(value)) throw wrongType(name, 'an integer', value);
}

/** @param {string} name @param {unknown} value */
function checkBoolean(name, value) {
	if (value !== undefined && typeof value !== 'boolean') throw wrongType(name, 'a boolean', value);
}

/** @param {string} name @param {unknown} value */
function checkText(name, value) {
	if (value !== undefined && typeof value !== 'string') throw wrongType(name, 'a string', value);
}

/** @param {string} name @param {unknown} value `WxH` in pixels */
function readAnySize(name, value) {
	checkText(name, value);
	if (!/^[1-9]\d{1,4}x[1-9]\d{1,4}$/.test(value)) {
		throw invalid(name, 'invalid_value', `Invalid value: '${value}'. Expected WIDTHxHEIGHT.`);
	}
	return value;
}

/** A list whose entries `check` refuses one by one. @param {string} name @param {unknown} value @param {(name: string, entry: any) => void} check */
function checkList(name, value, check) {
	if (value === undefined) return;
	if (!Array.isArray(value)) throw wrongType(name, 'an array', value);
	value.forEach((entry, i) => check(`${name}[${i}]`, entry));
}

module.exports = {
	checkBoolean,
	checkInteger,
	checkList,
	checkText,
	checkUrl,
	readAnySize,
	checkReference,
	readModel,
	readOneOf,
	readPrompt,
	readSeconds,
};
