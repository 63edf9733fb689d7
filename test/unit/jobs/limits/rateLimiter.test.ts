import { RateLimiter } from '../../../../nodes/Sora2/jobs/limits/rateLimiter';

const MINUTE = 60_000;

/** A rate limiter over a clock that is moved by hand. */
function create(requestsPerMinute?: number) {
	const time = { at: 0 };
	const limiter = new RateLimiter({ monotonic: () => time.at }, requestsPerMinute);
	/** Sends as many requests as may go now, up to `most`. */
	const send = (most: number) => {
		let sent = 0;
		for (; sent < most && limiter.waitMs(0) <= 0; sent++) limiter.onSent();
		return sent;
	};
	return { time, limiter, send };
}

test('sends as many a minute as are declared, and those who wait know how long', () => {
	const { time, limiter, send } = create(3);
	expect(send(10)).toBe(3);
	time.at = 10_000;
	expect(limiter.waitMs(0)).toBe(50_000);
	expect(limiter.waitMs(3)).toBe(MINUTE);
	time.at = MINUTE;
	expect(send(10)).toBe(3);
});

test('a 429 measures the limit: what was accepted in the last minute', () => {
	const { time, limiter, send } = create();
	expect(send(40)).toBe(40);
	for (let refused = 0; refused < 15; refused++) limiter.onThrottled();
	time.at = MINUTE;
	expect(send(100)).toBe(25);
	time.at += 20_000;
	limiter.onThrottled();
	time.at += 40_000;
	expect(send(100)).toBe(24);
});

test('a 429 that asks for a short wait is about less than a minute: one request at a time', () => {
	const { time, limiter, send } = create();
	expect(send(20)).toBe(20);
	for (let refused = 0; refused < 10; refused++) limiter.onThrottled(2000);
	time.at += 2000;
	for (let i = 0; i < 20; i++) {
		expect(limiter.waitMs(1)).toBe(2000);
		expect(send(5)).toBe(1);
		time.at += 2000;
	}
	// The endpoint corrects it: what it allows is counted over a minute.
	limiter.onThrottled(50_000);
	time.at += MINUTE;
	expect(send(100)).toBe(29);
});

test.each([0, NaN, undefined])(
	'a Retry-After of %d says nothing about the limit',
	(retryAfterMs) => {
		const { time, limiter, send } = create();
		send(20);
		limiter.onThrottled(retryAfterMs);
		time.at = MINUTE;
		expect(send(100)).toBe(19);
	},
);

test('a short wait that was kept and refused again is not believed any more', () => {
	const { time, limiter, send } = create();
	send(20);
	for (let refused = 0; refused < 10; refused++) limiter.onThrottled(1000);
	for (time.at = 10_000; time.at < MINUTE; time.at += 1000) {
		send(1);
		limiter.onThrottled(1000);
	}
	time.at += MINUTE;
	expect(send(100)).toBeLessThanOrEqual(10);
});

test('a short wait after a limit was measured over a minute changes nothing', () => {
	const { time, limiter, send } = create();
	send(20);
	limiter.onThrottled(50_000);
	time.at += 59_000;
	limiter.onThrottled(1000);
	time.at += MINUTE;
	expect(send(100)).toBe(18);
});

test('a 429 after few requests is not the pace: it stays', () => {
	const { limiter, send } = create();
	send(7);
	limiter.onThrottled();
	expect(send(100)).toBe(100);
});

test('a minute without a 429 raises the limit a little, and each further one by more', () => {
	const { time, limiter, send } = create();
	const getPaces = (minutes: number) =>
		Array.from({ length: minutes }, () => {
			time.at += MINUTE;
			limiter.onSuccess();
			return send(5000);
		});
	send(100);
	limiter.onThrottled();
	expect(getPaces(6)).toEqual([109, 131, 184, 332, 664, 1328]);
	limiter.onThrottled();
	expect(getPaces(1)).toEqual([1460]);
});

test('it never grows beyond what is declared', () => {
	const { time, limiter, send } = create(10);
	send(10);
	limiter.onThrottled();
	for (let i = 0; i < 20; i++) {
		time.at += MINUTE;
		limiter.onSuccess();
	}
	expect(send(100)).toBe(10);
});
