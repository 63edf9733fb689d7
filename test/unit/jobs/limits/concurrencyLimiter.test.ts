import fc from '../../../helpers/propertyTests';
import { ConcurrencyLimiter } from '../../../../nodes/Sora2/jobs/limits/concurrencyLimiter';
import { FakeTime } from '../../support/fakeTime';

test('whatever an endpoint allows at once: every job is made, and few orders are refused', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 6 }),
			fc.array(fc.integer({ min: 100, max: 30_000 }), { maxLength: 25 }),
			async (allowed, jobs) => {
				const time = new FakeTime();
				const limiter = new ConcurrencyLimiter(time);
				let running = 0;
				let refused = 0;
				/** One job, ordered until the endpoint takes it. */
				const make = async (ms: number) => {
					const slot = limiter.createSlot();
					await slot.acquire();
					await slot.acquire();
					while (running >= allowed) {
						refused++;
						limiter.onThrottled('jobs');
						slot.release();
						await time.sleep(500);
						await slot.acquire();
					}
					running++;
					slot.onAccepted();
					await time.sleep(ms);
					running--;
					limiter.onSuccess();
					slot.release();
					slot.release();
				};
				await time.until(Promise.all(jobs.map(make)));
				expect(running).toBe(0);
				expect(limiter.countRunning()).toBe(0);
				expect(refused).toBeLessThanOrEqual(5 + jobs.length);
			},
		),
		{ numRuns: 25 },
	);
});

/** How many of `count` slots can be had within `ms`. */
async function acquired(time: FakeTime, limiter: ConcurrencyLimiter, count: number, ms: number) {
	const slots = Array.from({ length: count }, () => limiter.createSlot());
	let held = 0;
	for (const slot of slots) void slot.acquire().then(() => held++);
	await time.until(time.sleep(ms));
	return { slots, held };
}

test('where nothing is known, five orders go unanswered at most, until they are worked on', async () => {
	const time = new FakeTime();
	const limiter = new ConcurrencyLimiter(time);
	const { held } = await acquired(time, limiter, 8, 1000);
	expect(held).toBe(5);
	const { held: later } = await acquired(time, limiter, 0, 3000);
	expect(later).toBe(0);
	// The first five count as being worked on now, so the other three were let through.
	expect((await acquired(time, limiter, 2, 100)).held).toBe(2);
});

test('an order refused for the jobs beside it is not sent before one of them ends', async () => {
	const time = new FakeTime();
	const limiter = new ConcurrencyLimiter(time);
	const { slots } = await acquired(time, limiter, 3, 1);
	slots.slice(0, 2).forEach((slot) => slot.onAccepted());
	limiter.onThrottled('jobs');
	slots[2].release();
	expect((await acquired(time, limiter, 1, 5000)).held).toBe(0);
	slots[0].release();
	await time.until(time.sleep(1));
	expect((await acquired(time, limiter, 1, 5000)).held).toBe(0);
});

test('from time to time one more is tried, and less often where it is refused', async () => {
	const time = new FakeTime();
	const limiter = new ConcurrencyLimiter(time);
	const { slots } = await acquired(time, limiter, 3, 1);
	slots.slice(0, 2).forEach((slot) => slot.onAccepted());
	limiter.onThrottled('jobs');
	slots[2].release();
	await time.until(time.sleep(20_000));
	limiter.onSuccess();
	const probe = await acquired(time, limiter, 1, 1000);
	expect(probe.held).toBe(1);
	limiter.onThrottled('jobs');
	probe.slots[0].release();
	await time.until(time.sleep(20_000));
	limiter.onSuccess();
	expect((await acquired(time, limiter, 1, 1000)).held).toBe(0);
	await time.until(time.sleep(20_000));
	limiter.onSuccess();
	await time.until(time.sleep(1000));
	expect((await acquired(time, limiter, 0, 1)).held).toBe(0);
});

test('one that complains of requests says nothing of jobs', async () => {
	const time = new FakeTime();
	const limiter = new ConcurrencyLimiter(time);
	const { slots } = await acquired(time, limiter, 3, 1);
	slots.forEach((slot) => slot.onAccepted());
	limiter.onThrottled('requests');
	expect((await acquired(time, limiter, 3, 1000)).held).toBe(3);
});
