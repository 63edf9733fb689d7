export interface Message {
	text: string;
	/** The depth it was found at: the innermost sentence is the clearest. */
	depth: number;
	/** A title or reason that accompanies the main message. */
	minor: boolean;
	/** Text of a web page, which comes from a proxy and not from the endpoint. */
	page: boolean;
}

export interface Signals {
	/** Values of `code`, `type` and similar keys, outermost first. */
	codes: string[];
	/** Words in sentences that look like codes: `unsupported_country_code`, `RateLimitError`. */
	mentions: string[];
	/** Human text, outermost first. */
	messages: Message[];
	/** Values of `param` and `country`; a region refusal names its country there. */
	params: string[];
	/** A framework's validation errors for single fields: `seconds: Input should be …`. */
	checks: string[];
	/** Numeric codes, outermost first: HTTP statuses and vendors' own. */
	numbers: number[];
	/** The endpoint's ID of the request, for its support team. */
	requestId?: string;
	/** IDs of jobs the body names, outermost first. */
	jobIds: string[];
	/** IDs of jobs in a list. A refusal may list the jobs that are running as its reason. */
	listedIds: string[];
	/** The body was, or contained, an object. */
	structured: boolean;
	/** The body contained the shape of an error. */
	envelope: boolean;
	/** The refusal comes from a framework's validation of the request's fields. */
	invalid: boolean;
}

export function createSignals(): Signals {
	return {
		codes: [],
		mentions: [],
		messages: [],
		params: [],
		checks: [],
		numbers: [],
		jobIds: [],
		listedIds: [],
		structured: false,
		envelope: false,
		invalid: false,
	};
}
