/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { clock } from '../../../nodes/Sora2/transport/clock';

const real = { ...clock };
afterEach(() => void Object.assign(clock, real));

test('the monotonic clock grows with the clock, and stands still where that is set back', () => {
	let at = clock.now();
	clock.now = () => at;
	const start = clock.monotonic();
	at += 5000;
	expect(clock.monotonic() - start).toBe(5000);
	at -= 3_600_000;
	expect(clock.monotonic() - start).toBe(5000);
	at += 2000;
	expect(clock.monotonic() - start).toBe(7000);
});

test('a clock that is set back lengthens no pause', async () => {
	const began = Date.now();
	let offset = 0;
	clock.now = () => Date.now() + offset;
	setTimeout(() => (offset = -3_600_000), 50);
	await clock.pause(400);
	expect(Date.now() - began).toBeGreaterThanOrEqual(390);
	// The stretch in which it was set back counts as none: one slice more, not an hour.
	expect(Date.now() - began).toBeLessThan(10_000);
});
