import { sleep } from 'n8n-workflow';

/** Time and chance, in one place so that tests can make hours pass. */
export const clock = {
	now: (): number => Date.now(),
	random: (): number => Math.random(),
	sleep: async (ms: number): Promise<void> => await sleep(ms),
};

/** Longest stretch slept without looking at the abort signal, in milliseconds. */
const SLICE_MS = 200;

/**
 * Sleeps `ms` milliseconds, or until the signal aborts. In slices, because a community node may not use
 * `clearTimeout`, and a timer that cannot be cleared would outlive a cancelled execution.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
	const end = clock.now() + ms;
	for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.now()) await clock.sleep(Math.min(SLICE_MS, left));
}
