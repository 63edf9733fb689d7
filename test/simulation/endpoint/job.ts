/** What becomes of a job, and of its money. */
export const ENDS = [
	'completed',
	/** Failed, and the endpoint says that it gave the money back. */
	'refunded',
	/** Failed, and the endpoint says that it keeps the money: in so many ways. */
	'keptBilled',
	'keptNotRefunded',
	'keptCredits',
	'keptWords',
	/** Failed without a word about money: kept, or given back in silence. */
	'silentKept',
	'silentRefunded',
	'moderated',
	/** Gone, without a word. */
	'expired',
	'cancelled',
	/** Never ends. */
	'stuck',
] as const;
export type End = (typeof ENDS)[number];

export interface Fate {
	takesMs: number;
	end: End;
}

export const CALM: Fate = { takesMs: 30_000, end: 'completed' };

/** A paid request the endpoint took. Times in milliseconds of the history's clock. */
export interface Job {
	id: string;
	prompt: string;
	model: string;
	/** The Idempotency-Key it came with. */
	key: string;
	orderedAt: number;
	fate: Fate;
	charged: boolean;
	refunded: boolean;
	/** Ordered on a channel that declares failed jobs free. */
	isFreeWhenFailed: boolean;
	/** The endpoint answers the order with the finished video and knows no job. */
	unlisted?: boolean;
	/** A repeated order was answered with its video and no ID. */
	isAnsweredBare?: boolean;
	/** Forgotten in a restart. */
	forgotten?: boolean;
	/** When its ID got to the node, in an answer to an order or in a list. */
	told: { order?: number; list?: number };
	file: Buffer;
	/** Numbers the addresses it was given out under: an older one has expired. */
	signature: number;
}

export type State = 'queued' | 'running' | 'completed' | 'failed' | 'expired' | 'cancelled';

export function stateOf({ orderedAt, fate }: Job, now: number): State {
	const share = (now - orderedAt) / fate.takesMs;
	if (fate.end === 'stuck') return share < 0.1 ? 'queued' : 'running';
	if (share < 0.1) return 'queued';
	if (share < 1) return 'running';
	if (fate.end === 'completed' || fate.end === 'expired' || fate.end === 'cancelled')
		return fate.end;
	return 'failed';
}

/** Ends that say nothing of money, or say that it was given back. */
const MAY_BE_REFUNDED: readonly End[] = [
	'refunded',
	'silentRefunded',
	'silentKept',
	'moderated',
	'expired',
	'cancelled',
];

/** Settles what a job that has ended costs: where failed jobs are declared free, nothing but what is said otherwise. */
export function settleMoney(job: Job, now: number): void {
	const { end } = job.fate;
	if (!['failed', 'expired', 'cancelled'].includes(stateOf(job, now))) return;
	if (end === 'refunded' || end === 'silentRefunded') job.refunded = true;
	if (job.isFreeWhenFailed && MAY_BE_REFUNDED.includes(end)) job.refunded = true;
}

const said = { code: 'internal_error', message: 'Video generation failed.' };

/** What a failed job says of itself. */
export function errorOf({ fate }: Job): unknown {
	switch (fate.end) {
		case 'refunded':
			return {
				...said,
				message: 'Video generation failed. The credits have been refunded.',
				refunded: true,
			};
		case 'keptBilled':
			return { ...said, billed: true };
		case 'keptNotRefunded':
			return { ...said, refunded: false };
		case 'keptCredits':
			return { ...said, creditsConsumed: '12' };
		case 'keptWords':
			return { ...said, message: 'Video generation failed. Credits have not been returned.' };
		case 'moderated':
			return {
				code: 'moderation_blocked',
				message: 'The video was blocked by our moderation system.',
			};
		default:
			return said;
	}
}

/** A file that begins as an MP4 does, and is no other job's. */
export function makeFile(seed: number, bytes: number): Buffer {
	const file = Buffer.alloc(bytes);
	let state = seed >>> 0;
	for (let i = 0; i < bytes; i++) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		file[i] = state >>> 24;
	}
	Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1').copy(file);
	return file;
}
