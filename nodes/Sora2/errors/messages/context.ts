import type { Attempt, Candidate } from '../failure';

/** The node's error settings, which decide what advice makes sense. */
export interface FailureSettings {
	/** Retry On Fail: off, on with tries left, or on with this as the last try. */
	retries: 'off' | 'left' | 'used_up';
	onError: 'stop' | 'continue' | 'error_output';
}

/** Whether the endpoint's list of jobs was read: it may fail for now, or not exist. */
export type ListState = 'read' | 'unreadable' | 'none';

/** What is known about a failure in addition to its verdict, for its message and hint. */
export interface FailureContext {
	/** `reverse`, `relay`, … */
	channel?: string;
	/** "Official Reverse", "Official Relay", … */
	channelName: string;
	/**
	 * Where else the item could be sent ("a node on the Official Relay channel"); empty if nowhere.
	 */
	otherNode: string;
	model?: string;
	jobId?: string;
	candidates?: Candidate[];
	/** The list the candidates come from. */
	list?: ListState;
	attempts?: Attempt[];
	/** The user named the job by its ID; this item did not order it. */
	isNamedByUser?: boolean;
	/** The endpoint says that it no longer has the job. */
	isGone?: boolean;
	/**
	 * This failure cost nothing, but an earlier order of the item was lost and may have been charged.
	 */
	hasEarlierLostOrder?: boolean;
	/** Undefined if unknown: the advice then covers every setting. */
	settings?: FailureSettings;
}
