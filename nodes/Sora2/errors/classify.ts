import { readBilling } from './billing';
import { findCountryCode } from './country';
import type { Billed, FailureClass, Verdict } from './failure';
import { parseJson } from './json';
import { readLocation } from './location';
import { pickMessage, toSentence } from './redact';
import { readDetail } from './detail';
import type { Refusal } from './refusal';
import { readRetryAfter } from './retryAfter';
import { getClassOfStatus, judgeOrder, REFUSED } from './outcome';
import { matchRule, isMeaningless, isGeneric, normalizeCode, type RuleMatch } from './matchRule';
import { collectSignals } from './collectSignals';
import type { Signals } from './signals';

export { classifyNetwork } from './network';
export type { NetworkError, Phase, Refusal } from './refusal';

interface ClassTraits {
	retryable: boolean;
	failover: boolean;
}

/**
 * For each class: whether another try on the same channel can help, and whether another channel
 * can.
 */
export const TRAITS: Record<FailureClass, ClassTraits> = {
	region: { retryable: false, failover: true },
	auth: { retryable: false, failover: true },
	quota: { retryable: false, failover: true },
	budget: { retryable: false, failover: false },
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
 * Classifies a refusal: its class, whether a retry or another channel can help, and whether it was
 * billed. `outcome.ts` decides whether an order was certainly refused or its outcome is unknown.
 * Never throws.
 *
 * For a failed job, `billed` is what its answer says. If it says nothing, `billed` is `no`, and the
 * channel's declaration decides (`jobs/jobFailures.ts`).
 *
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 */
export function classify(refusal: Refusal, now: number): Verdict {
	const { status, headers = {}, during, prompt } = refusal;
	const signals = collectSignals(refusal.body);
	const requestWords = new Set(refusal.request?.match(/[\w.:=%+-]+/g));
	const isInRequest = (id: string) =>
		requestWords.has(id) || requestWords.has(encodeURIComponent(id));
	const located = during === 'submit' && (status ?? 0) >= 500 ? readLocation(headers) : undefined;
	if (located) signals.jobIds.push(located.id);
	signals.jobIds = signals.jobIds.filter((id) => !isInRequest(id));
	signals.codes.push(...readHeaderCodes(headers));
	const hit = matchRule(signals, during, status, prompt);
	const judged = during === 'submit' ? judgeOrder(status, signals, hit, isInRequest) : REFUSED;
	const order =
		during === 'submit' && judged === REFUSED && isCharged(refusal.body, hit)
			? { outcome: 'unknown' as const, class: getClassOfStatus(status, during) }
			: judged;
	const isRefused = order.outcome === 'refused';
	const cls =
		isRefused || order.jobId ? (hit?.rule.class ?? getClassOfStatus(status, during)) : order.class;
	const traits = TRAITS[cls];
	const ofJob = during === 'job' ? (readBilling(refusal.body) ?? hit?.rule.billedInJob) : undefined;
	const billed: Billed = isRefused ? (ofJob ?? 'no') : 'unknown';
	const code = pickCode(signals, hit);
	const words = signals.messages
		.slice(0, 20)
		.filter((m) => !m.page)
		.map((m) => toSentence(m.text, prompt))
		.join(' ');
	return {
		class: cls,
		code,
		country:
			cls === 'region'
				? findCountryCode(
						signals.params,
						signals.messages.map((m) => m.text),
					)
				: undefined,
		retryable: isRefused && billed === 'no' && (hit?.rule.retryable ?? traits.retryable),
		failover: billed === 'no' && traits.failover,
		billed,
		httpStatus: status,
		requestId:
			REQUEST_ID_HEADERS.map((name) => headers[name]).find(Boolean) ??
			signals.requestId ??
			headers['cf-ray'],
		retryAfterMs: readRetryAfter(headers, now),
		upstreamMessage:
			signals.checks.length > 1
				? toSentence(signals.checks.slice(0, 3).join('; '), prompt)
				: pickMessage(signals.messages.slice(0, 60), prompt),
		detail:
			hit?.rule.detail ?? order.detail ?? readDetail({ class: cls, status, code, words }, signals),
		param: signals.params.find((p) => /^[a-z][\w.[\]]{0,60}$/.test(p)),
		jobId: order.jobId,
	};
}

/** Classes of refusals whose amounts are prices: what is missing, or what the order would cost. */
const ABOUT_MONEY: readonly FailureClass[] = ['quota', 'rate_limit', 'region', 'auth'];

/** Whether a refusal says that the order was charged all the same. */
function isCharged(body: unknown, hit: RuleMatch | undefined): boolean {
	if (hit && ABOUT_MONEY.includes(hit.rule.class)) return false;
	const billed = readBilling(typeof body === 'string' ? (parseJson(body) ?? body) : body);
	return billed === 'yes' || billed === 'unknown';
}

const REQUEST_ID_HEADERS = [
	'x-request-id',
	'x-oneapi-request-id',
	'x-fal-request-id',
	'apim-request-id',
	'x-amzn-requestid',
	'request-id',
];

/** Azure, Amazon and Cloudflare's challenge page report some codes in a header only. */
function readHeaderCodes(headers: Record<string, string>): string[] {
	const named = [headers['x-ms-error-code'], headers['x-amzn-errortype']?.split(':')[0]].filter(
		(code): code is string => /^[\w.-]{2,80}$/.test(code ?? ''),
	);
	return headers['cf-mitigated'] === 'challenge' ? [...named, 'cf_challenge'] : named;
}

/** The endpoint's own code: the one the verdict is based on, else the innermost meaningful one. */
function pickCode(signals: Signals, hit: RuleMatch | undefined): string | undefined {
	const meaningful = signals.codes.filter((c) => !isMeaningless(c));
	const codes = new Set(hit?.rule.codes?.map(normalizeCode));
	const decides = (c: string) => codes.has(normalizeCode(c));
	return (
		meaningful.find(decides) ??
		signals.mentions.find(decides) ??
		meaningful.filter((c) => !isGeneric(c)).at(-1) ??
		meaningful[0]
	);
}
