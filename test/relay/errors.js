'use strict';

/**
 * A refusal on its way to the client. The body is kept apart from the envelope because OpenRouter
 * wraps the same refusal differently.
 */
class RelayError extends Error {
	/**
	 * @param {number} status
	 * @param {{ message: string, type?: string, param?: string | null, code?: string | null }} error
	 * @param {Record<string, string>} [headers]
	 */
	constructor(status, error, headers = {}) {
		super(error.message);
		this.status = status;
		this.error = error;
		this.headers = headers;
	}

	/** @param {string} [wire] */
	body(wire) {
		const { message, type = 'invalid_request_error', param = null, code } = this.error;
		if (wire === 'openrouter') {
			const named = param === null || message.includes(param) ? message : `${param}: ${message}`;
			return { error: { code: this.status, message: named } };
		}
		// Without a code the envelope stays as bare as OpenAI's answer to an unknown path.
		return { error: code === undefined ? { message, type } : { message, type, param, code } };
	}
}

/** @param {string} param @param {string} code @param {string} message */
const invalid = (param, code, message) =>
	new RelayError(400, { message, type: 'invalid_request_error', param, code });

/** @param {string} param */
const missing = (param) =>
	invalid(param, 'missing_required_parameter', `Missing required parameter: '${param}'.`);

/** @param {string} param @param {string} expected @param {unknown} got */
const wrongType = (param, expected, got) =>
	invalid(
		param,
		'invalid_type',
		`Invalid type for '${param}': expected ${expected}, but got ${describe(got)} instead.`,
	);

/** @param {string} param @param {unknown} got @param {unknown[]} allowed */
const wrongValue = (param, got, allowed) =>
	invalid(
		param,
		'invalid_value',
		`Invalid value: '${got}'. Supported values are: ${allowed.map((v) => `'${v}'`).join(', ')}.`,
	);

/** @param {unknown} value */
function describe(value) {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number';
	return `a ${typeof value}`;
}

/** @param {string} model */
const modelNotFound = (model) =>
	new RelayError(404, {
		message: `The model \`${model}\` does not exist or you do not have access to it.`,
		code: 'model_not_found',
	});

/** Says nothing of models: clients tell an unknown path from a retired model by the words. */
const unknownPath = (method, path) =>
	new RelayError(404, { message: `Invalid URL (${method} ${path})` });

/** @param {string} id */
const videoNotFound = (id) =>
	new RelayError(404, {
		message: `Video with id '${id}' not found.`,
		param: 'id',
		code: 'not_found',
	});

/** @param {string} what @param {number | null} waitMs null leaves Retry-After out */
const rateLimited = (what, waitMs) =>
	new RelayError(
		429,
		{ message: `Rate limit reached: ${what}.`, type: 'requests', code: 'rate_limit_exceeded' },
		waitMs === null ? {} : { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) },
	);

const CANNED = {
	400: ['invalid_request_error', 'invalid_value', 'The request was not understood.'],
	401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
	402: ['insufficient_quota', 'insufficient_quota', 'You exceeded your current quota.'],
	403: [
		'request_forbidden',
		'unsupported_country_region_territory',
		'Country, region, or territory not supported',
	],
	404: ['invalid_request_error', 'not_found', 'Not found.'],
	409: ['invalid_request_error', 'conflict', 'The video is not in a state that allows this.'],
	410: ['invalid_request_error', 'expired', 'The video has expired.'],
	429: ['requests', 'rate_limit_exceeded', 'Rate limit reached.'],
	503: [
		'server_error',
		'overloaded',
		'The engine is currently overloaded, please try again later.',
	],
};

/**
 * What an endpoint says with a bare status, for faults that name only the number.
 * @param {number} status
 */
function canned(status) {
	const [type, code, message] = CANNED[status] ?? [
		'server_error',
		null,
		'The server had an error while processing your request.',
	];
	return new RelayError(status, { message, type, code });
}

module.exports = {
	RelayError,
	canned,
	invalid,
	missing,
	modelNotFound,
	rateLimited,
	unknownPath,
	videoNotFound,
	wrongType,
	wrongValue,
};
