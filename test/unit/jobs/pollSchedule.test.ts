import { addDuration, type DurationRange } from '../../../nodes/Sora2/jobs/pollSchedule';
import {
	afterQueue,
	alwaysZero,
	around,
	even,
	fastAtFirst,
	inTens,
	slowAtFirst,
	startsLate,
	summary,
	type Reports,
	watch,
} from '../support/watch';

/** 600 s and a little more: the jitter of job lengths. */
const LAW = [
	[6000, 10],
	[60_000, 10],
	[600_000, 16],
] as const;

describe.each(LAW)('a job of about %i ms, in at most %i polls', (ms, most) => {
	test.each([
		['evenly', even],
		['as zero while it is queued', afterQueue],
	])('is noticed within half a second in the median where progress comes %s', (_, reports) => {
		const { polls, lateMs } = summary(around(ms).map((total) => watch(total, reports)));
		expect(lateMs).toBeLessThanOrEqual(500);
		expect(polls).toBeLessThanOrEqual(most);
	});

	test('is noticed as well where earlier jobs of the run tell how long such a job takes', () => {
		let earlier: readonly DurationRange[] = [];
		const seen = Array.from({ length: 20 }, (_, i) => ms * (1 + 0.01 * Math.sin(i * 2.4))).map(
			(total) => {
				const one = watch(total, undefined, earlier);
				earlier = addDuration(earlier, one.took);
				return one;
			},
		);
		const { polls, lateMs } = summary(seen.slice(4));
		expect(lateMs).toBeLessThanOrEqual(ms > 100_000 ? ms * 0.01 : 500);
		expect(polls).toBeLessThanOrEqual(most);
	});
});

test.each([
	['begins after a long queue', startsLate, 0.08, 20],
	['comes in tens', inTens, 0.03, 20],
	['is slow at first', slowAtFirst, 0.3, 20],
	['is fast at first', fastAtFirst, 0.03, 22],
	['stays zero', alwaysZero, 0.5, 30],
] as const)(
	'progress that %s costs some time and some polls, within bounds',
	(_, reports, lateShare, most) => {
		for (const ms of [60_000, 600_000]) {
			const { polls, latest } = summary(around(ms).map((total) => watch(total, reports)));
			expect(latest).toBeLessThanOrEqual(ms * lateShare + 500);
			expect(polls).toBeLessThanOrEqual(most);
		}
	},
);

test('a job that takes ten times as long as the earlier ones is noticed within a tenth of its time', () => {
	const earlier = [19_000, 20_000, 21_000].map((to) => ({ from: to - 1000, to }));
	const { lateMs, polls } = watch(200_000, undefined, earlier);
	expect(lateMs).toBeLessThanOrEqual(20_100);
	expect(polls).toBeLessThanOrEqual(40);
});

test('where nothing is known, a minute takes ten polls at the most, and what is lost stays below a quarter', () => {
	expect(summary(around(60_000).map((total) => watch(total, undefined))).polls).toBeLessThanOrEqual(
		10,
	);
	for (const ms of [60_000, 600_000])
		expect(summary(around(ms).map((total) => watch(total, undefined))).latest).toBeLessThanOrEqual(
			ms * 0.25,
		);
});

test.each([
	['99 %', 0.99],
	['90 %', 0.9],
	['50 %', 0.5],
])('a job that stands at %s for twenty minutes is polled rarely', (_, share) => {
	const total = 60_000;
	const stands: Reports = (passed) => Math.floor(100 * Math.min(share, passed * 20));
	const { polls } = watch(total * 20, (passed) => stands(passed));
	expect(polls).toBeLessThanOrEqual(80);
});

test.each<[string, Reports]>([
	['stands at 100 %', () => 100],
	['creeps towards the end', (passed) => 99 + passed],
	['goes up and down', (passed) => 98 + (Math.floor(passed * 10_000) % 2)],
])('a job that %s for twenty minutes is polled rarely', (_, reports) => {
	expect(watch(60_000 * 20, reports).polls).toBeLessThanOrEqual(170);
});
