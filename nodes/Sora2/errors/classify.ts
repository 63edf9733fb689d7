import { findCountryCode } from './country';
import type { Billed, FailureClass, Verdict } from './failure';
import { pickMessage, toSentence } from './redact';
import { readDetail } from './detail';
import type { Phase, Refusal } from './refusal';
import { readRetryAfter } from './retryAfter';
import { matchRule, isMeaningless, isGeneric, normalizeCode, type RuleMatch } from './matchRule';
import { collectSignals } from './collectSignals';
import type { Signals } from './signals';

export { classifyNetwork } from './network';
export type { NetworkTrouble, Phase, Refusal } from './refusal';

interface ClassTraits {
	retryable: boolean;
	failover: boolean;
}

/** What each class means for another try on the same channel, and for another channel. */
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

/** Classes whose words on a 5xx are enough even without an envelope: nobody says them of a job that runs. */
const TELLING: readonly FailureClass[] = [
	'region',
	'quota',
	'model_retired',
	'moderation',
	'auth',
	'rate_limit',
];

/** The same for a line of bare text, where less is certain. */
const PLAIN: readonly FailureClass[] = ['region', 'quota', 'model_retired'];

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
	const { status, headers = {}, during, prompt } = refusal;
	const signals = collectSignals(refusal.body);
	signals.codes.push(...codesInHeaders(headers));
	const found = matchRule(signals, during, status, prompt);
	const certain = during !== 'submit' || isCertain(status, signals, found);
	const hit = certain ? found : undefined;
	const cls = hit?.rule.class ?? classOfStatus(status, during);
	const traits = TRAITS[cls];
	const code = codeOf(signals, hit);
	const words = signals.messages
		.slice(0, 20)
		.filter((m) => !m.page)
		.map((m) => toSentence(m.text, prompt))
		.join(' ');
	const billed: Billed = !certain ? 'unknown' : (during === 'job' && hit?.rule.billedInJob) || 'no';
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
		retryable: certain && (hit?.rule.retryable ?? traits.retryable),
		failover: billed === 'no' && traits.failover,
		billed,
		httpStatus: status,
		requestId:
			REQUEST_ID_HEADERS.map((name) => headers[name]).find(Boolean) ??
			signals.requestId ??
			headers['cf-ray'],
		retryAfterMs: readRetryAfter(headers, now),
		upstreamMessage: pickMessage(signals.messages.slice(0, 60), prompt),
		detail: readDetail({ class: cls, status, code, words }, signals),
		param: signals.params.find((p) => /^[a-z][\w.[\]]{0,60}$/.test(p)),
	};
}

const REQUEST_ID_HEADERS = [
	'x-request-id',
	'x-oneapi-request-id',
	'x-fal-request-id',
	'apim-request-id',
	'x-amzn-requestid',
	'request-id',
];

/** Some gateways say it in a header only: Azure, Amazon, Cloudflare's challenge. */
function codesInHeaders(headers: Record<string, string>): string[] {
	const named = [headers['x-ms-error-code'], headers['x-amzn-errortype']?.split(':')[0]].filter(
		(code): code is string => /^[\w.-]{2,80}$/.test(code ?? ''),
	);
	return headers['cf-mitigated'] === 'challenge' ? [...named, 'cf_challenge'] : named;
}

function classOfStatus(status: number | undefined, during: Phase): FailureClass {
	if (during === 'job') return 'job_failed';
	if (status === undefined) return 'unknown';
	if (status === 401 || status === 403 || status === 407) return 'auth';
	if (status === 402) return 'quota';
	if (status === 410 && during === 'submit') return 'model_retired';
	if (status === 429) return 'rate_limit';
	if (status === 451) return 'moderation';
	if (status >= 500 || status === 408) return 'overloaded';
	if (status >= 300) return status === 418 ? 'unknown' : 'invalid_request';
	return 'unknown';
}

function isCertain(
	status: number | undefined,
	signals: Signals,
	hit: RuleMatch | undefined,
): boolean {
	if (status === undefined) return false;
	if ((status >= 300 && status < 500) || status === 503 || signals.envelope) return true;
	if (hit === undefined || signals.messages.some((m) => m.page && !signals.structured))
		return false;
	if (!signals.structured)
		return status >= 500 && hit.by === 'words' && PLAIN.includes(hit.rule.class);
	return (
		hit.by === 'code' || (status >= 500 && hit.by === 'words' && TELLING.includes(hit.rule.class))
	);
}

/** The endpoint's own code: the one the verdict rests on, else the innermost that says something. */
function codeOf(signals: Signals, hit: RuleMatch | undefined): string | undefined {
	const said = signals.codes.filter((c) => !isMeaningless(c));
	const codes = new Set(hit?.rule.codes?.map(normalizeCode));
	const telling = (c: string) => codes.has(normalizeCode(c));
	return (
		said.find(telling) ??
		signals.mentions.find(telling) ??
		said.filter((c) => !isGeneric(c)).at(-1) ??
		said[0]
	);
}
