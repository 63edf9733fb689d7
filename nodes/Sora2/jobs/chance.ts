import { forecastEnd, type ProgressSample } from './forecast';
import type { DurationRange } from './pollSchedule';

/** Hardly any job ends earlier, in milliseconds since it was submitted. */
const EARLIEST_MS = 5000;

/** Between which an unfinished job ends, as far as its progress tells. */
export function getBounds(samples: readonly ProgressSample[], unfinishedMs: number): DurationRange {
	const end = forecastEnd(samples);
	if (!end) return { from: unfinishedMs, to: Infinity };
	const { to, from, watchedMs, grain } = end;
	// A single sample cannot tell a fast job that was queued first; most are not.
	const progress = samples[samples.length - 1].progress;
	const earliest = watchedMs > 0 ? from : (to * progress) / (progress + grain);
	return { from: Math.max(unfinishedMs, earliest), to };
}

/**
 * The chance, from 0 to 1, that a job has ended by now.
 * @param elapsedMs milliseconds since it was submitted
 * @param bounds between which it ends; `from` is no earlier than the last poll that found it
 * unfinished, and `to` is infinite if its progress forecasts nothing
 * @param others the same for similar jobs of the run, finished or not
 */
export function getChance(
	elapsedMs: number,
	bounds: DurationRange,
	others: Iterable<DurationRange>,
): number {
	if (bounds.to < Infinity) return getShare(elapsedMs, bounds);
	let ended = 0;
	let running = 0;
	let unfinishedMs = Math.max(EARLIEST_MS, bounds.from);
	for (const other of others) {
		if (other.to <= bounds.from) continue;
		const share = getShare(elapsedMs, other);
		ended += share;
		// Nothing is known of a job after its last poll.
		if (other.to < Infinity || other.from >= elapsedMs) running += 1 - share;
		else unfinishedMs = Math.max(unfinishedMs, other.from);
	}
	// Without any knowledge, a job that has run so long runs twice as long every other time.
	const blind = Math.max(0, 1 - unfinishedMs / elapsedMs);
	return (ended + blind) / (ended + running + 1);
}

/** The part of a range that has passed. */
function getShare(elapsedMs: number, { from, to }: DurationRange): number {
	if (elapsedMs >= to) return 1;
	return elapsedMs <= from || to === Infinity ? 0 : (elapsedMs - from) / (to - from);
}
