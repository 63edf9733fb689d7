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

test('a 429 halves what was sent in the last minute; those close to it change nothing', () => {
	const { time, limiter, send } = create();
	expect(send(40)).toBe(40);
	limiter.onThrottled();
	limiter.onThrottled();
	time.at = MINUTE;
	expect(send(100)).toBe(20);
});

test('a 429 after few requests is not the pace: it stays', () => {
	const { limiter, send } = create();
	send(7);
	limiter.onThrottled();
	expect(send(100)).toBe(100);
});

test('it recovers to just below what was refused at once, and beyond it slowly', () => {
	const { time, limiter, send } = create();
	send(100);
	limiter.onThrottled();
	const paces = Array.from({ length: 12 }, () => {
		time.at += MINUTE;
		limiter.onSuccess();
		return send(1000);
	});
	expect(paces.slice(0, 5)).toEqual([63, 79, 90, 100, 111]);
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
