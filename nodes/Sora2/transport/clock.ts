import { sleep } from 'n8n-workflow';

/** Longest stretch slept without looking at the abort signal, in milliseconds. */
const SLICE_MS = 200;

let lastReading = Date.now();
let elapsedMs = 0;

/** Time and chance, in one place so that tests can make an hour pass in a second. */
export const clock = {
	/** Milliseconds since the epoch. It may be set back: use it for dates, not for waits. */
	now: (): number => Date.now(),
	/**
	 * Milliseconds that only ever grow, for waits and deadlines. Read from `now`, so that whoever replaces that one
	 * replaces both; a clock that is set back counts as one that stood still.
	 */
	monotonic(): number {
		const reading = clock.now();
		elapsedMs += Math.max(0, reading - lastReading);
		lastReading = reading;
		return elapsedMs;
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
