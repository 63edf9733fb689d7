/** What is known of a job when the next poll is planned. Times in milliseconds. */
export interface PollView {
	/** Since the job was submitted. */
	elapsedMs: number;
	/** 0 to 100, where the endpoint reports it. */
	progress?: number;
	/** The first progress this run saw of the job. */
	firstSeen?: { elapsedMs: number; progress: number };
	/** Polls already spent after the job should have been done. */
	overdue: number;
	/** How long earlier jobs of this run on this channel took, ascending. */
	earlier: readonly number[];
	/** Shortest time between two polls the channel welcomes. */
	minMs: number;
}

const FIRST_MS = 400;
/** Never sleep over more than this share of what has passed: progress is not always linear. */
const LEAP = 3;

/**
 * Milliseconds until a job should be looked at again. The aim: notice its end within half a second, with ten
 * polls for a minute and sixteen for ten. So the waits shrink towards the predicted end instead of keeping a
 * fixed step: predicted from the progress it reports, else from earlier jobs of the run, else not at all,
 * and then the waits grow with the time that has passed.
 */
export function nextPollMs(view: PollView): number {
	return Math.max(view.minMs, Math.round(wait(view)));
}

function wait(view: PollView): number {
	const { elapsedMs, progress, earlier } = view;
	if (elapsedMs < FIRST_MS) return FIRST_MS - elapsedMs;
	if (progress !== undefined && progress > 0) return towards(remaining(view, progress), view);
	if (earlier.length > 0) {
		const [shortest, longest] = [earlier[0], earlier[earlier.length - 1]];
		const early = shortest * 0.97 - elapsedMs;
		if (early > 0) return Math.max(300, early);
		return clamp((longest - shortest) / 6, 400, Math.max(400, elapsedMs * 0.15)) * 1.3 ** view.overdue;
	}
	// A reported zero says that less than one per cent is done: a long way to go.
	if (progress === 0) return clamp(elapsedMs * 2, 300, 20_000);
	return clamp(elapsedMs * 0.5, 600, 30_000);
}

/**
 * Predicted milliseconds to the end. Progress comes as whole per cent, so up to one more may be done: counting
 * it makes the prediction early rather than late. Jobs wait in a queue first, so the pace since progress was
 * first seen counts as well; the faster of the two wins.
 */
function remaining({ elapsedMs, firstSeen }: PollView, progress: number): number {
	const done = Math.min(100, progress + 1);
	const overall = done / elapsedMs;
	const since = firstSeen && progress - firstSeen.progress >= 5 ? (done - firstSeen.progress) / (elapsedMs - firstSeen.elapsedMs) : 0;
	return (100 - done) / Math.max(overall, since);
}

function towards(remainingMs: number, view: PollView): number {
	if (remainingMs > 1000) return Math.min(remainingMs * 0.85, Math.max(3000, view.elapsedMs * LEAP));
	if (remainingMs > 0) return remainingMs + 100;
	return clamp(view.elapsedMs * 0.0012, 300, 700) * Math.min(8, 1.08 ** view.overdue);
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}
