import fc from '../../../helpers/propertyTests';
import { EndpointLimits } from '../../../../nodes/Sora2/jobs/limits/endpointLimits';
import { FakeTime } from '../../support/fakeTime';

const MINUTE = 60_000;

/** Most of `times` within any minute. */
const busiest = (times: number[]) =>
	Math.max(0, ...times.map((t) => times.filter((u) => u >= t && u < t + MINUTE).length));

/** Sends `count` requests one after the other, and tells when each went. */
async function send(time: FakeTime, limits: EndpointLimits, count: number): Promise<number[]> {
	const times: number[] = [];
	await time.until(
		Promise.all(
			Array.from({ length: count }, async () => times.push((await limits.acquire(), time.now()))),
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
				const limits = new EndpointLimits(time, requestsPerMinute);
				const times: number[] = [];
				await time.until(
					Promise.all(
						arrivals.map(async (ms) => {
							await time.sleep(ms);
							await limits.acquire();
							times.push(time.now());
						}),
					),
				);
				expect(times).toHaveLength(arrivals.length);
				expect(busiest(times)).toBeLessThanOrEqual(requestsPerMinute);
			},
		),
		{ numRuns: 30 },
	);
});

test('nothing is sent before a Retry-After is over', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 60_000 }),
			fc.integer({ min: 1, max: 10 }),
			async (askedMs, waiting) => {
				const time = new FakeTime();
				const limits = new EndpointLimits(time);
				const at = time.now();
				limits.onThrottled({ retryAfterMs: askedMs, channel: 'openAi' });
				for (const t of await send(time, limits, waiting))
					expect(t).toBeGreaterThanOrEqual(at + askedMs);
			},
		),
		{ numRuns: 20 },
	);
});

test('a 429 after many requests limits their rate, and the limit grows when no more come', async () => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time);
	await send(time, limits, 40);
	for (let refused = 0; refused < 20; refused++) limits.onThrottled({ retryAfterMs: 30_000 });
	expect(busiest(await send(time, limits, 60))).toBe(20);
	for (let i = 0; i < 30; i++) {
		await time.until(time.sleep(11_000));
		limits.onSuccess();
	}
	await time.until(time.sleep(MINUTE));
	expect(busiest(await send(time, limits, 60))).toBe(60);
});

test('a 429 with a time to come back limits the rate of requests, and not the number of jobs', async () => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time);
	await send(time, limits, 12);
	const slots = Array.from({ length: 5 }, () => limits.createSlot());
	for (const slot of slots) await slot.acquire();
	limits.onThrottled({ channel: 'openAi', retryAfterMs: 30_000 });
	let held = 0;
	const acquireAnother = async () => {
		void limits
			.createSlot()
			.acquire()
			.then(() => held++);
		await time.until(time.sleep(5000));
	};
	await acquireAnother();
	expect(held).toBe(1);
	// Without many requests, their rate cannot be the reason.
	await time.until(time.sleep(MINUTE));
	limits.onThrottled({ channel: 'openAi', retryAfterMs: 30_000 });
	await acquireAnother();
	expect(held).toBe(1);
});

test.each([0.5, 1.5, 2.9])(
	'a limit of %d requests a minute is a whole one',
	async (requestsPerMinute) => {
		const time = new FakeTime();
		const times = await send(time, new EndpointLimits(time, requestsPerMinute), 4);
		expect(times).toHaveLength(4);
		expect(busiest(times)).toBe(Math.max(1, Math.floor(requestsPerMinute)));
	},
);

test.each([NaN, 0, -1, Infinity])('%d is no limit', async (none) => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time, none);
	limits.onThrottled({ retryAfterMs: NaN });
	await time.until(limits.createSlot().acquire());
	expect(await send(time, limits, 9)).toHaveLength(9);
});

