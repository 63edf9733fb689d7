export type JobStatus = 'queued' | 'running' | 'completed' | 'failed';

/** Vendors' words for the four job states, in lower case without separators. */
const WORDS: Record<JobStatus, readonly string[]> = {
	queued: [
		'queued',
		'pending',
		'submitted',
		'notstart',
		'notstarted',
		'created',
		'starting',
		'preparing',
		'waiting',
		'queuing',
		'queueing',
		'inqueue',
		'unknown',
		'accepted',
		'scheduled',
		'initializing',
		'initialized',
		'new',
	],
	running: [
		'inprogress',
		'processing',
		'running',
		'generating',
		'started',
		'progress',
		'rendering',
		'working',
		'executing',
		'active',
		'uploading',
		'encoding',
		'finalizing',
		'postprocessing',
	],
	completed: [
		'completed',
		'complete',
		'success',
		'succeeded',
		'succeed',
		'finished',
		'done',
		'ready',
		'successful',
	],
	failed: [
		'failed',
		'failure',
		'fail',
		'error',
		'cancelled',
		'canceled',
		'expired',
		'deleted',
		'rejected',
		'aborted',
		'timeout',
		'timedout',
		'terminated',
		'blocked',
		'moderated',
	],
};

const STATUS_OF = new Map(
	(Object.entries(WORDS) as Array<[JobStatus, readonly string[]]>).flatMap(([status, words]) =>
		words.map((w) => [w, status] as const),
	),
);

/** Maps a vendor's status word to one of the four states; undefined if unknown. */
export function toJobStatus(word: string | undefined): JobStatus | undefined {
	return word === undefined || word.length > 40
		? undefined
		: STATUS_OF.get(word.toLowerCase().replace(/[\s_-]/g, ''));
}

/**
 * Whether a word says that a job existed and was removed. It does not say how the job had ended.
 */
export function isGone(word: string | undefined): boolean {
	return /^(expired|deleted)$/i.test(word?.trim() ?? '');
}
