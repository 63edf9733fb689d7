import type { Phase } from './refusal';
import { toMatchableText } from './redact';
import { RULES, type Rule } from './rules';
import type { Signals } from './signals';
import { toJobStatus } from './statusWords';

/** A rule and the kind of signal that matched it. */
export interface RuleMatch {
	rule: Rule;
	by: 'code' | 'words' | 'generic' | 'number';
}

/**
 * Normalizes a code for comparison: `RateLimitExceeded`, `rate-limit-exceeded` and
 * `RATE_LIMIT_EXCEEDED` are the same, and so are `ThrottlingException` and `throttling`.
 */
export function normalizeCode(code: string): string {
	const word = code.toLowerCase().replace(/[^a-z0-9]/g, '');
	return word.replace(/(error|exception)$/, '') || word;
}

const CODES = RULES.map((rule) => new Set(rule.codes?.map(normalizeCode)));
const GENERIC = RULES.map((rule) => new Set(rule.generic?.map(normalizeCode)));

/** Words found in code fields that name no cause. */
const MEANINGLESS = new Set([
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
	return MEANINGLESS.has(word) || (toJobStatus(code) !== undefined && !/^timed?out$/.test(word));
}

/** Whether a code such as `invalid_request_error` accompanies many different errors. */
export function isGeneric(code: string): boolean {
	return GENERIC.some((set) => set.has(normalizeCode(code)));
}

/**
 * Finds the rule that applies to a refusal. Specific codes come first, then codes named in a
 * sentence, sentences, generic codes and numbers; within each, the order of the rules decides.
 * Returns undefined if only the HTTP status is left to judge by.
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
	// Codes count only in the matchable part of a sentence, not in a value it quotes.
	const mentioned = signals.mentions.filter((m) => words.some((w) => w.includes(m)));
	const mentions = mentioned.map(normalizeCode);
	const canApply = (rule: Rule) => during !== 'job' || isAboutJob(rule, codes, words);
	const find = (matches: (rule: Rule, i: number) => boolean) =>
		RULES.find((rule, i) => canApply(rule) && matches(rule, i));

	const hasCode = (i: number) => codes.some((c) => CODES[i].has(c));
	// A code that means "not accepted" outranks a gateway's report that it got no answer.
	const byCode = find((rule, i) => rule.order !== 'unknown' && hasCode(i));
	if (byCode) return { rule: byCode, by: 'code' };
	const ownStatus = getOwnStatus(status, signals.numbers);
	const isPlausible = (rule: Rule) =>
		!((rule.lowConfidence || isRequestRule(rule)) && CONCLUSIVE_STATUS.has(ownStatus)) &&
		!(rule.ofServer && ownStatus >= 400 && ownStatus < 500);
	const byMessage = find(
		(rule, i) =>
			isPlausible(rule) &&
			(mentions.some((c) => CODES[i].has(c)) ||
				(rule.order === 'unknown' && hasCode(i)) ||
				texts.some(
					(t) => isSaid(rule, t.text) && (!t.page || readsPages(rule, ownStatus, t.text)),
				)),
	);
	// A code nobody listed still says what it means: `runner_disconnected`, `CountryNotAllowed`.
	const spelled = [...signals.codes.slice(0, 20), ...mentioned.slice(0, 20)].map(spellOut);
	const byWords =
		(byMessage?.order ? byMessage : undefined) ??
		find(
			(rule) =>
				rule.order !== undefined &&
				!isRequestRule(rule) &&
				isPlausible(rule) &&
				spelled.some((code) => isSaid(rule, code)),
		) ??
		byMessage;
	const isChecked = byWords?.detail === 'upstream' && (status === 400 || status === 422);
	// OpenRouter wraps a provider's validation error in "Provider returned error", with the
	// provider's status.
	const checked =
		isChecked && find((rule, i) => isRequestRule(rule) && codes.some((c) => GENERIC[i].has(c)));
	if (checked) return { rule: checked, by: 'generic' };
	if (byWords) return { rule: byWords, by: 'words' };
	if (during !== 'job') {
		const generic = [...codes, ...mentions];
		const byGeneric = find(
			(rule, i) => generic.some((c) => GENERIC[i].has(c)) && !blamesClient(rule, status),
		);
		if (byGeneric) return { rule: byGeneric, by: 'generic' };
	}
	const byNumber = findNumberRule(signals.numbers, during, find);
	return byNumber && { rule: byNumber, by: 'number' };
}

/** Whether a sentence, or a code in words, means what the rule is about. */
function isSaid({ message, except }: Rule, text: string): boolean {
	return !!message?.test(text) && !except?.test(text);
}

/** Writes a code as words: `CountryNotAllowed` and `country_not_allowed` as "Country Not Allowed". */
function spellOut(code: string): string {
	return code
		.slice(0, 80)
		.replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
		.replace(/[^A-Za-z\d]+/g, ' ');
}

/** The HTTP status, or the one that an envelope at a good status gives instead. */
function getOwnStatus(status = 0, numbers: number[]): number {
	const isGood = status >= 200 && status < 300;
	return (isGood ? numbers.find((n) => n >= 400 && n < 600) : undefined) ?? status;
}

/** Statuses that servers do not send by accident. */
const CONCLUSIVE_STATUS = new Set([401, 402, 429, 451]);

/**
 * A specific number counts at any depth. Of those that only mean "client error" or "server error",
 * the innermost counts.
 */
function findNumberRule(
	numbers: number[],
	during: Phase,
	find: (matches: (rule: Rule) => boolean) => Rule | undefined,
): Rule | undefined {
	// A job's own 401 or 500 is about the endpoint's internals.
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

function isRequestRule(rule: Rule): boolean {
	return rule.class === 'invalid_request';
}

/**
 * A web page comes from a proxy, not from the endpoint: only region blocks and challenges are read
 * from it, and on a server error what happened to the proxy's own request.
 */
function readsPages(rule: Rule, status: number, text: string): boolean {
	return (
		rule.class === 'region' ||
		rule.class === 'rate_limit' ||
		(rule.order === 'unknown' && status >= 500 && !/connection refused/i.test(text))
	);
}

/** A 5xx that calls itself an invalid request is still a server error, and a 401 is about the key. */
function blamesClient(rule: Rule, status = 0): boolean {
	return isRequestRule(rule) && (status >= 500 || CONCLUSIVE_STATUS.has(status));
}

/**
 * Whether a rule can apply to a job that failed after it was accepted. A sentence that mentions a
 * server or a parameter does not make the failure a refusal of the request; heavy load does, and so
 * does anything about the prompt or the account.
 */
function isAboutJob(rule: Rule, codes: string[], texts: string[]): boolean {
	if (rule.class === 'overloaded')
		return codes.includes('heavyload') || texts.some((t) => /heavy load/i.test(t));
	return rule.class !== 'invalid_request' && rule.class !== 'rate_limit' && rule.class !== 'auth';
}
