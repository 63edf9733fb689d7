import type { Attempt } from '../errors/failure';
import type { OrderIdentity } from './claims';
import type { JobSnapshot } from '../protocols/response/job';

/** Where a job came from. */
export type JobOrigin =
	/** The endpoint accepted this item's order. */
	| 'ordered'
	/** Found in the endpoint's list after the answer to this item's order was lost. */
	| 'adopted'
	/** The user named its ID: nothing is made in its place. */
	| 'named'
	/** Ordered by an earlier execution or call: what was known of it then may no longer hold. */
	| 'restored';

/** Where a job's video is to be had. */
export type VideoLocation =
	/** The endpoint can be asked for it by the job's ID. */
	| 'endpoint'
	/** Only at the address in the answer to the order: the endpoint named no ID. */
	| 'address'
	/** Only in the answer to the order, as bytes: the endpoint has none to give later. */
	| 'answer';

/** A job an endpoint accepted: paid for, or about to be. Times in milliseconds since the epoch. */
export interface JobRecord {
	/** The endpoint's, or one of our own where it named none; `snapshot.id` is only ever the endpoint's. */
	id: string;
	origin: JobOrigin;
	videoAt: VideoLocation;
	channel: string;
	model?: string;
	submittedAt: number;
	/** The endpoint gave this ID to another order as well. */
	isShared?: boolean;
	/** When its video was fetched, in this run or in an earlier one: it is not ordered a second time. */
	deliveredAt?: number;
	/** What the endpoint last said of it. */
	snapshot: JobSnapshot;
}

/** An order whose outcome is not known: not yet, or for good. Times in milliseconds since the epoch. */
export interface LostOrder {
	/** The Idempotency-Key it carried: sent again only while the outcome is unknown. */
	key: string;
	channel: string;
	/** What was ordered, to know its job by. */
	order: OrderIdentity;
	/** The job its answer named without saying that it was taken. */
	jobId?: string;
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
	/** Where keys are honored: what every Idempotency-Key of this item begins with. */
	orderKey?: string;
	attempts: Attempt[];
	/** Jobs that were accepted and failed without being billed: one may be made anew. */
	failedJobs: number;
	/** Orders that were sent, by the user's leave, although an earlier one may have been taken: at most one, over all tries. */
	extraOrders: number;
	/** The item of a video that cannot be fetched again, for an agent that asks for it once more. */
	lastItem?: Record<string, unknown>;
}

/** Whether an order of the item was sent of which nobody knows what became, whatever became of a later one. */
export function hasLostOrder({ lost, extraOrders }: ItemLedger): boolean {
	return lost !== undefined || extraOrders > 0;
}

export function createLedger(): ItemLedger {
	return { attempts: [], failedJobs: 0, extraOrders: 0 };
}
