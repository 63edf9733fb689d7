import { sleep } from 'n8n-workflow';

/** Longest stretch slept without looking at the abort signal, in milliseconds. */
const SLICE_MS = 200;

/** Time and chance, in one place so that tests can make an hour pass in a second. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
	/** From 0 up to 1. */
	random: (): number => Math.random(),
	/**
	 * Sleeps `ms` milliseconds, or until the signal aborts. In slices, because a community node may not use
	 * `clearTimeout`, and a timer that cannot be cleared would outlive a cancelled execution.
	 */
	async pause(ms: number, signal?: AbortSignal): Promise<void> {
		const end = clock.now() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.now())
			await sleep(Math.min(SLICE_MS, left));
	},
};
