import type { Attempt, Candidate } from '../failure';

/** What the node is set to do about failures: decides which advice makes sense. */
export interface FailureSettings {
	/** Retry On Fail: not set, set with tries left, or set and used up by this try. */
	retries: 'off' | 'left' | 'used_up';
	onError: 'stop' | 'continue' | 'error_output';
}

/** What surrounds a verdict when it is put into words. */
export interface FailureContext {
	/** `reverse`, `relay`, … */
	channel?: string;
	/** "Official Reverse", "Official Relay", … */
	channelName: string;
	/** Where else the item could be sent ("a node on the Official Relay channel"); empty when nowhere. */
	otherNode: string;
	model?: string;
	jobId?: string;
	candidates?: Candidate[];
	attempts?: Attempt[];
	/** The job was named by its ID, not ordered by this item. */
	isNamedByUser?: boolean;
	/** The endpoint says that it no longer has the job. */
	isGone?: boolean;
	/** Absent where it is not known: the advice then names every way. */
	settings?: FailureSettings;
}
