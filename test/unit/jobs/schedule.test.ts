import { nextPollMs, type PollView } from '../../../nodes/Sora2/jobs/schedule';

/** Polls a job of `totalMs` as `poll.ts` does; progress in whole per cent of the elapsed share, where it reports any. */
function polls(totalMs: number, view: Partial<PollView>, reports: boolean) {
	const state: PollView = { elapsedMs: 0, overdue: 0, earlier: [], minMs: 0, ...view };
	let count = 0;
	while (state.elapsedMs < totalMs) {
		state.elapsedMs += nextPollMs(state);
		count++;
		if (reports) {
			const progress = Math.min(99, Math.floor((100 * state.elapsedMs) / totalMs));
			state.overdue = progress === state.progress && progress >= 99 ? state.overdue + 1 : 0;
			state.progress = progress;
			if (progress > 0) state.firstSeen ??= { elapsedMs: state.elapsedMs, progress };
		} else if (state.earlier.length > 0 && state.elapsedMs > state.earlier[0]) state.overdue++;
	}
	return { count, lateMs: state.elapsedMs - totalMs };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

test.each([
	[60_000, 11],
	[600_000, 16],
])('a job of %i ms that reports progress is noticed within half a second in the median, in at most %i polls', (totalMs, most) => {
	const seen = Array.from({ length: 40 }, (_, i) => polls(totalMs * (0.9 + i / 200), {}, true));
	expect(median(seen.map((s) => s.lateMs))).toBeLessThanOrEqual(500);
	expect(Math.max(...seen.map((s) => s.count))).toBeLessThanOrEqual(most);
});

test('earlier jobs of the run tell when to look where no progress is reported', () => {
	const { count, lateMs } = polls(60_000, { earlier: [58_000, 61_000] }, false);
	expect(count).toBeLessThanOrEqual(10);
	expect(lateMs).toBeLessThanOrEqual(2000);
});

test('a channel that welcomes a poll every 15 s gets no more', () => {
	expect(nextPollMs({ elapsedMs: 5000, overdue: 0, earlier: [], minMs: 15_000 })).toBe(15_000);
});
