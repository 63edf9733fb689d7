'use strict';

const { checkPlace, fateOf, readActions } = require('./actions');
const { readDirectives } = require('./directives');
const { seeded } = require('./random');

const PLACES = ['submit', 'poll', 'content', 'list', 'delete', 'cancel', 'models', 'any'];
const MATCHERS = ['prompt', 'model', 'wire', 'kind', 'jobId', 'nth'];

/**
 * @typedef {{ op: string, wire?: string, kind?: string, model?: string, prompt?: string, jobId?: string }} Call
 * @typedef {{ slowMs: number, dripMs: number, instead: any, after: any, fate: Record<string, any>, content: Record<string, any> }} Plan
 */

/** Picks the fault of a call: a scripted one, then one from the prompt, then one from a rule. */
class Faults {
	/** @param {Record<string, any>} options */
	constructor(options) {
		this.options = options;
		this.reset();
	}

	reset() {
		this.scripted = [];
		/** @type {Map<string, number>} */
		this.used = new Map();
		this.eligible = 0;
		this.random = seeded(this.options.seed + 1);
	}

	/** @param {any} faults one fault or a list; a bare action is a fault that happens once */
	script(faults) {
		// All are read before any is kept, so that a bad list changes nothing.
		this.scripted.push(...[faults].flat().map(readFault));
	}

	/** @param {Call} call @returns {Plan} */
	plan(call) {
		const plan = { slowMs: 0, dripMs: 0, instead: null, after: null, fate: {}, content: {} };
		this.takeScripted(call).forEach((action) => add(plan, action));
		const directives = this.directivesFor(call);
		// Refusals first: a prompt's fault for its job must not be used up by a refused submit.
		const refusing = directives.filter((one) => one.actions[0].phase === 'instead');
		const others = directives.filter((one) => one.actions[0].phase !== 'instead');
		for (const one of refusing) if (!plan.instead) this.spend(one, plan);
		if (!plan.instead && this.regionByRule(call)) add(plan, readActions('region')[0]);
		if (!plan.instead) {
			for (const one of others) {
				if (one.actions[0].phase !== 'after' || !plan.after) this.spend(one, plan);
			}
		}
		return plan;
	}

	/** The first fault that fits is the one: a script is a queue, not a heap. @param {Call} call */
	takeScripted(call) {
		for (const fault of this.scripted) {
			if (fault.left <= 0 || !fits(fault, call)) continue;
			fault.seen += 1;
			const turn = fault.seen - fault.skip;
			if (turn <= 0 || turn % fault.every !== 0) continue;
			if (fault.nth !== undefined && fault.seen !== fault.nth) continue;
			fault.left -= 1;
			return fault.actions;
		}
		return [];
	}

	/** @param {Call} call */
	directivesFor({ op, prompt, model }) {
		if (typeof prompt !== 'string') return [];
		return readDirectives(prompt).filter(
			(one) => one.on === op && (one.everyModel || model === 'sora-2'),
		);
	}

	/** @param {import('./directives').Directive} directive @param {Plan} plan */
	spend({ key, times, actions }, plan) {
		const used = this.used.get(key) ?? 0;
		if (used >= times) return;
		if (times !== Infinity) this.used.set(key, used + 1);
		actions.forEach((action) => add(plan, action));
	}

	/** The article's own rate of refusals: only its reverse channel has it. @param {Call} call */
	regionByRule({ op, wire, model }) {
		const { regionEvery, regionRate } = this.options;
		if (op !== 'submit' || wire !== 'article' || model !== 'sora-2') return false;
		if (regionEvery) {
			this.eligible += 1;
			if (this.eligible % regionEvery === 0) return true;
		}
		return regionRate > 0 && this.random() < regionRate;
	}
}

/** @param {any} given */
function readFault(given) {
	const bare = typeof given === 'string' || given?.do === undefined;
	const {
		on,
		match = {},
		times = 1,
		every = 1,
		skip = 0,
		do: what,
		...rest
	} = bare ? { do: given } : given;
	const odd = [
		...Object.keys(rest),
		...Object.keys(match).filter((name) => !MATCHERS.includes(name)),
	];
	if (odd.length > 0) throw new Error(`A fault has no ${odd.join(', ')}`);
	const actions = readActions(what);
	const place = on ?? actions.find((action) => action.on)?.on ?? 'submit';
	if (!PLACES.includes(place)) throw new Error(`Nothing happens on ${place}`);
	actions.forEach((action) => checkPlace(action, place));
	const { nth, ...wanted } = match;
	// JSON has no Infinity.
	const left = times === 'inf' || times === null ? Infinity : times;
	return { place, wanted, nth, left, every, skip, actions, seen: 0 };
}

/** @param {any} fault @param {Call} call */
function fits({ place, wanted }, call) {
	if (place !== 'any' && place !== call.op) return false;
	return Object.entries(wanted).every(([name, value]) =>
		name === 'prompt' ? String(call.prompt ?? '').includes(value) : call[name] === value,
	);
}

/** @param {Plan} plan @param {import('./actions').Action} action */
function add(plan, action) {
	const { phase, name, params } = action;
	if (phase === 'instead') plan.instead = action;
	else if (phase === 'after') plan.after = action;
	else if (phase === 'fate') Object.assign(plan.fate, fateOf(action));
	else if (phase === 'content') plan.content[name] = params;
	else if (name === 'slow') plan.slowMs += params.ms;
	else plan.dripMs += params.ms;
}

module.exports = { Faults };
