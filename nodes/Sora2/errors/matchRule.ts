import type { Phase } from './refusal';
import { toMatchableText } from './redact';
import { RULES, type Rule } from './rules';
import type { Signals } from './signals';
import { toJobStatus } from './statusWords';

/** A rule and what it was found by. */
export interface RuleMatch {
	rule: Rule;
	by: 'code' | 'words' | 'generic' | 'number';
}

/**
 * A code as the rules compare it: `RateLimitExceeded`, `rate-limit-exceeded` and `RATE_LIMIT_EXCEEDED` are one,
 * and so are `ThrottlingException` and `throttling`.
 */
export function normalizeCode(code: string): string {
	const word = code.toLowerCase().replace(/[^a-z0-9]/g, '');
	return word.replace(/(error|exception)$/, '') || word;
}

const CODES = RULES.map((rule) => new Set(rule.codes?.map(normalizeCode)));
const GENERIC = RULES.map((rule) => new Set(rule.generic?.map(normalizeCode)));

/** Words in the place of a code that name no cause. */
const CAUSELESS = new Set([
	'error',
	'exception',
	'api',
	'newapi',
	'newapierror',
	'shellapi',
	'upstream',
	'requests',
	'tokens',
	'failtofetchtask',
	'badresponsestatuscode',
	'unknown',
	'undefined',
	'none',
	'null',
	'nil',
	'object',
	'string',
	'taskfailed',
	'channel',
	'http',
]);

export function isMeaningless(code: string): boolean {
	const word = normalizeCode(code);
	return CAUSELESS.has(word) || (toJobStatus(code) !== undefined && !/^timed?out$/.test(word));
}

/** Whether a code accompanies anything: `invalid_request_error`. */
export function isGeneric(code: string): boolean {
	return GENERIC.some((set) => set.has(normalizeCode(code)));
}

/**
 * The rule a refusal falls under: specific codes, then codes named in a sentence, then sentences, then generic
 * codes, then numbers; the rules' order within each. Nothing where the HTTP status has to tell.
 */
export function matchRule(
	signals: Signals,
	during: Phase,
	status: number | undefined,
	prompt?: string,
): RuleMatch | undefined {
	const codes = [
		...signals.codes.slice(0, 100),
		...(signals.invalid ? ['validation_error'] : []),
	].map(normalizeCode);
	const texts = signals.messages
		.slice(0, 60)
		.map((m) => ({ page: m.page, text: toMatchableText(m.text, prompt) }));
	const words = texts.filter((t) => !t.page).map((t) => t.text);
	// Codes count in what is left of a sentence: not in the value it quotes.
	const mentions = signals.mentions
		.filter((m) => words.some((w) => w.includes(m)))
		.map(normalizeCode);
	const about = (rule: Rule) => during !== 'job' || isAboutJob(rule, codes, words);
	const find = (matches: (rule: Rule, i: number) => boolean) =>
		RULES.find((rule, i) => about(rule) && matches(rule, i));

	const hasCode = (i: number) => codes.some((c) => CODES[i].has(c));
	// What means "not taken" outranks the report of a gateway that got no answer.
	const byCode = find((rule, i) => rule.order !== 'unknown' && hasCode(i));
	if (byCode) return { rule: byCode, by: 'code' };
	const byWords = find(
		(rule, i) =>
			(!rule.lowConfidence || !CONCLUSIVE_STATUS.has(status ?? 0)) &&
			(mentions.some((c) => CODES[i].has(c)) ||
				(rule.order === 'unknown' && hasCode(i)) ||
				texts.some((t) => rule.message?.test(t.text) && (!t.page || readsPages(rule)))),
	);
	const isChecked = byWords?.detail === 'upstream' && (status === 400 || status === 422);
	// OpenRouter wraps what a provider refused as invalid in "Provider returned error", at the provider's status.
	const checked =
		isChecked && find((rule, i) => isOfRequest(rule) && codes.some((c) => GENERIC[i].has(c)));
	if (checked) return { rule: checked, by: 'generic' };
	if (byWords) return { rule: byWords, by: 'words' };
	if (during !== 'job') {
		const generic = [...codes, ...mentions];
		const byGeneric = find(
			(rule, i) => generic.some((c) => GENERIC[i].has(c)) && !blamesClient(rule, status),
		);
		if (byGeneric) return { rule: byGeneric, by: 'generic' };
	}
	const byNumber = ruleOfNumber(signals.numbers, during, find);
	return byNumber && { rule: byNumber, by: 'number' };
}

/** Statuses nobody gives by accident. */
const CONCLUSIVE_STATUS = new Set([401, 402, 429, 451]);

/** A number that says one thing counts wherever it stands; of those that only say "wrong" or "broken", the innermost. */
function ruleOfNumber(
	numbers: number[],
	during: Phase,
	find: (matches: (rule: Rule) => boolean) => Rule | undefined,
): Rule | undefined {
	// A job's 401 or 500 is about the endpoint's own business.
	const counts = (rule: Rule) =>
		during === 'job'
			? rule.class === 'moderation' || rule.class === 'quota'
			: rule.class !== 'model_retired' || during === 'submit';
	const conclusive = find(
		(rule) => !rule.statusOnly && counts(rule) && !!rule.numbers?.some((n) => numbers.includes(n)),
	);
	if (conclusive || during === 'job') return conclusive;
	const innermost = numbers.findLast((n) =>
		RULES.some((rule) => rule.statusOnly && rule.numbers?.includes(n)),
	);
	return innermost === undefined
		? undefined
		: find((rule) => !!rule.statusOnly && !!rule.numbers?.includes(innermost));
}

function isOfRequest(rule: Rule): boolean {
	return rule.class === 'invalid_request';
}

/** A web page is a proxy's word, not the endpoint's: only blocks by region and challenges are read from it. */
function readsPages(rule: Rule): boolean {
	return rule.class === 'region' || rule.class === 'rate_limit';
}

/** A 5xx that calls itself an invalid request is still the server's trouble. */
function blamesClient(rule: Rule, status: number | undefined): boolean {
	return rule.class === 'invalid_request' && status !== undefined && status >= 500;
}

/**
 * A job that failed after it was accepted says so in a sentence. That the sentence mentions a server or a
 * parameter makes it no refusal of the request; heavy load does, and so does what concerns the prompt or the account.
 */
function isAboutJob(rule: Rule, codes: string[], texts: string[]): boolean {
	if (rule.class === 'overloaded')
		return codes.includes('heavyload') || texts.some((t) => /heavy load/i.test(t));
	return rule.class !== 'invalid_request' && rule.class !== 'rate_limit' && rule.class !== 'auth';
}