describe('a turn that would come too late', () => {
	const HOUR = 60 * MINUTE;

	test('is not waited for while the endpoint asked for a longer pause', async () => {
		const time = new FakeTime();
		const limits = new EndpointLimits(time);
		const at = time.now();
		limits.onThrottled({ retryAfterMs: HOUR });
		expect(
			await time.until(
				Promise.all([
					limits.acquire({ deadline: at + MINUTE }),
					limits.acquire({ maxWaitMs: MINUTE }),
				]),
			),
		).toEqual([false, false]);
		expect(time.now()).toBe(at);
		expect(limits.cooldownMs()).toBeGreaterThanOrEqual(HOUR);
		expect(await time.until(limits.acquire({ deadline: at + 2 * HOUR }))).toBe(true);
		expect(time.now()).toBeGreaterThanOrEqual(at + HOUR);
	});

	test('is given up when the pause becomes longer while it is waited for', async () => {
		const time = new FakeTime();
		const limits = new EndpointLimits(time);
		const at = time.now();
		limits.onThrottled({ retryAfterMs: 30_000 });
		const turn = limits.acquire({ maxWaitMs: MINUTE });
		await time.until(time.sleep(5000));
		limits.onThrottled({ retryAfterMs: HOUR });
		expect(await time.until(turn)).toBe(false);
		expect(time.now()).toBeLessThan(at + 10_000);
	});

	test('is given up at its deadline where the pace is full, whoever stands before it, and those behind move up', async () => {
		const time = new FakeTime();
		const limits = new EndpointLimits(time, 1);
		const at = time.now();
		const told: Array<[boolean, number]> = [];
		const ask = async (deadline?: number) =>
			told.push([await limits.acquire({ deadline }), time.now() - at]);
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
		const limits = new EndpointLimits(time);
		limits.onThrottled({ retryAfterMs: HOUR, channel: 'reverse' });
		const deadline = time.now() + MINUTE;
		expect(
			await time.until(
				Promise.all([
					limits.acquire({ deadline, maxWaitMs: MINUTE, channel: 'reverse' }),
					limits.acquire({ deadline, maxWaitMs: MINUTE, channel: 'relay' }),
					limits.acquire({ deadline }),
				]),
			),
		).toEqual([false, true, true]);
	});

	test('comes all the same where nothing holds it back', async () => {
		const time = new FakeTime();
		expect(
			await time.until(
				new EndpointLimits(time).acquire({ deadline: time.now() - 1, maxWaitMs: 0 }),
			),
		).toBe(true);
	});
});

test('orders go first, then downloads, then the queries that are most promising when a turn comes', async () => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time, 1);
	const begun = time.now();
	await limits.acquire();
	const sent: string[] = [];
	const send = async (name: string, patience: Parameters<typeof limits.acquire>[0]) => {
		await limits.acquire(patience);
		sent.push(name);
	};
	await time.until(
		Promise.all([
			send('fading', { getChance: () => (time.now() - begun < 150_000 ? 0.9 : 0.1) }),
			send('growing', { getChance: () => (time.now() - begun < 150_000 ? 0.2 : 0.8) }),
			send('certain', { deadline: begun + 20 * MINUTE }),
			send('download', { purpose: 'download' }),
			send('order', { channel: 'openAi' }),
		]),
	);
	expect(sent).toEqual(['order', 'download', 'certain', 'growing', 'fading']);
});

test('a query that promises little is still sent before its deadline', async () => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time, 2);
	const deadline = time.now() + 30_000;
	expect(await time.until(limits.acquire({ deadline, getChance: () => 0 }))).toBe(true);
});

test('a turn that is cancelled does not hold up the next', async () => {
	const time = new FakeTime();
	let cancel = true;
	const limits = new EndpointLimits(
		{
			...time,
			sleep: async (ms) =>
				cancel ? await Promise.reject(new Error('cancelled')) : await time.sleep(ms),
		},
		1,
	);
	await limits.acquire();
	await expect(limits.acquire()).rejects.toThrow('cancelled');
	cancel = false;
	await time.until(limits.acquire());
});

test('a 429 that complains of too many jobs is waited out by the end of another one, not by the clock', async () => {
	const time = new FakeTime();
	const limits = new EndpointLimits(time);
	const slots = [limits.createSlot(), limits.createSlot()];
	for (const slot of slots) await slot.acquire();
	limits.onThrottled({ channel: 'openAi', limit: 'jobs', retryAfterMs: 30_000 });
	expect(limits.cooldownMs('openAi')).toBe(0);
	slots[1].release();
	const next = limits.createSlot();
	let isHeld = false;
	void next.acquire().then(() => (isHeld = true));
	await time.until(time.sleep(5000));
	expect(isHeld).toBe(false);
	slots[0].release();
	await time.until(time.sleep(1));
	expect(isHeld).toBe(true);
});
