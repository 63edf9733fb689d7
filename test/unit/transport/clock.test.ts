/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { clock } from '../../../nodes/Sora2/transport/clock';

const real = { ...clock };
afterEach(() => void Object.assign(clock, real));

describe('the monotonic clock', () => {
	let at = 1_800_000_000_000;
	let steady = 50_000;
	beforeEach(() => {
		clock.now = () => at;
		jest.spyOn(performance, 'now').mockImplementation(() => steady);
		clock.monotonic();
	});
	afterEach(() => jest.restoreAllMocks());
	const pass = (wallMs: number, steadyMs = wallMs) => {
		at += wallMs;
		steady += steadyMs;
	};

	test('follows the clock at any speed', () => {
		const start = clock.monotonic();
		pass(5000);
		expect(clock.monotonic() - start).toBe(5000);
		pass(2000, 40);
		expect(clock.monotonic() - start).toBe(7000);
		pass(0, 900);
		expect(clock.monotonic() - start).toBe(7000);
	});

	test('loses nothing if the clock is set back between two readings', () => {
		const start = clock.monotonic();
		const setBack = clock.setBackMs();
		pass(300_000 - 3_600_000, 300_000);
		expect(clock.monotonic() - start).toBe(300_000);
		pass(100_000 - 60_000, 100_000);
		expect(clock.monotonic() - start).toBe(400_000);
		pass(2000);
		expect(clock.monotonic() - start).toBe(402_000);
		expect(clock.setBackMs() - setBack).toBe(3_660_000);
	});
});

test('is unaffected in a pause by setting the clock back', async () => {
	const began = Date.now();
	let offset = 0;
	clock.now = () => Date.now() + offset;
	setTimeout(() => (offset = -3_600_000), 50);
	await clock.pause(400);
	expect(Date.now() - began).toBeGreaterThanOrEqual(390);
	expect(Date.now() - began).toBeLessThan(10_000);
});
