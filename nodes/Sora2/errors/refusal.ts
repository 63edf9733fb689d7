/** What was asked: only an order can have an outcome nobody knows; a job was accepted before. */
export type Phase = 'submit' | 'job' | 'read';

/** An answer of an endpoint that is not what was asked for. */
export interface Refusal {
	during: Phase;
	/** HTTP status; absent for what a job says of itself. */
	status?: number;
	/** Header names in lower case. */
	headers?: Record<string, string>;
	/** The body as it came, or an already parsed part of it. */
	body?: unknown;
	/** The user's prompt, where it is known: endpoints quote it, and its words must not be taken for theirs. */
	prompt?: string;
	/** What else the request said, its path included: an ID in it is not that of a new job. */
	request?: string;
}

/** A connection that failed before an answer: what n8n's HTTP helper threw. */
export interface NetworkTrouble {
	/** Node's code: ECONNRESET, ECONNREFUSED, ENOTFOUND, … */
	code?: string;
	message: string;
	/** Status and headers of an answer whose body broke off, and what had come of it: it may name a job. */
	status?: number;
	headers?: Record<string, string>;
	partialText?: string;
}
