import { clock } from './clock';

/** How often what is awaited is looked at, in milliseconds. */
const TICK_MS = 200;

type Check = (now: number) => void;

/**
 * Gives up what is awaited for too long, with one timer for everything and none while there is nothing: a community
 * node may not clear a timer, and one for each request would keep what it refers to until it fires.
 */
export class Watchdog {
	private readonly checks = new Set<Check>();
	private isRunning = false;

	/**
	 * Awaits `work`, and throws a `StalledError` as soon as it is overdue. The work itself is not ended by that.
	 *
	 * @param describeDelay says in words what takes too long, given milliseconds on the monotonic clock
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

/** What was awaited has taken too long. */
export class StalledError extends Error {
	readonly code = 'ETIMEDOUT';
}
