'use strict';

/**
 * One row a route: method, path below the prefix, dialect, what scripts call it, which handler, and
 * for submits what kind. `videos` rows serve both prefixes; the dialect follows the prefix.
 */
const ROUTES = [
	['GET', /^\/models$/, null, 'models', 'models'],
	['GET', /^\/model\/info$/, 'openai', 'models', 'modelInfo'],

	['POST', /^\/videos\/generations$/, 'article', 'submit', 'submit', 'create'],
	['GET', /^\/videos\/generations$/, 'article', 'list', 'list'],
	['GET', /^\/videos\/generations\/([^/]+)$/, 'article', 'poll', 'poll'],

	['GET', /^\/videos\/models$/, 'openrouter', 'models', 'videoModels'],
	['POST', /^\/videos$/, 'openrouter', 'submit', 'submit', 'create'],
	['GET', /^\/videos\/([^/]+)$/, 'openrouter', 'poll', 'poll'],
	['GET', /^\/videos\/([^/]+)\/content$/, 'openrouter', 'content', 'content'],

	['POST', /^\/videos$/, 'openai', 'submit', 'submit', 'create'],
	['GET', /^\/videos$/, 'openai', 'list', 'list'],
	['POST', /^\/videos\/edits$/, 'openai', 'submit', 'submit', 'edit'],
	['POST', /^\/videos\/extensions$/, 'openai', 'submit', 'submit', 'extend'],
	['POST', /^\/videos\/([^/]+)\/remix$/, 'openai', 'submit', 'submit', 'remix'],
	['GET', /^\/videos\/([^/]+)\/content$/, 'openai', 'content', 'content'],
	['GET', /^\/videos\/([^/]+)$/, 'openai', 'poll', 'poll'],
	['DELETE', /^\/videos\/([^/]+)$/, 'openai', 'delete', 'remove'],
	['POST', /^\/videos\/([^/]+)\/cancel$/, 'openai', 'cancel', 'cancel'],

	['POST', /^\/videos\/generations$/, 'xai', 'submit', 'submit', 'create'],
	['POST', /^\/videos\/edits$/, 'xai', 'submit', 'submit', 'edit'],
	['POST', /^\/videos\/extensions$/, 'xai', 'submit', 'submit', 'extend'],
	['GET', /^\/videos\/([^/]+)$/, 'xai', 'poll', 'poll'],

	['POST', /^\/videos$/, 'gemini', 'submit', 'submit', 'create'],
	['GET', /^\/videos\/([^/]+)$/, 'gemini', 'poll', 'poll'],
	['GET', /^\/files\/([^/]+):download$/, 'gemini', 'content', 'content'],
];

/** Whose dialect an address speaks. */
const PREFIXES = [
	['/api/v1', 'openrouter'],
	['/v1', 'openai'],
	['/xai/v1', 'xai'],
	['/v1beta/openai', 'gemini'],
];

/**
 * @typedef {{ route: string, op?: string, wire: string, kind?: string, id?: string, api: boolean }} Match
 * @param {string} method
 * @param {string} path
 * @param {Record<string, any>} options
 * @returns {Match | null} null if it is not part of the API
 */
function match(method, path, options) {
	const file = /^\/files\/([^/]+)\.mp4$/.exec(path);
	if (file) return { route: 'file', op: 'content', wire: 'file', id: file[1], api: false };
	const [prefix, home] =
		PREFIXES.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? [];
	if (prefix === undefined) return null;
	const below = path.slice(prefix.length);
	// A HEAD is a GET whose body stays here.
	const verb = method === 'HEAD' ? 'GET' : method;
	for (const [wanted, pattern, wire, op, route, kind] of ROUTES) {
		const found = wanted === verb && pattern.exec(below);
		if (!found || !offered(wire, op, home, options)) continue;
		return { route, op, kind, wire: wire ?? home, id: found[1], api: true };
	}
	return { route: 'unknown', wire: home, api: true };
}

/** @param {string | null} wire */
function offered(wire, op, home, { wires, articlePoll, cancel }) {
	if (wire === null) return true;
	if (!wires.includes(wire)) return false;
	if (op === 'cancel' && cancel === null) return false;
	if (wire === 'article')
		return ['openai', 'openrouter'].includes(home) && (op !== 'poll' || articlePoll);
	return wire === home;
}

module.exports = { match };
