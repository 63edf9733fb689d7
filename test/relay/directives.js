'use strict';

const { checkPlace, readActions } = require('./actions');
const { invalid } = require('./errors');

const DIRECTIVE = /\[\[\s*([a-zA-Z]\w*)(!)?(?::([^\]]*?))?(?:\*(\d+|inf))?\s*\]\]/g;
const ELSEWHERE = /^(poll|content|delete)([A-Z]\w*)$/;

/** The short names, which mean what fits the place. */
const SHORT = {
	poll: { fail: 'answer', cut: 'cutBefore' },
	content: { fail: 'answer', cut: 'cutAt' },
	delete: { fail: 'answer', cut: 'cutBefore' },
};

/**
 * @typedef {{ key: string, on: string, actions: import('./actions').Action[], times: number, everyModel: boolean }} Directive
 * @type {Map<string, Directive[]>}
 */
const cache = new Map();

/**
 * Reads `[[region*2]] [[jobMs:1500]]` out of a prompt. Prompts carry them because in a demo, or in a
 * real n8n, the prompt is the one thing that surely arrives.
 * @param {string} prompt
 * @returns {Directive[]}
 */
function readDirectives(prompt) {
	if (!prompt.includes('[[')) return [];
	let found = cache.get(prompt);
	if (!found) {
		found = [...prompt.matchAll(DIRECTIVE)].map((match, i) => readOne(match, `${prompt}\n${i}`));
		if (cache.size > 10_000) cache.clear();
		cache.set(prompt, found);
	}
	return found;
}

/** @param {RegExpMatchArray} match @param {string} key @returns {Directive} */
function readOne([text, word, loud, value, count], key) {
	const elsewhere = ELSEWHERE.exec(word);
	const on = elsewhere ? elsewhere[1] : undefined;
	let name = word;
	if (elsewhere) {
		name = elsewhere[2][0].toLowerCase() + elsewhere[2].slice(1);
		name = SHORT[on][name] ?? name;
	}
	let actions;
	let place;
	try {
		actions = readActions(value === undefined ? name : `${name}:${value}`);
		place = on ?? actions[0].on ?? 'submit';
		actions.forEach((action) => checkPlace(action, place));
	} catch (error) {
		// A misspelt directive must not look like a fault that the client survived.
		throw invalid('prompt', 'unknown_directive', `Cannot read ${text}: ${error.message}`);
	}
	const preset = actions[0].phase === 'fate' ? Infinity : 1;
	const times = count === undefined ? preset : count === 'inf' ? Infinity : Number(count);
	// A demo sends one prompt to two channels; only the first is meant to refuse it.
	return { key, on: place, actions, times, everyModel: name !== 'region' || loud === '!' };
}

module.exports = { readDirectives };
