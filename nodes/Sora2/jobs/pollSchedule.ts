import { forecastEnd, type Forecast, type ProgressSample } from './forecast';

/** The two polls between which an earlier job ended, in milliseconds since it was submitted. */
export interface DurationRange {
	from: number;
	to: number;
}

/** What is known about a job when its next poll is scheduled. Times in milliseconds. */
export interface PollView {
	/** Time since the job was submitted. */
	elapsedMs: number;
	/** Every progress value so far; empty if the endpoint reports none. */
	samples: readonly ProgressSample[];
	/** Polls already sent after the job should have ended. */
	overdue: number;
	/** How long similar jobs of this run took, newest last. */
	earlier: readonly DurationRange[];
}

const FIRST_MS = 500;
/** Consecutive polls with the same progress before polls become rarer. */
const MAX_STILL = 6;
/**
 * Never sleep longer than this multiple of the time progress was watched, because it is not always
 * even.
 */
const LEAP = 4;
/**
 * Maximum progress samples kept per job; once there are as many, its progress carries no
 * information.
 */
export const MAX_SAMPLES = 40;
/** From then on, the minimum wait as a share of the elapsed time, up to a maximum. */
const RARE = { share: 0.05, mostMs: 30_000 };
/** The longest wait between two polls of a job that outlasts earlier ones, as a share of its time. */
const MOST_SHARE = 0.1;
/** How many earlier jobs are remembered. */
const EARLIER = 20;

/**
 * Milliseconds until the next poll of a job. The aim is to notice its end within half a second,
 * with ten polls for a one-minute job and sixteen for ten minutes. So polls are saved for the end,
 * which is predicted from the job's progress, else from earlier jobs of the run. If nothing is
 * known, waits grow with the elapsed time, and up to a quarter of it is lost.
 */
export function getNextPollMs(view: PollView): number {
	const { samples, elapsedMs } = view;
	const isEndless = samples.length >= MAX_SAMPLES;
	const atLeastMs = isEndless ? Math.min(RARE.mostMs, elapsedMs * RARE.share) : 0;
	return Math.round(Math.max(atLeastMs, getWaitMs(view)));
}

/** Whether the job should have ended by now; from then on the waits grow. */
export function isOverdue({ elapsedMs, samples, earlier }: PollView): boolean {
	const end = forecastEnd(samples)?.to ?? getExpectedRange(earlier)?.to;
	return end !== undefined && elapsedMs > end;
}

/** Adds a finished job. `from`: the last poll that found it unfinished. */
export function addDuration(
	earlier: readonly DurationRange[],
	{ from, to }: DurationRange,
): DurationRange[] {
	// A poll that came far too late says little, so assume the job took at least nine tenths of that
	// time.
	return [...earlier, { from: Math.max(from, to * 0.9), to }].slice(-EARLIER);
}

function getWaitMs(view: PollView): number {
	const { elapsedMs, samples, earlier } = view;
	if (elapsedMs < FIRST_MS) return FIRST_MS - elapsedMs;
	const end = forecastEnd(samples);
	if (end) return towards(end, view);
	const range = getExpectedRange(earlier);
	if (range) return getSpreadWaitMs(range, view);
	// Zero progress means less than one percent, or that the job is still queued.
	if (samples.length > 0) return Math.min(25_000, elapsedMs * 2);
	return getBlindWaitMs(elapsedMs);
}

function towards(end: Forecast, { elapsedMs, samples, overdue }: PollView): number {
	if (elapsedMs >= end.to)
		return clamp(elapsedMs * 0.0012, 250, 700) * Math.min(20, 1.2 ** overdue);
	const leap = Math.max(
		elapsedMs < 10_000 ? 1500 : 0,
		elapsedMs * 0.5,
		Math.min(elapsedMs * 1.5, end.watchedMs * (end.even ? LEAP : 1)),
	);
	// A single sample cannot distinguish a slow job from one that was queued first.
	if (end.watchedMs === 0) return Math.max(50, Math.min(leap, (end.to - elapsedMs) * 0.6));
	if (end.even) return Math.max(50, Math.min(leap, getNextPollTime(end, elapsedMs) - elapsedMs));
	const left = (end.from + end.to) / 2 - elapsedMs;
	const waitMs = left > 1000 ? Math.min(leap, left * 0.85) : left + 100;
	// While progress stalls, every poll postpones the forecast end, so polls have to become rarer.
	return waitMs * Math.min(20, 1.2 ** Math.max(0, countStill(samples) - MAX_STILL));
}

/**
 * The time at which a poll narrows an end between `from` and `to` the most. If the job ended
 * exactly in the middle of the two, it would reach each percent at a known time; a poll at that
 * time shows on which side of the middle it will end, while it is still running. So the bounds
 * tighten without a poll that comes too late. Such polls are reserved for the last five steps of
 * progress.
 */
function getNextPollTime(
	{ from, to, perCentMs, grain, latencyMs }: Forecast,
	elapsedMs: number,
): number {
	if (to - from <= Math.max(latencyMs * 2, clamp(to * 0.008, 60, 600))) return to + 20;
	const middle = (from + to) / 2;
	const reached = 100 - (middle - elapsedMs) / perCentMs;
	let step = Math.ceil(Math.max(100 - 5 * grain, 50, reached + 0.2 * grain) / grain) * grain;
	// Never so late that the job may already be done.
	while (step > grain && middle - (100 - step) * perCentMs > from) step -= grain;
	const pollAt = middle - (100 - step) * perCentMs;
	if (pollAt > elapsedMs + 0.1 * grain * perCentMs && step < 100) return pollAt;
	return from > elapsedMs + 50 ? from : middle;
}

/**
 * One early poll for immediate failures, one just before the shortest earlier job ended, then
 * evenly up to the longest.
 */
function getSpreadWaitMs({ from, to }: DurationRange, { elapsedMs, overdue }: PollView): number {
	const early = clamp(from * 0.1, FIRST_MS, 5000);
	if (elapsedMs < early) return early - elapsedMs;
	if (elapsedMs < from - 100) return from - elapsedMs;
	const polls = to > 120_000 ? 12 : 6;
	const step = clamp((to - from) / polls, 400, Math.max(400, elapsedMs * 0.15));
	// However much longer it takes than earlier ones, it is worth no more than a share of its time.
	return Math.min(step * Math.min(20, 1.3 ** overdue), Math.max(400, elapsedMs * MOST_SHARE));
}

/** When a similar job may end: from the most precise observations, with a margin on both sides. */
function getExpectedRange(earlier: readonly DurationRange[]): DurationRange | undefined {
	if (earlier.length === 0) return undefined;
	const sharpest = [...earlier]
		.sort((a, b) => a.to - a.from - (b.to - b.from))
		.slice(0, Math.max(3, Math.ceil(earlier.length / 2)));
	const from = Math.min(...sharpest.map((t) => t.from));
	const to = Math.max(...sharpest.map((t) => t.to));
	const more = Math.max(to * 0.005, (to - from) * 0.15);
	return { from: from - more, to: to + more };
}

/** Number of latest consecutive polls with the same progress. */
function countStill(samples: readonly ProgressSample[]): number {
	const { progress } = samples[samples.length - 1];
	const changed = [...samples].reverse().findIndex((s) => s.progress !== progress);
	return changed < 0 ? samples.length : changed;
}

function getBlindWaitMs(elapsedMs: number): number {
	return elapsedMs < 60_000
		? clamp(elapsedMs, 600, 13_000)
		: clamp(elapsedMs * 0.25, 13_000, 60_000);
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}
