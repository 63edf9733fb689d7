import {
	isOverdue,
	getNextPollMs,
	type PollView,
	type DurationRange,
} from '../../../nodes/Sora2/jobs/pollSchedule';

/** How an endpoint reports progress, from the share of the job that has passed. */
export type Reports = ((share: number) => number) | undefined;

export const even: Reports = (share) => Math.min(99, Math.floor(100 * share));
export const afterQueue: Reports = (share) => (share < 0.1 ? 0 : even(share));
export const startsLate: Reports = (share) => (share < 0.3 ? 0 : even((share - 0.3) / 0.7));
export const inTens: Reports = (share) => Math.min(90, 10 * Math.floor(10 * share));
export const slowAtFirst: Reports = (share) => even(share ** 2);
export const fastAtFirst: Reports = (share) => even(share ** 0.5);
export const alwaysZero: Reports = () => 0;

const TRIP_MS = 20;

/** Polls a job of `totalMs` as `poll.ts` does. */
export function watch(
	totalMs: number,
	reports: Reports,
	earlier: readonly DurationRange[] = [],
	tripMs = TRIP_MS,
) {
	const view = {
		elapsedMs: tripMs,
		samples: [] as PollView['samples'][number][],
		overdue: 0,
		earlier,
	};
	let polls = 0;
	let unfinishedAt = 0;
	for (;;) {
		const sentMs = view.elapsedMs + getNextPollMs(view);
		const looksMs = sentMs + tripMs / 2;
		view.elapsedMs = sentMs + tripMs;
		polls++;
		if (looksMs >= totalMs)
			return {
				polls,
				lateMs: view.elapsedMs - totalMs,
				took: { from: unfinishedAt, to: view.elapsedMs },
			};
		unfinishedAt = sentMs;
		if (reports)
			view.samples.push({
				sentMs,
				answeredMs: view.elapsedMs,
				progress: reports(looksMs / totalMs),
			});
		view.overdue = isOverdue(view) ? view.overdue + 1 : 0;
	}
}

const median = (values: number[]) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const around = (ms: number, share = 0.1, count = 41) =>
	Array.from({ length: count }, (_, i) => ms * (1 - share + (2 * share * i) / (count - 1)));
export function summary(seen: Array<{ polls: number; lateMs: number }>) {
	return {
		polls: Math.max(...seen.map((s) => s.polls)),
		lateMs: median(seen.map((s) => s.lateMs)),
		latest: Math.max(...seen.map((s) => s.lateMs)),
	};
}
