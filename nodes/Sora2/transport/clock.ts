import { sleep } from 'n8n-workflow';

/** Longest stretch slept without looking at the abort signal, in milliseconds. */
const SLICE_MS = 200;

/** Where the clock falls this far behind the process's own, it was set back. */
const SET_BACK_MS = 1000;

let lastReading = Date.now();
let lastSteady = Math.round(performance.now());
let elapsedMs = 0;
let setBackMs = 0;

/** Time and chance, in one place so that tests can make an hour pass in a second. */
export const clock = {
	/** Milliseconds since the epoch. It may be set back: use it for dates, not for waits. */
	now: (): number => Date.now(),
	/**
	 * Milliseconds that only ever grow, for waits and deadlines. Read from `now`, so that whoever replaces that one
	 * replaces both; across a moment in which that clock was set back, the process's own counts.
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
	/** How far `now` was set back since this process began, all in all, in milliseconds. */
	setBackMs(): number {
		clock.monotonic();
		return setBackMs;
	},
	/** From 0 up to 1. */
	random: (): number => Math.random(),
	/**
	 * Sleeps `ms` milliseconds, or until the signal aborts. In slices, because a community node may not use
	 * `clearTimeout`, and a timer that cannot be cleared would outlive a cancelled execution.
	 */
	async pause(ms: number, signal?: AbortSignal): Promise<void> {
		const end = clock.monotonic() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.monotonic())
			await sleep(Math.min(SLICE_MS, left));
	},
};
