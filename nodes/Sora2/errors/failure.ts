/** Every failure class, as workflows see it (`$json.error.class`). */
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

/** Whether the endpoint charged: no, yes (or reserved the amount), or unknown. */
export type Billed = 'no' | 'yes' | 'unknown';

/** One call to a channel that cost or may have cost something, and how it ended. */
export interface Attempt {
	channel: string;
	outcome: FailureClass | 'completed';
	model?: string;
	code?: string;
	country?: string;
	id?: string;
	/** The cost of this attempt in US dollars, if known. */
	usd?: number;
	/** Jobs that may be this attempt's, if its answer was lost. */
	candidates?: Candidate[];
}

/** A job at the endpoint that may be the one whose answer was lost. */
export interface Candidate {
	id: string;
	status?: string;
	createdAt?: string;
}

/**
 * A failure as an n8n item carries it under the key `error`. Keys without a value are left out
 * because n8n's editor shows the object field by field.
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

/** What a refusal is about, if its class alone does not decide what to do next. */
export type Detail =
	/** Which limit a 429 is about: concurrent jobs, or requests per time. */
	| 'concurrency'
	| 'requests'
	/** A 404 or 405 that does not mention an ID or a model. */
	| 'unknown_path'
	/** The endpoint does not know the requested job. */
	| 'unknown_job'
	/** The endpoint refused JSON and wants a form. */
	| 'wants_form'
	/** The endpoint does not read this content type. */
	| 'body_format'
	/** The endpoint wants the seconds as a number instead of text, or the reverse. */
	| 'seconds_type'
	/** A web page instead of an answer. */
	| 'web_page'
	/**
	 * The endpoint says the model is gone for good, or paused. Without either, it is just not
	 * offered.
	 */
	| 'model_removed'
	| 'model_paused'
	/** A proxy or gateway passed the request on, then timed out or got no usable answer. */
	| 'time_out'
	| 'upstream';

/** A failure before it is put into words: the result of `classify`. */
export interface Verdict extends VerdictFacts {
	detail?: Detail;
	/** The request parameter the refusal names, as the endpoint spells it. */
	param?: string;
	/** A job the refusal names: the order may have been accepted after all. */
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

/** Returns a copy of `value` without its empty keys. */
export function withoutEmpty<T extends object>(value: T): T {
	return Object.fromEntries(
		Object.entries(value).filter(([, v]) => v !== undefined && v !== null && v !== ''),
	) as T;
}

/**
 * Reads the failure an input item carries if an earlier node of this package failed: n8n's error
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
