import type { Detail, FailureClass } from '../failure';

/** One signal and what it means. */
export interface Rule {
	class: FailureClass;
	/**
	 * Values of `code` or `type` with this meaning; spelling (`_`, `-`, capitals, `Exception`) does
	 * not matter.
	 */
	codes?: readonly string[];
	message?: RegExp;
	/** Sentences that use the same words about something else. */
	except?: RegExp;
	/** Codes and types that accompany many errors; used only if no message matches. */
	generic?: readonly string[];
	/**
	 * Vendors' numeric codes, including HTTP numbers: a number in an envelope outranks the HTTP
	 * status.
	 */
	numbers?: readonly number[];
	/**
	 * What the signal says about an order, at any status: not accepted, or unknown. Without it the
	 * HTTP status decides.
	 */
	order?: 'refused' | 'unknown';
	/**
	 * The numbers only say who is to blame: a specific number outranks them, and the innermost of
	 * them counts.
	 */
	statusOnly?: true;
	/** Words that accompany many errors; a conclusive status outranks them. */
	lowConfidence?: true;
	/** Not said of a client error: a 4xx with these words is about the request. */
	ofServer?: true;
	/** Overrides whether the class allows a retry on the same channel. */
	retryable?: boolean;
	/** The refusal may have come after the endpoint started work on the job. */
	billedInJob?: 'unknown';
	detail?: Detail;
}

/** Joins patterns into one. Their repetitions are bounded, because they match untrusted text. */
export function joinPatterns(...patterns: RegExp[]): RegExp {
	return new RegExp(patterns.map((p) => p.source).join('|'), 'i');
}

/**
 * Matches a word of each group in one clause, in either order: "quota exhausted", "used up your
 * quota". A dot inside a name (wan2.2) does not end the clause.
 */
export function joinNear(a: RegExp, b: RegExp, gap = 30): RegExp {
	const between = `(?:[^.。,，;；\\n]|\\.(?=\\S)){0,${gap}}?`;
	const [x, y] = [`(?:${a.source})`, `(?:${b.source})`];
	return new RegExp(`${x}${between}${y}|${y}${between}${x}`, 'i');
}
