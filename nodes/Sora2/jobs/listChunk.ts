import { hasEnded, type JobSnapshot } from '../protocols/response/job';
import type { QueryResult } from './query';

/**
 * Compare the list with a single answer after this many reads, then after twice as many each time.
 */
const FIRST_CHECK = 2;
const CHECK_FACTOR = 2;
/** A list that is this many percent behind is lagging. */
const BEHIND = 8;

/** Consecutively ordered jobs, and the page of the list that holds them. */
export interface Chunk {
	/** Its first job: the page of the previous chunk continues from there. */
	firstId: string;
	/** Its unfinished jobs that the page covers. */
	size: number;
	/** All its jobs so far. */
	total: number;
	reads: number;
	/** Number of reads after which the list is checked. */
	nextCheck: number;
	/** On the monotonic clock. */
	readAt: number;
	/** The same time in milliseconds since the epoch. */
	previousReadAt: number;
	reading?: Promise<QueryResult<unknown>>;
}

/** Schedules the next check of a list. */
export function postponeCheck(chunk: Chunk): void {
	chunk.nextCheck *= CHECK_FACTOR;
}

export function createChunk(firstId: string): Chunk {
	return {
		firstId,
		size: 0,
		total: 0,
		reads: 0,
		nextCheck: FIRST_CHECK,
		readAt: -Infinity,
		previousReadAt: -Infinity,
	};
}

/** Whether the list knows less about a job than the endpoint reported earlier. */
export function isBehind(listed: JobSnapshot, alone: JobSnapshot): boolean {
	if (hasEnded(listed)) return false;
	return hasEnded(alone) || (alone.progress ?? 0) - (listed.progress ?? 100) >= BEHIND;
}
