import type { Ports } from '../ports';
import { Backoff } from './backoff';

/** Waits up to this long are spent in the node; longer ones are handed back with `retryAfterMs`. */
export const LONGEST_WAIT_MS = 60_000;
/** The same with what jitter adds to a wait. */
export const LONGEST_COOLDOWN_MS = LONGEST_WAIT_MS + 250;
/** Refusals this close together are one event: requests that were under way at the same time. */
const EPISODE_MS = 4000;
/** After this long without a 429 the next one is a first one again. */
const RECOVER_MS = 10_000;

const firstBackoff = () => Backoff.of(1000, 16_000);

/**
 * The time in which an endpoint that answered 429 is left alone: what its headers asked for, or a growing wait. A
 * short cooldown holds every request; a long one holds those of the same kind: jobs go on being polled while no
 * order is taken, and another channel may take what this one does not.
 */
export class Cooldown {
	private everythingUntil = 0;
	/** By the channel of an order; `undefined` stands for every request that is no order. */
	private readonly kindUntil = new Map<string | undefined, number>();
	private throttledAt = -Infinity;
	private backoff = firstBackoff();

	constructor(private readonly ports: Pick<Ports, 'monotonic' | 'random'>) {}

	/** What is left of it in milliseconds, for orders on `channel`, else for requests that are no orders. */
	remainingMs(channel?: string): number {
		const until = Math.max(this.everythingUntil, this.kindUntil.get(channel) ?? 0);
		return Math.max(0, until - this.ports.monotonic());
	}

	/**
	 * The endpoint answered 429 to an order on `channel`, or to another request.
	 * @param retryAfterMs what its headers asked for
	 * @returns how long it is left alone, in milliseconds
	 */
	onThrottled(retryAfterMs: number | undefined, channel?: string): number {
		const now = this.ports.monotonic();
		const waitMs = this.backoff.delayMs(this.ports.random(), retryAfterMs);
		if (waitMs > LONGEST_COOLDOWN_MS) {
			this.kindUntil.set(channel, Math.max(this.kindUntil.get(channel) ?? 0, now + waitMs));
			return waitMs;
		}
		this.everythingUntil = Math.max(this.everythingUntil, now + waitMs);
		if (now - this.throttledAt >= EPISODE_MS) {
			this.throttledAt = now;
			this.backoff = this.backoff.next(waitMs);
		}
		return waitMs;
	}

	/** The endpoint answered something else. */
	onSuccess(): void {
		if (this.ports.monotonic() - this.throttledAt >= RECOVER_MS) this.backoff = firstBackoff();
	}
}
