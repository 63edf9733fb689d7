import type { JobSnapshot } from '../protocols/response/job';
import type { QueryResult } from './query';

/** After so many reads a page is held against a single answer, and each time after twice as many. */
const FIRST_CHECK = 2;
const CHECK_FACTOR = 2;
/** A list that is so many per cent behind lags. */
const BEHIND = 8;

/** Jobs that were ordered one after the other, and the page of the list that holds them. */
export interface Chunk {
	/** The job it begins with: the page of the chunk before goes on from there. */
	firstId: string;
	/** Its jobs in flight that the page answers for. */
	size: number;
	/** All jobs of it so far. */
	total: number;
	reads: number;
	/** After so many reads the list is checked. */
	nextCheck: number;
	/** On the monotonic clock. */
	readAt: number;
	/** The same moment in milliseconds since the epoch. */
	previousReadAt: number;
	reading?: Promise<QueryResult<unknown>>;
}

/** Plans the next check of a list. */
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

export function hasEnded({ status }: JobSnapshot): boolean {
	return status === 'completed' || status === 'failed';
}

/** Whether the list knows less of a job than the endpoint said before. */
export function isBehind(listed: JobSnapshot, alone: JobSnapshot): boolean {
	if (hasEnded(listed)) return false;
	return hasEnded(alone) || (alone.progress ?? 0) - (listed.progress ?? 100) >= BEHIND;
}
