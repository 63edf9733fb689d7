import fc from 'fast-check';
import { Gate } from '../../../../nodes/Sora2/jobs/limits/gate';
import { FakeTime } from '../../support/fakeTime';

const MINUTE = 60_000;

/** Most of `times` within any minute. */
const busiest = (times: number[]) =>
	Math.max(0, ...times.map((t) => times.filter((u) => u >= t && u < t + MINUTE).length));

/** Sends `count` requests through the gate, one after the other, and tells when each went. */
async function send(time: FakeTime, gate: Gate, count: number): Promise<number[]> {
	const times: number[] = [];
	await time.until(
		Promise.all(
			Array.from({ length: count }, async () => times.push((await gate.turn(), time.now()))),
		),
	);
	return times;
}

test('never more requests a minute than declared, whoever asks when', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 20 }),
			fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 40 }),
			async (requestsPerMinute, arrivals) => {
				const time = new FakeTime();
				const gate = new Gate(time, { requestsPerMinute });
				const times: number[] = [];
				await time.until(
					Promise.all(
						arrivals.map(async (ms) => {
							await time.sleep(ms);
							await gate.turn();
							times.push(time.now());
						}),
					),
				);
				expect(times).toHaveLength(arrivals.length);
				expect(busiest(times)).toBeLessThanOrEqual(requestsPerMinute);
			},
		),
		{ numRuns: 60 },
	);
});

test('never more jobs at once than declared, and all of them in the end', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 6 }),
			fc.array(fc.integer({ min: 100, max: 30_000 }), { maxLength: 25 }),
			async (jobsAtOnce, jobs) => {
				const time = new FakeTime();
				const gate = new Gate(time, { jobsAtOnce });
				let now = 0;
				let most = 0;
				await time.until(
					Promise.all(
						jobs.map(async (ms) => {
							const place = gate.place();
							await place.take();
							await place.take();
							most = Math.max(most, ++now);
							place.answered();
							await time.sleep(ms);
							now--;
							place.leave();
							place.leave();
						}),
					),
				);
				expect(most).toBeLessThanOrEqual(jobsAtOnce);
				expect(now).toBe(0);
			},
		),
		{ numRuns: 60 },
	);
});

test('nothing is sent before a Retry-After is over', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 60_000 }),
			fc.integer({ min: 1, max: 10 }),
			async (askedMs, waiting) => {
				const time = new FakeTime();
				const gate = new Gate(time, {});
				const at = time.now();
				gate.refused(askedMs, 'openAi');
				for (const t of await send(time, gate, waiting))
					expect(t).toBeGreaterThanOrEqual(at + askedMs);
			},
		),
		{ numRuns: 40 },
	);
});

test('a 429 after many requests halves the pace, and it recovers when no more come', async () => {
	const time = new FakeTime();
	const gate = new Gate(time, {});
	await send(time, gate, 40);
	gate.refused(1000);
	const slow = await send(time, gate, 60);
	expect(busiest(slow)).toBeLessThanOrEqual(20);
	for (let i = 0; i < 30; i++) {
		await time.until(time.sleep(11_000));
		gate.welcomed();
	}
	await time.until(time.sleep(MINUTE));
	expect(busiest(await send(time, gate, 60))).toBeGreaterThanOrEqual(36);
});

test.each([0.5, 1.5, 2.9])(
	'a limit of %d requests a minute is a whole one',
	async (requestsPerMinute) => {
		const time = new FakeTime();
		const times = await send(time, new Gate(time, { requestsPerMinute }), 4);
		expect(times).toHaveLength(4);
		expect(busiest(times)).toBe(Math.max(1, Math.floor(requestsPerMinute)));
	},
);

test.each([NaN, 0, -1, Infinity])('%d is no limit, on requests or on jobs', async (none) => {
	const time = new FakeTime();
	const gate = new Gate(time, { requestsPerMinute: none, jobsAtOnce: none });
	gate.refused(NaN);
	await time.until(gate.place().take());
	expect(await send(time, gate, 9)).toHaveLength(9);
});

describe('a turn that would come too late', () => {
	const HOUR = 60 * MINUTE;

	test('is not waited for while the endpoint asked for a longer pause', async () => {
		const time = new FakeTime();
		const gate = new Gate(time, {});
		const at = time.now();
		gate.refused(HOUR);
		expect(
			await time.until(Promise.all([gate.turn(at + MINUTE), gate.turn(Infinity, MINUTE)])),
		).toEqual([false, false]);
		expect(time.now()).toBe(at);
		expect(gate.pauseMs()).toBeGreaterThanOrEqual(HOUR);
		expect(await time.until(gate.turn(at + 2 * HOUR))).toBe(true);
		expect(time.now()).toBeGreaterThanOrEqual(at + HOUR);
	});

	test('is given up when the pause becomes longer while it is waited for', async () => {
		const time = new FakeTime();
		const gate = new Gate(time, {});
		const at = time.now();
		gate.refused(30_000);
		const turn = gate.turn(Infinity, MINUTE);
		await time.until(time.sleep(5000));
		gate.refused(HOUR);
		expect(await time.until(turn)).toBe(false);
		expect(time.now()).toBeLessThan(at + 10_000);
	});

	test('is given up at its deadline where the pace is full, whoever stands before it, and those behind move up', async () => {
		const time = new FakeTime();
		const gate = new Gate(time, { requestsPerMinute: 1 });
		const at = time.now();
		const told: Array<[boolean, number]> = [];
		const ask = async (until?: number) => told.push([await gate.turn(until), time.now() - at]);
		await time.until(Promise.all([ask(), ask(), ask(at + 20_000), ask()]));
		expect(told).toEqual([
			[true, 0],
			[false, 20_000],
			[true, MINUTE],
			[true, 2 * MINUTE],
		]);
	});

	test('is one of the same kind: an hour without orders on a channel is none for looks, nor for another channel', async () => {
		const time = new FakeTime();
		const gate = new Gate(time, {});
		gate.refused(HOUR, 'reverse');
		const until = time.now() + MINUTE;
		expect(
			await time.until(
				Promise.all([
					gate.turn(until, MINUTE, 'reverse'),
					gate.turn(until, MINUTE, 'relay'),
					gate.turn(until),
				]),
			),
		).toEqual([false, true, true]);
	});

	test('comes all the same where nothing holds it back', async () => {
		const time = new FakeTime();
		expect(await time.until(new Gate(time, {}).turn(time.now() - 1, 0))).toBe(true);
	});
});

test('a turn that is cancelled does not hold up the next', async () => {
	const time = new FakeTime();
	let cancel = true;
	const gate = new Gate(
		{
			...time,
			sleep: async (ms) =>
				cancel ? await Promise.reject(new Error('cancelled')) : await time.sleep(ms),
		},
		{ requestsPerMinute: 1 },
	);
	await gate.turn();
	await expect(gate.turn()).rejects.toThrow('cancelled');
	cancel = false;
	await time.until(gate.turn());
});
