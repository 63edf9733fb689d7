'use strict';

const { readBytes } = require('./options');

/**
 * What a fault can do. `phase` says when:
 *   instead  answered in place of the request, nothing is accepted
 *   after    the job is accepted and charged first, then this is what the client sees
 *   delay    the answer comes late or in drops, otherwise unchanged
 *   fate     happens to the job itself; applies to every job of the prompt unless counted
 *   content  how the file is sent
 * `args` names the values of the short form, as in `[[fail:internal_error:billed]]`.
 */
const ACTIONS = {
	region: { phase: 'instead', on: 'submit', args: ['country', 'status'] },
	answer: { phase: 'instead', args: ['status', 'body'] },
	status: { phase: 'instead', args: ['status'], like: 'answer' },
	limit: { phase: 'instead', args: ['retryAfter'] },
	cutBefore: { phase: 'instead', like: 'cut' },
	hang: { phase: 'instead' },
	html502: { phase: 'instead' },
	badJson: { phase: 'instead' },
	empty: { phase: 'instead' },

	answerAfter: { phase: 'after', args: ['status', 'body'], like: 'answer' },
	cutAfter: { phase: 'after', like: 'cut' },
	hangAfter: { phase: 'after', like: 'hang' },
	html502After: { phase: 'after', like: 'html502' },
	badJsonAfter: { phase: 'after', like: 'badJson' },
	emptyAfter: { phase: 'after', like: 'empty' },

	slow: { phase: 'delay', args: ['ms'] },
	dripMs: { phase: 'delay', args: ['ms'] },

	fail: {
		phase: 'fate',
		args: ['code', 'billed', 'atMs'],
		fate: (params) => ({ fail: failure(params) }),
	},
	moderation: {
		phase: 'fate',
		args: ['billed', 'atMs'],
		fate: (params) => ({ fail: failure({ error: MODERATION, ...params }) }),
	},
	stuck: { phase: 'fate', fate: () => ({ stuck: true }) },
	jobMs: { phase: 'fate', args: ['ms'], fate: ({ ms }) => ({ jobMs: Number(ms) }) },
	expire: { phase: 'fate', args: ['afterMs'], fate: ({ afterMs = 0 }) => ({ keepMs: afterMs }) },
	sync: { phase: 'fate', fate: ({ id = true }) => ({ sync: { as: 'url', id } }) },
	syncB64: { phase: 'fate', fate: ({ id = true }) => ({ sync: { as: 'b64_json', id } }) },
	size: { phase: 'fate', args: ['bytes'], fate: ({ bytes }) => ({ padTo: readBytes(bytes) }) },
	reportedModel: {
		phase: 'fate',
		args: ['model'],
		fate: ({ model }) => ({ reportedModel: model }),
	},

	cutAt: { phase: 'content', on: 'content', args: ['bytes'] },
	truncate: { phase: 'content', on: 'content', args: ['bytes'] },
	wrongLength: { phase: 'content', on: 'content', args: ['by'] },
	noRange: { phase: 'content', on: 'content' },
	noLength: { phase: 'content', on: 'content' },
	notReady: { phase: 'content', on: 'content' },
	redirect: { phase: 'content', on: 'content' },
};

const MODERATION = {
	code: 'moderation_blocked',
	message: 'Your request was blocked by our moderation system.',
};

const NUMBERS = ['status', 'ms', 'atMs', 'afterMs', 'by', 'retryAfter'];

/** @param {Record<string, any>} params */
function failure({ code = 'internal_error', error, billed = false, atMs, status }) {
	return {
		error: error ?? { code, message: 'Video generation failed.' },
		// `[[fail:x:billed]]` arrives as the word itself.
		billed: billed === true || billed === 'billed',
		atMs,
		status,
	};
}

/**
 * @typedef {{ name: string, phase: string, on?: string, run: string, params: Record<string, any> }} Action
 * @param {string} name
 * @param {any} given parameters as an object, or the first one bare
 * @returns {Action}
 */
function action(name, given = {}) {
	const known = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
	if (!known) throw new Error(`The relay has no fault ${name}`);
	const bare = given === null || typeof given !== 'object';
	const params = bare ? readArgs(known, given === true ? [] : [given]) : { ...given };
	if (params.bytes !== undefined) params.bytes = readBytes(params.bytes);
	// An answer that was preceded by acceptance is another story for the books.
	const phase = params.accept ? 'after' : known.phase;
	return {
		name,
		phase,
		on: phase === 'after' || phase === 'fate' ? 'submit' : known.on,
		run: known.like ?? name,
		params,
	};
}

/** @param {{ args?: string[] }} known @param {unknown[]} values */
function readArgs({ args = [] }, values) {
	if (values.length > args.length) throw new Error(`Too many values: ${values.join(':')}`);
	const read = (name, value) => {
		if (!NUMBERS.includes(name)) return value;
		if (!Number.isFinite(Number(value))) throw new Error(`Not a number: ${value}`);
		return Number(value);
	};
	return Object.fromEntries(values.map((value, i) => [args[i], read(args[i], value)]));
}

/**
 * `'region'`, `'answer:503'`, `{ answer: { status: 503 } }`, `{ slow: 100, region: 'JP' }`, or a list
 * of those.
 * @param {any} given
 * @returns {Action[]}
 */
function readActions(given) {
	if (Array.isArray(given)) return given.flatMap(readActions);
	if (typeof given === 'string') {
		const [name, ...values] = given.split(':');
		const known = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : {};
		return [action(name, readArgs(known, values))];
	}
	if (given === null || typeof given !== 'object') throw new Error('A fault needs something to do');
	return Object.entries(given).map(([name, params]) => action(name, params));
}

/**
 * @param {Action} action
 * @param {string} place throws if the action has no meaning here: a fault that never fires would look
 * like one the client survived
 */
function checkPlace({ name, phase }, place) {
	if (place === 'any') return;
	const home =
		phase === 'content' ? 'content' : ['after', 'fate'].includes(phase) ? 'submit' : place;
	if (home !== place) throw new Error(`${name} only happens on ${home}, not on ${place}`);
}

/** @param {Action} of */
const fateOf = (of) => ACTIONS[of.name].fate(of.params);

module.exports = { checkPlace, fateOf, readActions };
