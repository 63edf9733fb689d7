import { clock } from './clock';

/** Interval between checks, in milliseconds. */
const TICK_MS = 200;

type Check = (now: number) => void;

/**
 * Gives up on work that takes too long, with a single timer that runs only while there is work. A
 * community node may not clear a timer, and one timer per request would retain what it references
 * until it fires.
 */
export class Watchdog {
	private readonly checks = new Set<Check>();
	private isRunning = false;

	/**
	 * Awaits `work`, and throws a `StalledError` as soon as it is overdue. Does not cancel the work
	 * itself.
	 *
	 * @param describeDelay given milliseconds on the monotonic clock, describes what is overdue, if
	 * anything
	 */
	async watch<T>(work: Promise<T>, describeDelay: (now: number) => string | undefined): Promise<T> {
		let check: Check = () => {};
		const done = new Promise<T>((resolve, reject) => {
			work.then(resolve, reject);
			check = (now) => {
				const delay = describeDelay(now);
				if (delay !== undefined) reject(new StalledError(delay));
			};
		});
		this.checks.add(check);
		if (!this.isRunning) void this.run();
		return await done.finally(() => this.checks.delete(check));
	}

	private async run(): Promise<void> {
		this.isRunning = true;
		while (this.checks.size > 0) {
			await clock.pause(TICK_MS);
			const now = clock.monotonic();
			for (const check of this.checks) check(now);
		}
		this.isRunning = false;
	}
}

/** Thrown if awaited work has taken too long. */
export class StalledError extends Error {
	readonly code = 'ETIMEDOUT';
}
