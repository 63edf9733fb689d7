export interface Message {
	text: string;
	/** How deep it was found: the innermost sentence is the plainest. */
	depth: number;
	/** A title or a reason, which accompanies the sentence. */
	minor: boolean;
	/** The words of a web page: a proxy's, not the endpoint's. */
	page: boolean;
}

export interface Signals {
	/** Words of `code`, `type` and their kin, outermost first. */
	codes: string[];
	/** Words in sentences that look like codes: `unsupported_country_code`, `RateLimitError`. */
	mentions: string[];
	/** Human text, outermost first. */
	messages: Message[];
	/** Values of `param` and `country`: where a region refusal names the country. */
	params: string[];
	/** What a framework's checks say of single fields: `seconds: Input should be …`. */
	checks: string[];
	/** Numeric codes, outermost first: HTTP status numbers and vendors' own. */
	numbers: number[];
	/** The endpoint's ID of the request, for its support. */
	requestId?: string;
	/** Jobs the body names, outermost first. */
	jobIds: string[];
	/** The body was, or held, an object. */
	structured: boolean;
	/** There was a shape of an error in it. */
	envelope: boolean;
	/** A framework's own check of the request's fields speaks. */
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
		structured: false,
		envelope: false,
		invalid: false,
	};
}
