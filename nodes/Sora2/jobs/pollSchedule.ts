import { forecastEnd, type Forecast, type ProgressSample } from './forecast';

/** Between which two polls an earlier job ended, in milliseconds since it was submitted. */
export interface DurationRange {
	from: number;
	to: number;
}

/** What is known of a job when the next poll is planned. Times in milliseconds. */
export interface PollView {
	/** Since the job was submitted. */
	elapsedMs: number;
	/** Every progress it reported so far; empty where the endpoint reports none. */
	samples: readonly ProgressSample[];
	/** Polls already spent after the job should have been done. */
	overdue: number;
	/** How long earlier jobs of this run took that were like this one, newest last. */
	earlier: readonly DurationRange[];
}

const FIRST_MS = 500;
/** So many polls in a row may find the same progress before they become rarer. */
const MAX_STILL = 6;
/** Never sleep over more than this share of the time progress was watched: it is not always even. */
const LEAP = 4;
/** How many earlier jobs are remembered. */
const EARLIER = 20;

/**
 * Milliseconds until the next poll of a job. The aim: notice its end within half a second, with ten
 * polls for a minute and sixteen for ten. So polls are saved for the end: it is predicted from the progress the
 * job reports, else from earlier jobs of the run. Where nothing is known the waits grow with the time that has
 * passed, and up to a quarter of it is lost.
 */
export function getNextPollMs(view: PollView): number {
	return Math.round(wait(view));
}

/** Whether the job should have ended by now: from then on the waits grow. */
export function isOverdue({ elapsedMs, samples, earlier }: PollView): boolean {
	const end = forecastEnd(samples)?.to ?? expected(earlier)?.to;
	return end !== undefined && elapsedMs > end;
}

/** A finished job among the earlier ones. `from`: the last poll that found it unfinished. */
export function addDuration(
	earlier: readonly DurationRange[],
	{ from, to }: DurationRange,
): DurationRange[] {
	// A poll that came far too late says little: then it took at least nine tenths of that time.
	return [...earlier, { from: Math.max(from, to * 0.9), to }].slice(-EARLIER);
}

function wait(view: PollView): number {
	const { elapsedMs, samples, earlier } = view;
	if (elapsedMs < FIRST_MS) return FIRST_MS - elapsedMs;
	const end = forecastEnd(samples);
	if (end) return towards(end, view);
	const range = expected(earlier);
	if (range) return across(range, view);
	// A reported zero says that less than one per cent is done, or that the job waits in a queue.
	if (samples.length > 0) return Math.min(25_000, elapsedMs * 2);
	return blind(elapsedMs);
}

function towards(end: Forecast, { elapsedMs, samples, overdue }: PollView): number {
	if (elapsedMs >= end.to)
		return clamp(elapsedMs * 0.0012, 250, 700) * Math.min(20, 1.2 ** overdue);
	const leap = Math.max(
		elapsedMs < 10_000 ? 1500 : 0,
		elapsedMs * 0.5,
		Math.min(elapsedMs * 1.5, end.watchedMs * (end.even ? LEAP : 1)),
	);
	// One poll alone cannot tell a slow job from one that waited in a queue first.
	if (end.watchedMs === 0) return Math.max(50, Math.min(leap, (end.to - elapsedMs) * 0.6));
	if (end.even) return Math.max(50, Math.min(leap, getNextPollTime(end, elapsedMs) - elapsedMs));
	const left = (end.from + end.to) / 2 - elapsedMs;
	const waitMs = left > 1000 ? Math.min(leap, left * 0.85) : left + 100;
	// Progress that stands still moves the end away with every poll: then they have to become rarer.
	return waitMs * Math.min(20, 1.2 ** Math.max(0, countStill(samples) - MAX_STILL));
}

/**
 * The moment that says most about an end that lies between `from` and `to`. Where the job ends in the middle of
 * the two, it reaches each per cent at a known moment; a poll then tells on which side of the middle it ends, while
 * it still runs. So the bounds come closer without a poll that comes too late. Five such polls are saved for the end.
 */
function getNextPollTime(
	{ from, to, perCentMs, grain, latencyMs }: Forecast,
	elapsedMs: number,
): number {
	if (to - from <= Math.max(latencyMs * 2, clamp(to * 0.008, 60, 600))) return to + 20;
	const middle = (from + to) / 2;
	const reached = 100 - (middle - elapsedMs) / perCentMs;
	let step = Math.ceil(Math.max(100 - 5 * grain, 50, reached + 0.2 * grain) / grain) * grain;
	// Never so late that the job may be done.
	while (step > grain && middle - (100 - step) * perCentMs > from) step -= grain;
	const pollAt = middle - (100 - step) * perCentMs;
	if (pollAt > elapsedMs + 0.1 * grain * perCentMs && step < 100) return pollAt;
	return from > elapsedMs + 50 ? from : middle;
}

/** A first poll for early failures, then one just before the shortest of the earlier jobs ended, then evenly to the longest. */
function across({ from, to }: DurationRange, { elapsedMs, overdue }: PollView): number {
	const early = clamp(from * 0.1, FIRST_MS, 5000);
	if (elapsedMs < early) return early - elapsedMs;
	if (elapsedMs < from - 100) return from - elapsedMs;
	const polls = to > 120_000 ? 12 : 6;
	const step = clamp((to - from) / polls, 400, Math.max(400, elapsedMs * 0.15));
	return step * Math.min(20, 1.3 ** overdue);
}

/** When a job like these may end; the sharpest observations count, and a little more to both sides. */
function expected(earlier: readonly DurationRange[]): DurationRange | undefined {
	if (earlier.length === 0) return undefined;
	const sharpest = [...earlier]
		.sort((a, b) => a.to - a.from - (b.to - b.from))
		.slice(0, Math.max(3, Math.ceil(earlier.length / 2)));
	const from = Math.min(...sharpest.map((t) => t.from));
	const to = Math.max(...sharpest.map((t) => t.to));
	const more = Math.max(to * 0.005, (to - from) * 0.15);
	return { from: from - more, to: to + more };
}

/** How many of the latest polls found the same progress. */
function countStill(samples: readonly ProgressSample[]): number {
	const { progress } = samples[samples.length - 1];
	const changed = [...samples].reverse().findIndex((s) => s.progress !== progress);
	return changed < 0 ? samples.length : changed;
}

function blind(elapsedMs: number): number {
	return elapsedMs < 60_000
		? clamp(elapsedMs, 600, 13_000)
		: clamp(elapsedMs * 0.25, 13_000, 60_000);
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}
