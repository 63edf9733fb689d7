import type { Attempt } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';

/** A job an endpoint accepted: paid for, or about to be. Times in milliseconds since the epoch. */
export interface JobRecord {
	id: string;
	/** The endpoint named no ID: this one is ours, and the endpoint cannot be asked about it. */
	unlisted?: boolean;
	/** The answer to the order held the video's bytes: the endpoint has none to give later. */
	inAnswer?: boolean;
	/** Named by the user, not ordered by this item: nothing is made in its place. */
	given?: boolean;
	/** Taken up from an earlier run: what was known of it then may no longer hold. */
	kept?: boolean;
	channel: string;
	model?: string;
	submittedAt: number;
	/** What the endpoint last said of it. */
	snapshot: JobSnapshot;
}

/** A submit whose outcome is not known: not yet, or for good. Times in milliseconds since the epoch. */
export interface LostOrder {
	/** The Idempotency-Key it carried: sent again only while the outcome is unknown. */
	key: string;
	channel: string;
	/** When it was sent. */
	sentAt: number;
	/** When its answer was lost. */
	lostAt?: number;
}

/**
 * What has happened for one item so far, across all tries of a node run. Every decision about money is read
 * from here: a job that is in here is never submitted again.
 */
export interface ItemLedger {
	job?: JobRecord;
	lost?: LostOrder;
	attempts: Attempt[];
	/** Jobs that were accepted and failed without being billed: one may be made anew. */
	failedJobs: number;
	/** The job's video was fetched, in this run or in the one that is taken up again: it is not ordered a second time. */
	delivered?: boolean;
	/** What the item said of a video that cannot be fetched again, for an agent that asks for it once more. */
	lastItem?: Record<string, unknown>;
}

export function createLedger(): ItemLedger {
	return { attempts: [], failedJobs: 0 };
}
