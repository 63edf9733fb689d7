import { Cooldown } from '../../../../nodes/Sora2/jobs/limits/cooldown';

const HOUR = 3_600_000;

function create() {
	const time = { at: 0 };
	return { time, cooldown: new Cooldown({ monotonic: () => time.at, random: () => 0 }) };
}

test('lasts as long as was asked for, for every request', () => {
	const { time, cooldown } = create();
	expect(cooldown.onThrottled(5000, 'openAi')).toBe(5000);
	time.at = 2000;
	expect(cooldown.remainingMs('openAi')).toBe(3000);
	expect(cooldown.remainingMs('relay')).toBe(3000);
	expect(cooldown.remainingMs()).toBe(3000);
	time.at = 9000;
	expect(cooldown.remainingMs()).toBe(0);
});

test('of over a minute, it holds only what was refused', () => {
	const { cooldown } = create();
	cooldown.onThrottled(HOUR, 'reverse');
	expect(cooldown.remainingMs('reverse')).toBe(HOUR);
	expect(cooldown.remainingMs('relay')).toBe(0);
	expect(cooldown.remainingMs()).toBe(0);
	cooldown.onThrottled(2 * HOUR);
	expect(cooldown.remainingMs()).toBe(2 * HOUR);
	expect(cooldown.remainingMs('relay')).toBe(0);
});

test('a shorter one does not end a longer one', () => {
	const { cooldown } = create();
	cooldown.onThrottled(30_000);
	cooldown.onThrottled(2000);
	expect(cooldown.remainingMs()).toBe(30_000);
});

test('grows with every 429 that asks for nothing, and begins anew after ten quiet seconds', () => {
	const { time, cooldown } = create();
	const waits = [0, 1, 2].map(() => {
		time.at += 5000;
		return cooldown.onThrottled(undefined);
	});
	expect(waits).toEqual([750, 1500, 3000]);
	// Requests that were under way at the same time are one refusal.
	expect(cooldown.onThrottled(undefined)).toBe(6000);
	expect(cooldown.onThrottled(undefined)).toBe(6000);
	time.at += 5000;
	cooldown.onSuccess();
	expect(cooldown.onThrottled(undefined)).toBe(6000);
	time.at += 10_000;
	cooldown.onSuccess();
	expect(cooldown.onThrottled(undefined)).toBe(750);
});
