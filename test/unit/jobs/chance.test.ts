import fc from '../../helpers/propertyTests';
import { getBounds, getChance } from '../../../nodes/Sora2/jobs/chance';

const MS = { min: 0, max: 600_000 };
const range = fc
	.tuple(fc.integer(MS), fc.oneof(fc.integer(MS), fc.constant(Infinity)))
	.map(([from, lasts]) => ({ from, to: from + lasts }));

test('is a chance, and never falls while nothing new is learned of the job itself', () => {
	fc.assert(
		fc.property(fc.integer(MS), fc.integer(MS), range, (earlier, later, bounds) => {
			const [first, second] = [earlier, earlier + later].map((ms) => getChance(ms, bounds, []));
			expect(first).toBeGreaterThanOrEqual(0);
			expect(second).toBeLessThanOrEqual(1);
			expect(second).toBeGreaterThanOrEqual(first);
		}),
	);
});

test('is a chance whatever is known of other jobs', () => {
	fc.assert(
		fc.property(fc.integer(MS), range, fc.array(range), (elapsedMs, bounds, others) => {
			const chance = getChance(elapsedMs, bounds, others);
			expect(chance).toBeGreaterThanOrEqual(0);
			expect(chance).toBeLessThanOrEqual(1);
		}),
	);
});

test('grows between the bounds that the progress of a job sets', () => {
	const bounds = getBounds(
		[
			{ sentMs: 11_000, answeredMs: 11_100, progress: 11 },
			{ sentMs: 51_000, answeredMs: 51_100, progress: 51 },
		],
		51_000,
	);
	expect(bounds.from).toBeGreaterThan(90_000);
	expect(bounds.to).toBeLessThan(110_000);
	expect(getChance(bounds.from - 1, bounds, [])).toBe(0);
	expect(getChance((bounds.from + bounds.to) / 2, bounds, [])).toBeCloseTo(0.5);
	expect(getChance(bounds.to, bounds, [])).toBe(1);
});

test('without progress, follows the jobs of the run that ended and those that still run', () => {
	const unknown = { from: 0, to: Infinity };
	const ended = { from: 55_000, to: 60_000 };
	const running = { from: 70_000, to: Infinity };
	expect(getChance(61_000, unknown, [ended, ended, ended])).toBeGreaterThan(0.9);
	expect(getChance(61_000, unknown, [running, running, running])).toBeLessThan(0.25);
	// A job that outlasted them is not like them.
	expect(getChance(61_000, { from: 60_500, to: Infinity }, [ended, ended])).toBeLessThan(0.1);
});
