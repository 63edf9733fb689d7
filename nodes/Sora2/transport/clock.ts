import { sleep } from 'n8n-workflow';

/** Longest sleep before the abort signal is checked again, in milliseconds. */
const SLICE_MS = 200;

/** The clock was set back if it is at least this far behind the process's own. */
const SET_BACK_MS = 1000;

let lastReading = Date.now();
let lastSteady = Math.round(performance.now());
let elapsedMs = 0;
let setBackMs = 0;

/** Time and randomness in one place, so that tests can make an hour pass in a second. */
export const clock = {
	/** Milliseconds since the epoch. May be set back: use it for dates, not for waits. */
	now: (): number => Date.now(),
	/**
	 * Milliseconds that never decrease, for waits and deadlines. Derived from `now`, so that
	 * replacing `now` replaces both; when the system clock is set back, the process's own clock
	 * bridges the gap.
	 */
	monotonic(): number {
		const reading = clock.now();
		const steady = Math.round(performance.now());
		const wallMs = reading - lastReading;
		const steadyMs = steady - lastSteady;
		lastReading = reading;
		lastSteady = steady;
		const missingMs = steadyMs - wallMs;
		if (missingMs > SET_BACK_MS) setBackMs += missingMs;
		elapsedMs += missingMs > SET_BACK_MS ? steadyMs : Math.max(0, wallMs);
		return elapsedMs;
	},
	/** Total milliseconds by which `now` has been set back since this process started. */
	setBackMs(): number {
		clock.monotonic();
		return setBackMs;
	},
	/** A random number from 0 up to, but not including, 1. */
	random: (): number => Math.random(),
	/**
	 * Sleeps `ms` milliseconds, or until the signal aborts. Sleeps in slices, because a community
	 * node may not use `clearTimeout`, and a timer that cannot be cleared would outlive a canceled
	 * execution.
	 */
	async pause(ms: number, signal?: AbortSignal): Promise<void> {
		const end = clock.monotonic() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.monotonic())
			await sleep(Math.min(SLICE_MS, left));
	},
};
