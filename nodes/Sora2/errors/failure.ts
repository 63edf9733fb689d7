/** What can go wrong, in the words a workflow sees (`$json.error.class`). */
export const FAILURE_CLASSES = [
	'region',
	'auth',
	'quota',
	'budget',
	'rate_limit',
	'moderation',
	'invalid_request',
	'model_retired',
	'overloaded',
	'job_failed',
	'network',
	'timeout',
	'cancelled',
	'unknown',
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** Whether the endpoint took money: certainly not, certainly (or it is reserved), or nobody can tell. */
export type Billed = 'no' | 'yes' | 'unknown';

/** One call to a channel that cost or could have cost something, and how it ended. */
export interface Attempt {
	channel: string;
	outcome: FailureClass | 'completed';
	model?: string;
	code?: string;
	country?: string;
	id?: string;
	/** What this attempt costs in US dollars, where it is known. */
	usd?: number;
	/** Jobs that may be this attempt's, where its answer was lost. */
	candidates?: Candidate[];
}

/** A job at the endpoint that may be the one whose answer was lost. */
export interface Candidate {
	id: string;
	status?: string;
	createdAt?: string;
}

/**
 * A failure as an n8n item carries it under the key `error`. Keys without a value are left out:
 * n8n's editor shows the object field by field.
 */
export interface Failure {
	message: string;
	hint: string;
	class: FailureClass;
	code?: string;
	country?: string;
	retryable: boolean;
	failover: boolean;
	billed: Billed;
	channel?: string;
	model?: string;
	jobId?: string;
	httpStatus?: number;
	requestId?: string;
	/** Milliseconds the endpoint asked to wait before the next request. */
	retryAfterMs?: number;
	upstreamMessage?: string;
	candidates?: Candidate[];
	attempts?: Attempt[];
}

/** What a refusal is about, where its class does not say enough to decide what to do next. */
export type Detail =
	/** Which limit a 429 complains of: jobs at the same time, or requests in a time. */
	| 'concurrency'
	| 'requests'
	/** A 404 or 405 without a word about an ID or a model. */
	| 'unknown_path'
	/** The endpoint does not know the job that was asked for. */
	| 'unknown_job'
	/** The body has to be a form: it was refused for being JSON. */
	| 'wants_form'
	/** The body is of another type than the endpoint reads. */
	| 'body_format'
	/** The seconds have to be a number, or text. */
	| 'seconds_type'
	/** A web page in the place of an answer. */
	| 'web_page'
	/** The model is said to be gone for good, or for a while; else it is only not on offer. */
	| 'model_removed'
	| 'model_paused'
	/** Somebody on the way gave up waiting, or got no good answer, after the request was passed on. */
	| 'time_out'
	| 'upstream';

/** What a failure is about before it has words: the verdict of `classify`. */
export interface Verdict extends VerdictFacts {
	detail?: Detail;
	/** The request's parameter the refusal names, as the endpoint spells it. */
	param?: string;
	/** A job the refusal names: an order that was refused with one may have been taken. */
	jobId?: string;
}

type VerdictFacts = Pick<
	Failure,
	| 'class'
	| 'code'
	| 'country'
	| 'retryable'
	| 'failover'
	| 'billed'
	| 'httpStatus'
	| 'requestId'
	| 'retryAfterMs'
	| 'upstreamMessage'
>;

/** A copy of `value` without the keys that hold nothing. */
export function withoutEmpty<T extends object>(value: T): T {
	return Object.fromEntries(
		Object.entries(value).filter(([, v]) => v !== undefined && v !== null && v !== ''),
	) as T;
}

/**
 * The failure an input item carries, where an earlier node of this package put one there: n8n's error
 * output merges it into the item's JSON.
 */
export function readCarriedFailure(json: Record<string, unknown>): Failure | undefined {
	const error = json.error as Partial<Failure> | null | undefined;
	const ours =
		typeof error === 'object' &&
		error !== null &&
		FAILURE_CLASSES.includes(error.class as FailureClass) &&
		typeof error.failover === 'boolean' &&
		typeof error.message === 'string' &&
		error.billed !== undefined;
	return ours ? (error as Failure) : undefined;
}
