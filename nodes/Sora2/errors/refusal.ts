/**
 * What the request was for. Only an order (`submit`) can have an unknown outcome: in the other
 * phases the job was already accepted.
 */
export type Phase = 'submit' | 'job' | 'read';

/** An answer other than the one expected. */
export interface Refusal {
	during: Phase;
	/** HTTP status; undefined if a job reports its own failure. */
	status?: number;
	/** Header names in lower case. */
	headers?: Record<string, string>;
	/** The raw body, or an already parsed part of it. */
	body?: unknown;
	/**
	 * The user's prompt, if known. Endpoints quote it, and its words must not be mistaken for theirs.
	 */
	prompt?: string;
	/** The rest of the request, including its path: an ID in it does not belong to a new job. */
	request?: string;
}

/** A connection that failed before a complete answer arrived: what n8n's HTTP helper threw. */
export interface NetworkError {
	/** Node's code: ECONNRESET, ECONNREFUSED, ENOTFOUND, … */
	code?: string;
	message: string;
	/** Status, headers and partial body of an answer that broke off: they may name a job. */
	status?: number;
	headers?: Record<string, string>;
	partialText?: string;
}
