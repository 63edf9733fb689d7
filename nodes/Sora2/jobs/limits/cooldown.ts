import type { Ports } from '../ports';
import { Backoff } from './backoff';

/** Longest wait spent inside the node; longer ones are returned as `retryAfterMs`. */
export const LONGEST_WAIT_MS = 60_000;
/** The same, plus the jitter added to a wait. */
export const LONGEST_COOLDOWN_MS = LONGEST_WAIT_MS + 250;
/** 429s this close together count as one event: their requests were in flight at the same time. */
const EPISODE_MS = 4000;
/** After this long without a 429, the next one starts over. */
const RECOVER_MS = 10_000;

const firstBackoff = () => Backoff.of(1000, 16_000);

/**
 * How long to leave an endpoint alone after a 429: what its headers ask for, or a growing wait. A
 * short cooldown holds back every request. A long one holds back only requests of the same kind:
 * jobs are still polled while orders are refused, and another channel may accept what this one does
 * not.
 */
export class Cooldown {
	private everythingUntil = 0;
	/** By the channel of an order; `undefined` stands for all requests that are not orders. */
	private readonly kindUntil = new Map<string | undefined, number>();
	private throttledAt = -Infinity;
	private backoff = firstBackoff();

	constructor(private readonly ports: Pick<Ports, 'monotonic' | 'random'>) {}

	/**
	 * Milliseconds left of the cooldown for orders on `channel`, or for other requests if undefined.
	 */
	remainingMs(channel?: string): number {
		const until = Math.max(this.everythingUntil, this.kindUntil.get(channel) ?? 0);
		return Math.max(0, until - this.ports.monotonic());
	}

	/**
	 * Handles a 429 to an order on `channel`, or to another request.
	 * @param retryAfterMs what its headers asked for
	 * @returns the length of the cooldown, in milliseconds
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

	/** Handles any other answer. */
	onSuccess(): void {
		if (this.ports.monotonic() - this.throttledAt >= RECOVER_MS) this.backoff = firstBackoff();
	}
}
