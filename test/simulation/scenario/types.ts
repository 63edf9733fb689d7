import type { Fate } from '../endpoint/job';
import type { ConnectError, Delivery } from '../endpoint/reply';

/** What becomes of an order: the n-th of its prompt. */
export type OrderStep =
	| { do: 'connect'; error: ConnectError }
	| { do: 'refuse'; refusal: string; how?: Delivery }
	| { do: 'vague'; answer: string; taken: boolean; how?: Delivery; fate?: Fate }
	| { do: 'accept'; shape: string; how?: Delivery; fate?: Fate };

/** What becomes of another request. `answer`: absent for the truth. */
export interface ReadStep {
	answer?: string;
	how?: Delivery;
	connect?: ConnectError;
}

/** What goes wrong with everything that has to do with one prompt. After the last step of a kind comes the truth. */
export interface Trouble {
	orders: OrderStep[];
	polls: ReadStep[];
	contents: ReadStep[];
}

/** How the endpoint is, all the time. */
export interface Traits {
	/** How a job is answered where nothing goes wrong. */
	accept: string;
	ids: 'word' | 'number';
	list: {
		has: boolean;
		prompts: 'whole' | 'cut' | 'none';
		models: 'same' | 'other' | 'none';
		dates: 'seconds' | 'iso' | 'none';
		oldestFirst: boolean;
		/** A job is listed this long after it was ordered. */
		lagMs: number;
		/** Jobs of other clients of the same account. */
		foreign: number;
	};
	/** How far its clock is ahead, in its answers and, where it sends one, in its `Date` header. */
	skewMs: number;
	dateHeader: boolean;
	/** The same order with the same key is the same job. */
	idempotent: boolean;
	/** Where a finished job's file is. `expiring`: at a signed address that is good for a minute. */
	file: 'content' | 'url' | 'elsewhere' | 'expiring' | 'redirect';
	fileBytes: number;
	ranges: boolean;
	etag: boolean;
	/** Orders a minute, and jobs at once, that it takes. */
	perMinute?: number;
	jobsAtOnce?: number;
}

/** What happens to the execution, n8n or the endpoint, at which step of the history, and how long after it. */
export interface Happening {
	what: 'stop' | 'kill' | 'forget' | 'restart' | 'clockBack';
	step: number;
	afterMs: number;
}

/** Everything that decides a history: the same case is the same history, to the same step. */
export interface Case {
	seed: number;
	n8n: {
		version: '1.123' | '2.0' | '2.41';
		queue: boolean;
		/** The look-up of paired items throws (n8n issue 37407). */
		pairingThrows: boolean;
		/** The binary store refuses a file once in so many; 0: never. */
		storeFails: number;
	};
	node: {
		channel: 'reverse' | 'relay' | 'openAi' | 'openRouter';
		fallback: 'none' | 'reverse' | 'relay' | 'openAi';
		onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
		/** 1: Retry On Fail is off. */
		tries: number;
		concurrency: number;
		/** Seconds. */
		timeout: number;
		regionResubmits: number;
		resubmitWhenUnknown: boolean;
		requestsPerMinute: number;
		returnAs: 'binary' | 'url';
	};
	credential: { apiKey: string; plainHttp: boolean };
	endpoint: Traits;
	/** When each execution starts, and the prompt of each of its items, by number: two may have the same. */
	executions: Array<{ startMs: number; items: number[] }>;
	/** By the number of the prompt. */
	troubles: Trouble[];
	lists: ReadStep[];
	happenings: Happening[];
	/** Whether a failed, stopped or killed execution is retried, and in which process. */
	retry: 'none' | 'same' | 'other';
}
