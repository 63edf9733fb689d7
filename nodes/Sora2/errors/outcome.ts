import type { Detail, FailureClass } from './failure';
import type { RuleMatch } from './matchRule';
import type { Phase } from './refusal';
import type { Signals } from './signals';

/** The outcome of an order that was not answered with a job. */
export interface OrderOutcome {
	/** `refused`: certainly not accepted. `unknown`: it may have been accepted and billed. */
	outcome: 'refused' | 'unknown';
	/**
	 * The class of an unknown outcome, which describes the path to the endpoint and not the request.
	 */
	class: FailureClass;
	detail?: Detail;
	/** The job the answer names. */
	jobId?: string;
}

export const REFUSED: OrderOutcome = { outcome: 'refused', class: 'unknown' };

/** Statuses of a gateway that timed out, and of one that got no usable answer. */
const TIME_OUTS: readonly number[] = [408, 499, 504, 522, 524, 598, 599];
const UPSTREAM: readonly number[] = [502, 520, 521, 523, 525, 526, 530];

/**
 * Classes that a line of plain text on a 5xx is enough for: servers do not say this about a running
 * job.
 */
const CONCLUSIVE_IN_BARE_TEXT: readonly FailureClass[] = ['region', 'quota', 'model_retired'];

/**
 * Decides whether an order was certainly refused. Only a meaning counts (region, quota, auth,
 * model, moderation, validation, rate limit, overload in words); an error envelope alone counts
 * only on a 500. Without a meaning, a bare 4xx or a 503 is a refusal. Time-outs, resets and
 * upstream failures leave the outcome unknown at any status.
 * @param isInRequest whether the request itself named a job: the source of a remix is not its result
 */
export function judgeOrder(
	status: number | undefined,
	signals: Signals,
	hit: RuleMatch | undefined,
	isInRequest: (id: string) => boolean = () => false,
): OrderOutcome {
	const unknown: OrderOutcome = {
		outcome: 'unknown',
		class: getOutageClass(status),
		detail: getStatusDetail(status),
	};
	if (status === undefined) return unknown;
	const [jobId] = signals.jobIds;
	if (jobId !== undefined) return { ...unknown, jobId };
	const isGood = status >= 200 && status < 300;
	const named = findJobId(signals, isGood, isInRequest) ?? signals.listedIds[0];
	if (isConclusive(status, signals, hit)) return REFUSED;
	const reported = hit?.rule.order === 'unknown';
	const number = signals.numbers.find((n) => TIME_OUTS.includes(n) || UPSTREAM.includes(n));
	if (reported || number !== undefined || isGatewayFailure(status, signals))
		return {
			outcome: 'unknown',
			class: 'overloaded',
			detail: (reported ? hit.rule.detail : undefined) ?? getStatusDetail(number ?? status),
			jobId: named,
		};
	if ((status >= 300 && status < 500) || status === 503) return REFUSED;
	if (!signals.envelope) return { ...unknown, jobId: named };
	// An envelope's own number replaces the status that HTTP hides.
	const own = isGood ? signals.numbers.find((n) => n >= 400 && n < 600) : status;
	const isRefusal = own !== undefined || (hit?.by === 'generic' && hit.rule.order === 'refused');
	// A 5xx that names a job, or only passes on an unspecified failure, leaves the outcome unknown.
	const isOpen = status >= 500 && (named !== undefined || isPassedOn(signals, hit));
	return isRefusal && !isOpen ? REFUSED : { ...unknown, jobId: named };
}

/** Whether the signals alone mean that the order was not accepted. */
function isConclusive(status: number, signals: Signals, hit: RuleMatch | undefined): boolean {
	if (hit?.rule.order !== 'refused') return false;
	const isBareText = !signals.structured;
	if (status >= 500 || status < 300) {
		if (signals.messages.some((m) => m.page) && isBareText) return false;
		if (isBareText)
			return (
				status >= 500 && hit.by === 'words' && CONCLUSIVE_IN_BARE_TEXT.includes(hit.rule.class)
			);
		// Words on a good status without the shape of an error are not trusted as a refusal.
		if (!signals.envelope && status < 300) return hit.by === 'code';
	}
	return hit.by === 'code' || hit.by === 'words' || (hit.by === 'number' && !hit.rule.statusOnly);
}

/** new-api's codes for a bad status from its upstream, without saying which. */
const PASSED_ON = /^(bad_response_status_code|fail_to_fetch_task)$/;

function isPassedOn({ codes }: Signals, hit: RuleMatch | undefined): boolean {
	return (
		(hit === undefined || (hit.by === 'number' && hit.rule.class === 'overloaded')) &&
		codes.some((code) => PASSED_ON.test(code))
	);
}

function isGatewayFailure(status: number, { messages, structured }: Signals): boolean {
	if (status === 408) return structured || messages.length > 0;
	return TIME_OUTS.includes(status) || UPSTREAM.includes(status);
}

function getStatusDetail(status: number | undefined): Detail | undefined {
	if (status === undefined) return undefined;
	if (TIME_OUTS.includes(status)) return 'time_out';
	return UPSTREAM.includes(status) ? 'upstream' : undefined;
}

/** `video_68d7`, `job-68d7`, `task 68d75f`, `taskId=68d75f`, `任务ID：68d75f`. */
const ID_IN_WORDS =
	/(?<![a-z\d])(?:((?:video|task|job|gen)_[\w-]{4,200}|(?:task|job)-[\w-]{4,200})|(?:task|job|video|generation|prediction|任务)(?:[ _]?id)?["']?(?:\s?[:=#：]\s?|\s)["']?([a-z\d][\w-]{5,200}))/gi;
/** A size, a date, or a model name. */
const NO_ID = /^(\d+x\d+|\d{4}-\d\d-\d\d|(sora|veo|kling|wan|gen|video)-?\d.*)$/i;

/**
 * Finds the job that an answer without a meaning still names: in its words, or, on a good status,
 * as the request ID.
 */
function findJobId(
	{ messages, requestId }: Signals,
	isGood: boolean,
	isInRequest: (id: string) => boolean,
): string | undefined {
	const named = messages
		.slice(0, 20)
		.flatMap((m) => [...m.text.slice(0, 4096).matchAll(ID_IN_WORDS)])
		.filter(([whole, a, b]) => /\d/.test(a ?? b) && (/id\W/i.test(whole) || !NO_ID.test(a ?? b)))
		.map(([, a, b]) => a ?? b)
		.find((id) => !isInRequest(id));
	return named ?? (isGood ? requestId : undefined);
}

function getOutageClass(status: number | undefined): FailureClass {
	return status !== undefined && (status >= 500 || status === 408) ? 'overloaded' : 'unknown';
}

/** The class of a refusal without any meaning: by its HTTP status, or that of a failed job. */
export function getClassOfStatus(status: number | undefined, during: Phase): FailureClass {
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
