import { countryCode } from './country';
import type { Billed, FailureClass, Verdict } from './failure';
import { retryAfterMs } from './retryAfter';
import { RULES, type Rule } from './rules';
import { unwrap, type Signals } from './unwrap';

/** An answer of an endpoint that is not what was asked for. */
export interface Refusal {
	/** What was asked: only a submit can have an outcome nobody knows; a job was accepted before. */
	during: 'submit' | 'job' | 'read';
	/** HTTP status; absent for what a job says of itself. */
	status?: number;
	/** Header names in lower case. */
	headers?: Record<string, string>;
	/** The body as it came, or an already parsed part of it. */
	body?: unknown;
}

interface ClassTraits {
	retryable: boolean;
	failover: boolean;
}

/** What each class means for another try on the same channel, and for another channel. */
const TRAITS: Record<FailureClass, ClassTraits> = {
	region: { retryable: false, failover: true },
	auth: { retryable: false, failover: true },
	quota: { retryable: false, failover: true },
	rate_limit: { retryable: true, failover: true },
	moderation: { retryable: false, failover: false },
	invalid_request: { retryable: false, failover: false },
	model_retired: { retryable: false, failover: true },
	overloaded: { retryable: true, failover: true },
	job_failed: { retryable: true, failover: true },
	network: { retryable: true, failover: true },
	timeout: { retryable: true, failover: false },
	cancelled: { retryable: false, failover: false },
	unknown: { retryable: false, failover: true },
};

/**
 * Reads a refusal: its class, whether another try or another channel helps, whether it cost anything.
 *
 * Refused for certain is an answer with a recognised error body, any 4xx, 503 or 429 (429 being a 4xx).
 * Everything else on a submit is an unknown outcome: the job may exist and be billed, so neither another
 * try nor another channel is right until somebody has looked.
 *
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 * Never throws.
 */
export function classify(refusal: Refusal, now: number): Verdict {
	const { status, headers = {}, during } = refusal;
	const signals = unwrap(refusal.body);
	const rule = ruleFor(signals, during, status);
	const cls = rule?.class ?? classOfStatus(status, during);
	const traits = TRAITS[cls];
	const certain = during !== 'submit' || isCertain(status, signals, rule);
	const billed: Billed = !certain ? 'unknown' : (during === 'job' && rule?.billedInJob) || 'no';
	const clear = certain && billed !== 'unknown';
	return {
		class: cls,
		code: code(signals, rule),
		country: cls === 'region' ? countryCode(signals.params) : undefined,
		retryable: certain && (rule?.retryable ?? traits.retryable),
		failover: clear && traits.failover,
		billed,
		httpStatus: status,
		requestId: headers['x-request-id'] ?? headers['x-oneapi-request-id'] ?? headers['x-fal-request-id'] ?? headers['apim-request-id'] ?? headers['cf-ray'],
		retryAfterMs: retryAfterMs(headers, now),
		upstreamMessage: plainest(signals.messages),
	};
}

/** A connection that failed before an answer: what n8n's HTTP helper threw. */
export interface NetworkTrouble {
	/** Node's code: ECONNRESET, ECONNREFUSED, ENOTFOUND, … */
	code?: string;
	message: string;
}

