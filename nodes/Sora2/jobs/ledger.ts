import type { Attempt } from '../failures/failure';
import type { JobReading } from '../wire/read';

/** A job an endpoint accepted: paid for, or about to be. Times in milliseconds since the epoch. */
export interface JobRecord {
	id: string;
	/** The endpoint named no ID: this one is ours, and the endpoint cannot be asked about it. */
	unlisted?: boolean;
	channel: string;
	model?: string;
	submittedAt: number;
	/** What the endpoint last said of it. */
	reading: JobReading;
}

/** A submit whose outcome is not known: not yet, or for good. Times in milliseconds since the epoch. */
export interface LostSubmit {
	/** The Idempotency-Key it carried: sent again only while the outcome is unknown. */
	key: string;
	channel: string;
	/** When it was sent. */
	from: number;
	/** When its answer was lost. */
	lostAt?: number;
}

/**
 * What has happened for one item so far, across all tries of a node run. Every decision about money is read
 * from here: a job that is in here is never submitted again.
 */
export interface ItemLedger {
	job?: JobRecord;
	lost?: LostSubmit;
	attempts: Attempt[];
	/** Jobs that were accepted and failed without being billed: one may be made anew. */
	failedJobs: number;
}

export function emptyLedger(): ItemLedger {
	return { attempts: [], failedJobs: 0 };
}
