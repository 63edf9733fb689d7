import type { Detail, FailureClass } from '../failure';

/** One signal and what it means. */
export interface Rule {
	class: FailureClass;
	/** Words of `code` or `type` that say it; how they are spelled (`_`, `-`, capitals, `Exception`) does not matter. */
	codes?: readonly string[];
	message?: RegExp;
	/** Codes and types that accompany anything: looked at only when no message speaks. */
	generic?: readonly string[];
	/** Vendors' numeric codes, HTTP numbers included: an envelope's number outranks the HTTP status. */
	numbers?: readonly number[];
	/**
	 * What the signal says of an order, whatever the status: it was not taken, or nobody knows. Without this the
	 * HTTP status decides.
	 */
	order?: 'refused' | 'unknown';
	/** The numbers say only who is to blame: a conclusive number outranks them, and the innermost of them counts. */
	statusOnly?: true;
	/** Words anybody adds to anything: a status that says something outranks them. */
	lowConfidence?: true;
	/** Overrides of what the class says about another try on the same channel. */
	retryable?: boolean;
	/** The refusal came while the endpoint may already have worked on the job. */
	billedInJob?: 'unknown';
	detail?: Detail;
}

/** One expression of several. Repetitions in it are bounded: what is matched comes from strangers. */
export function anyOf(...patterns: RegExp[]): RegExp {
	return new RegExp(patterns.map((p) => p.source).join('|'), 'i');
}
