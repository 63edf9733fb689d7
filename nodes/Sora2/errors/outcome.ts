import type { Detail, FailureClass } from './failure';
import type { RuleMatch } from './matchRule';
import type { Phase } from './refusal';
import type { Signals } from './signals';

/** What became of an order that was not answered with a job. */
export interface OrderOutcome {
	/** `refused`: certainly not taken. `unknown`: it may have been taken, and cost money. */
	outcome: 'refused' | 'unknown';
	/** The class of an unknown outcome: what is wrong with the way, not with the request. */
	class: FailureClass;
	detail?: Detail;
	/** The job the answer names. */
	jobId?: string;
}

export const REFUSED: OrderOutcome = { outcome: 'refused', class: 'unknown' };

/** Statuses of a gateway that waited in vain, and of one that got no good answer. */
const TIME_OUTS: readonly number[] = [408, 499, 504, 522, 524, 598, 599];
const UPSTREAM: readonly number[] = [502, 520, 521, 523, 525, 526, 530];

/** Classes whose words in a line of bare text on a 5xx are enough: nobody says them of a job that runs. */
const CONCLUSIVE_IN_BARE_TEXT: readonly FailureClass[] = ['region', 'quota', 'model_retired'];

/**
 * Whether an order was refused for certain. What counts is the meaning (region, quota, auth, model, moderation,
 * validation, rate limit, overload in words), never that there is an envelope, except on a 500. Without a meaning
 * a bare 4xx and a 503 are refusals; time-outs, resets and failures further on are unknown outcomes at any status.
 * @param isAskedFor whether the request itself named a job: the source of a remix is not what came of it
 */
export function judgeOrder(
	status: number | undefined,
	signals: Signals,
	hit: RuleMatch | undefined,
	isAskedFor: (id: string) => boolean = () => false,
): OrderOutcome {
	const unknown: OrderOutcome = {
		outcome: 'unknown',
		class: classOfOutage(status),
		detail: detailOfStatus(status),
	};
	if (status === undefined) return unknown;
	const [jobId] = signals.jobIds;
	if (jobId !== undefined) return { ...unknown, jobId };
	const isGood = status >= 200 && status < 300;
	const named = findJobId(signals, isGood, isAskedFor);
	if (isConclusive(status, signals, hit)) return REFUSED;
	const reported = hit?.rule.order === 'unknown';
	const number = signals.numbers.find((n) => TIME_OUTS.includes(n) || UPSTREAM.includes(n));
	if (reported || number !== undefined || isLostOnTheWay(status, signals))
		return {
			outcome: 'unknown',
			class: 'overloaded',
			detail: (reported ? hit.rule.detail : undefined) ?? detailOfStatus(number ?? status),
			jobId: named,
		};
	if ((status >= 300 && status < 500) || status === 503) return REFUSED;
	if (!signals.envelope) return { ...unknown, jobId: named };
	// An envelope's own number stands for the status that HTTP hides.
	const own = isGood ? signals.numbers.find((n) => n >= 400 && n < 600) : status;
	const isRefusal = own !== undefined || (hit?.by === 'generic' && hit.rule.order === 'refused');
	// A 5xx that names a job, or that only passes on a failure it does not know, leaves everything open.
	const isOpen = status >= 500 && (named !== undefined || isPassedOn(signals, hit));
	return isRefusal && !isOpen ? REFUSED : { ...unknown, jobId: named };
}

/** Whether the signals themselves mean that the order was not taken. */
function isConclusive(status: number, signals: Signals, hit: RuleMatch | undefined): boolean {
	if (hit?.rule.order !== 'refused') return false;
	const isBareText = !signals.structured;
	if (status >= 500 || status < 300) {
		if (signals.messages.some((m) => m.page) && isBareText) return false;
		if (isBareText)
			return (
				status >= 500 && hit.by === 'words' && CONCLUSIVE_IN_BARE_TEXT.includes(hit.rule.class)
			);
		// A good status without an error's shape is no refusal whose words are to be trusted.
		if (!signals.envelope && status < 300) return hit.by === 'code';
	}
	return hit.by === 'code' || hit.by === 'words' || (hit.by === 'number' && !hit.rule.statusOnly);
}

/** Codes of new-api for "the next one answered with a bad status", where nothing says with what. */
const PASSED_ON = /^(bad_response_status_code|fail_to_fetch_task)$/;

function isPassedOn({ codes }: Signals, hit: RuleMatch | undefined): boolean {
	return (
		(hit === undefined || (hit.by === 'number' && hit.rule.class === 'overloaded')) &&
		codes.some((code) => PASSED_ON.test(code))
	);
}

function isLostOnTheWay(status: number, { messages, structured }: Signals): boolean {
	if (status === 408) return structured || messages.length > 0;
	return TIME_OUTS.includes(status) || UPSTREAM.includes(status);
}

function detailOfStatus(status: number | undefined): Detail | undefined {
	if (status === undefined) return undefined;
	if (TIME_OUTS.includes(status)) return 'time_out';
	return UPSTREAM.includes(status) ? 'upstream' : undefined;
}

/** `video_68d7`, `job-68d7`, `task 68d75f`, `taskId=68d75f`. */
const ID_IN_WORDS =
	/\b(?:((?:video|task|job|gen)_[\w-]{6,200}|(?:task|job)-[\w-]{4,200})|(?:task|job|video|generation)(?:[ _]?id)?["']?\s?[:=#]?\s?["']?([\w-]{6,200}))/gi;
/** A size, a date, or the name of a model. */
const NO_ID = /^(\d+x\d+|\d{4}-\d\d-\d\d|(sora|veo|kling|wan|gen|video)-?\d.*)$/i;

/** A job that an answer without a meaning names all the same: in its words, or on a good status as the request. */
function findJobId(
	{ messages, requestId }: Signals,
	isGood: boolean,
	isAskedFor: (id: string) => boolean,
): string | undefined {
	const named = messages
		.slice(0, 20)
		.flatMap((m) => [...m.text.slice(0, 4096).matchAll(ID_IN_WORDS)].map(([, a, b]) => a ?? b))
		.find((id) => /\d/.test(id) && !NO_ID.test(id) && !isAskedFor(id));
	return named ?? (isGood ? requestId : undefined);
}

function classOfOutage(status: number | undefined): FailureClass {
	return status !== undefined && (status >= 500 || status === 408) ? 'overloaded' : 'unknown';
}

/** The class of a refusal that says nothing: its HTTP status's, or that of a job that failed. */
export function classOfStatus(status: number | undefined, during: Phase): FailureClass {
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
