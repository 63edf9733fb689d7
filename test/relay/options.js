'use strict';

const { CATALOGUE } = require('./catalogue');

/**
 * Every option of the relay, with its default. `set()` takes the same
 * names while the relay runs, except those in FIXED: a listening socket cannot move.
 */
const DEFAULTS = Object.freeze({
	port: 0,
	/** A second listener: another origin for the files, as vendors' CDNs are. */
	cdn: false,
	keys: ['sk-local'],
	/** Ids the relay knows; null takes any non-empty string, because real catalogues change weekly. */
	models: null,
	/** Which dialects exist; the paths of the others are unknown here. */
	wires: ['article', 'openai', 'openrouter', 'xai', 'gemini'],
	/** What `GET /videos/models` publishes about OpenRouter's models, which orders are checked against; null: nothing. */
	videoModels: CATALOGUE,
	/** LiteLLM's `GET /model/info`: entries as `{ model_name, model_info }`; null: the path is unknown. */
	modelInfo: null,
	/** false: GET /videos/generations/{id} is unknown, the job is polled at /videos/{id}. */
	articlePoll: true,

	jobMs: 200,
	jitterMs: 0,
	/** Part of jobMs a job spends as `queued`. */
	queuedShare: 0.1,
	seed: 1,
	/** content | contentUrl | url | video_url | data; null is content, or a url where cdn is on. */
	result: null,
	/** id | task_id | both */
	idField: 'id',
	reportedModel: null,
	/** Seconds from completion to the file's end. */
	expiresAfter: 3600,
	/** HTTP status of a file that is not ready; null is 404, on OpenRouter 409. */
	notReadyStatus: null,
	/** Bytes, or '150MB': every video is padded to this size. */
	padTo: null,

	/** string | number | any: what `seconds` must be on the OpenAI wire. */
	secondsAs: 'string',
	/** e.g. [4, 8, 12]; null takes any whole number of seconds. */
	allowedSeconds: null,

	/** Takes any `WxH` on the OpenAI wire, as servers of open models do. */
	anySize: false,
	/** Until when a job can be canceled: `queued`, `running`, or null if the path is unknown. */
	cancel: 'queued',
	/** Where the end of every OpenRouter job is reported unless its order names an address. */
	callbackUrl: null,
	webhookSecret: 'whsec-local',

	idempotency: false,
	rpm: null,
	/** Length of the rpm window; a test cannot wait a minute. */
	windowMs: 60_000,
	maxJobs: null,
	retryAfter: true,

	regionEvery: null,
	regionRate: 0,
	regionStatus: 400,
	country: 'MM',

	/** How many requests the log keeps; benchmarks must not grow without end. */
	keepRequests: 20_000,
});

const FIXED = ['port', 'cdn', 'seed'];

/**
 * @param {Record<string, unknown>} changes
 * @returns {void} throws on a name that does not exist: a typo in a test must not pass silently.
 */
function checkNames(changes) {
	const unknown = Object.keys(changes).filter((name) => !(name in DEFAULTS));
	if (unknown.length > 0) throw new Error(`The relay has no option ${unknown.join(', ')}`);
}

/** @param {Record<string, unknown>} given */
function readOptions(given = {}) {
	checkNames(given);
	return { ...DEFAULTS, ...given };
}

/**
 * @param {Record<string, unknown>} options changed in place, so that every part sees the new value
 * @param {Record<string, unknown>} changes
 */
function changeOptions(options, changes) {
	checkNames(changes);
	const fixed = Object.keys(changes).filter((name) => FIXED.includes(name));
	if (fixed.length > 0) throw new Error(`Only startRelay() takes ${fixed.join(', ')}`);
	Object.assign(options, changes);
}

const UNITS = { '': 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 1024, MIB: 1024 ** 2, GIB: 1024 ** 3 };

/**
 * @param {number | string} value 2000, '150MB', '1.5GiB'
 * @returns {number} bytes
 */
function readBytes(value) {
	if (typeof value === 'number') return value;
	const match = /^\s*([\d.]+)\s*([KMG]?I?B?)\s*$/i.exec(value);
	const unit = match && UNITS[match[2].toUpperCase()];
	if (!unit) throw new Error(`Not a size: ${value}`);
	return Math.round(Number(match[1]) * unit);
}

module.exports = { DEFAULTS, readOptions, changeOptions, readBytes };