/** Codes of a connection that never stood: nothing of the request reached the endpoint. */
const NEVER_STOOD = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EPROTO|ERR_INVALID_URL|ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_OSSL|HOSTNAME_MISMATCH|SSRF)/i;
const NEVER_STOOD_WORDS = /before secure TLS connection was established|getaddrinfo|connect (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|certificate|SSL routines|wrong version number|blocked by SSRF|not allowed to (access|connect)/i;

/** The same for a connection: refused for certain only when it never stood. */
export function classifyNetwork(trouble: NetworkTrouble, during: Refusal['during']): Verdict {
	const certain = during !== 'submit' || NEVER_STOOD.test(trouble.code ?? '') || NEVER_STOOD_WORDS.test(trouble.message);
	return {
		class: 'network',
		code: trouble.code,
		retryable: certain,
		failover: certain,
		billed: certain ? 'no' : 'unknown',
		upstreamMessage: trouble.message,
	};
}

/** Specific codes, then messages, then generic codes, then numbers; the rules' order within each. */
function ruleFor(signals: Signals, during: Refusal['during'], status: number | undefined): Rule | undefined {
	const codes = signals.codes.map((c) => c.toLowerCase());
	const text = signals.messages.slice(0, 24).map((m) => m.slice(0, 4000));
	const found =
		RULES.find((r) => r.codes?.some((c) => codes.includes(c))) ??
		RULES.find((r) => r.message && readsPages(r, signals) && text.some((m) => r.message!.test(m)));
	if (during === 'job') return found && aboutTheJob(found, codes, text) ? found : undefined;
	return (
		found ??
		RULES.find((r) => r.generic?.some((c) => codes.includes(c)) && !blamesClient(r, status)) ??
		RULES.find((r) => r.numbers?.some((n) => signals.numbers.includes(n)))
	);
}

/** A web page is a proxy's word, not the endpoint's: only blocks by region and challenges are read from it. */
function readsPages(rule: Rule, signals: Signals): boolean {
	return !signals.html || rule.class === 'region' || rule.class === 'rate_limit';
}

/** A 5xx that calls itself an invalid request is still the server's trouble. */
function blamesClient(rule: Rule, status: number | undefined): boolean {
	return rule.class === 'invalid_request' && status !== undefined && status >= 500;
}

/**
 * A job that failed after it was accepted says so in a sentence. That the sentence mentions a server or a
 * parameter makes it no refusal of the request; heavy load does, and so does what concerns the prompt or the account.
 */
function aboutTheJob(rule: Rule, codes: string[], text: string[]): boolean {
	if (rule.class === 'overloaded') return codes.includes('heavy_load') || text.some((m) => /heavy load/i.test(m));
	return rule.class !== 'invalid_request' && rule.class !== 'rate_limit' && rule.class !== 'auth';
}

function classOfStatus(status: number | undefined, during: Refusal['during']): FailureClass {
	if (during === 'job') return 'job_failed';
	if (status === undefined) return 'unknown';
	if (status === 401 || status === 403) return 'auth';
	if (status === 402) return 'quota';
	if (status === 410 && during === 'submit') return 'model_retired';
	if (status === 429) return 'rate_limit';
	if (status === 451) return 'moderation';
	if (status >= 500 || status === 408) return 'overloaded';
	if (status >= 300) return status === 418 ? 'unknown' : 'invalid_request';
	return 'unknown';
}

function isCertain(status: number | undefined, signals: Signals, rule: Rule | undefined): boolean {
	if (status === undefined) return false;
	if ((status >= 300 && status < 500) || status === 503) return true;
	return signals.envelope || (rule !== undefined && rule.class !== 'overloaded' && !signals.html);
}

/** Words in the place of a code that name no cause. */
const DULL = /^(error|none|null|fail|failed|failure|api_error|new_api_error|shell_api_error|requests|fail_to_fetch_task)$/;
const GENERIC = new Set(RULES.flatMap((r) => r.generic ?? []));

/** The endpoint's own code: the one the verdict rests on, else the innermost that says something. */
function code(signals: Signals, rule: Rule | undefined): string | undefined {
	const said = signals.codes.filter((c) => !DULL.test(c.toLowerCase()));
	return (
		said.find((c) => rule?.codes?.includes(c.toLowerCase())) ??
		said.filter((c) => !GENERIC.has(c.toLowerCase())).at(-1) ??
		said[0]
	);
}

/** The innermost sentence that is words and not markup or JSON; capped for a table cell. */
function plainest(messages: string[]): string | undefined {
	const words = messages.filter((m) => !/[{}]|^data:/.test(m) && /\p{L}{2}/u.test(m));
	const best = words.at(-1) ?? messages.at(-1);
	return best?.replace(/\s+/g, ' ').trim().slice(0, 400) || undefined;
}
