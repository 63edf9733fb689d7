import fc from '../../../helpers/propertyTests';
import { Backoff } from '../../../../nodes/Sora2/jobs/limits/backoff';

const random = fc.double({ min: 0, max: 0.999, noNaN: true });

test('no wait is longer than the cap, or shorter than three quarters of what it grew to', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 5000 }),
			fc.integer({ min: 1, max: 60_000 }),
			fc.array(random, { minLength: 1, maxLength: 20 }),
			(baseMs, capMs, jitters) => {
				let backoff = Backoff.of(baseMs, capMs);
				jitters.forEach((jitter, step) => {
					const grown = Math.min(capMs, baseMs * 2 ** step);
					const waitMs = backoff.delayMs(jitter);
					expect(waitMs).toBeLessThanOrEqual(grown);
					expect(waitMs).toBeGreaterThanOrEqual(Math.floor(grown * 0.75));
					backoff = backoff.next(waitMs);
				});
			},
		),
	);
});

test('what the endpoint asks for is never shortened, and hardly lengthened', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1000, max: 600_000 }),
			random,
			fc.integer({ min: 0, max: 10 }),
			(askedMs, jitter, steps) => {
				let backoff = Backoff.of(1000, 16_000);
				for (let i = 0; i < steps; i++) backoff = backoff.next(1);
				const waitMs = backoff.delayMs(jitter, askedMs);
				expect(waitMs).toBeGreaterThanOrEqual(askedMs);
				expect(waitMs).toBeLessThanOrEqual(askedMs + 250);
			},
		),
	);
});

test.each([0, 1, 999, NaN])(
	'an asked wait of %d ms asks for nothing: the waits grow',
	(askedMs) => {
		let backoff = Backoff.of(1000, 16_000);
		const waits = [0, 1, 2, 3, 4, 5].map(() => {
			const waitMs = backoff.delayMs(0.5, askedMs);
			backoff = backoff.next(waitMs);
			return waitMs;
		});
		expect(waits.slice(1).every((waitMs, i) => waitMs > waits[i] || waitMs === 14_000)).toBe(true);
		expect(waits[0]).toBeGreaterThanOrEqual(Math.max(875, askedMs || 0));
	},
);

test('the budget is the sum of all waits, those in a queue included once the first wait was over', () => {
	const first = Backoff.of(1000, 16_000).spent(5000);
	expect(first.spentMs).toBe(0);
	expect(first.next(800).spent(5000).next(1600).spentMs).toBe(7400);
});

test('it is a value: asking twice gives the same', () => {
	const backoff = Backoff.of(1000, 16_000);
	backoff.next(1000);
	expect(backoff.delayMs(0.5)).toBe(backoff.delayMs(0.5));
	expect(backoff.spentMs).toBe(0);
});
