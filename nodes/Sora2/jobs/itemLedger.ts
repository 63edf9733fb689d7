import type { Attempt } from '../errors/failure';
import type { OrderIdentity } from './claims';
import type { JobSnapshot } from '../protocols/response/job';

/** Where a job came from. */
export type JobOrigin =
	/** The endpoint accepted this item's order. */
	| 'ordered'
	/** Found in the endpoint's list after the answer to this item's order was lost. */
	| 'adopted'
	/** The user named its ID: it is never ordered again. */
	| 'named'
	/** Ordered by an earlier execution or call, so what was known about it then may be outdated. */
	| 'restored';

/** Where a job's video can be fetched. */
export type VideoLocation =
	/** From the endpoint, by the job's ID. */
	| 'endpoint'
	/** Only at the URL in the answer to the order: the endpoint named no ID. */
	| 'address'
	/** Only from the answer to the order, as bytes: the endpoint does not keep it. */
	| 'answer';

/** A job an endpoint accepted: paid for, or about to be. Times in milliseconds since the epoch. */
export interface JobRecord {
	/**
	 * The endpoint's ID, or one of our own if it named none; `snapshot.id` is always the endpoint's.
	 */
	id: string;
	origin: JobOrigin;
	videoAt: VideoLocation;
	channel: string;
	model?: string;
	submittedAt: number;
	/** The endpoint gave the same ID to another order. */
	isShared?: boolean;
	/** When its video was fetched, in this or an earlier run: it is not ordered a second time. */
	deliveredAt?: number;
	/** The endpoint's latest report on it. */
	snapshot: JobSnapshot;
}

/**
 * An order whose outcome is unknown, for now or for good. Times in milliseconds since the epoch.
 */
export interface LostOrder {
	/** The Idempotency-Key it was sent with; only reused while the outcome is unknown. */
	key: string;
	channel: string;
	/** What was ordered, to recognize its job. */
	order: OrderIdentity;
	/** The job its answer named without confirming that it was accepted. */
	jobId?: string;
	/** When it was sent. */
	sentAt: number;
	/** When its answer was lost. */
	lostAt?: number;
}

/**
 * What has happened for one item so far, across all tries of a node run. Every decision whether
 * to order reads it: a job in here is never submitted again.
 */
export interface ItemLedger {
	job?: JobRecord;
	lost?: LostOrder;
	/** The prefix of every Idempotency-Key of this item, at endpoints that honor them. */
	orderKey?: string;
	attempts: Attempt[];
	/** Jobs that were accepted and failed without being billed: one of them may be ordered again. */
	failedJobs: number;
	/**
	 * Orders sent with the user's permission although an earlier one may have been accepted: at most
	 * one, over all tries.
	 */
	extraOrders: number;
	/**
	 * What its last order counts as in the spending limit, in US dollars; undefined if no price was
	 * known.
	 */
	countedUsd?: number;
	/** The item of a video that cannot be fetched twice, for an agent that asks for it again. */
	lastItem?: Record<string, unknown>;
}

/** Whether any order of the item has an unknown outcome, whatever happened to later ones. */
export function hasLostOrder({ lost, extraOrders }: ItemLedger): boolean {
	return lost !== undefined || extraOrders > 0;
}

export function createLedger(): ItemLedger {
	return { attempts: [], failedJobs: 0, extraOrders: 0 };
}

/**
 * Describes a job that this run did not order.
 * @param submittedAt milliseconds since the epoch; 0 if unknown
 */
export function toNamedJob(
	channel: string,
	id: string,
	submittedAt = 0,
	snapshot: JobSnapshot = { id },
): JobRecord {
	return { id, origin: 'named', videoAt: 'endpoint', channel, submittedAt, snapshot };
}
