import type { Ports } from '../ports';

const MINUTE_MS = 60_000;
/**
 * 429s this soon after a change of rate carry no information: their requests were already in
 * flight.
 */
const EPISODE_MS = 4000;
/** After this long without a 429 the rate grows again. */
const RECOVER_MS = 10_000;
/**
 * Fewer requests per minute than this did not cause a 429: the account is shared, or the endpoint
 * is full.
 */
const MIN_CULPABLE = 8;
/** The rate recovers at once up to this share of what was refused; beyond it, it grows slowly. */
const SAFE_SHARE = 0.9;

/**
 * Limits the requests per minute: to what the user allows, and less once 429s reveal a lower limit.
 * A 429 halves the rate of the last minute; without further ones it recovers, quickly up to just
 * below the refused rate, and slowly beyond it.
 */
export class RateLimiter {
	/** When requests were sent, oldest first; only the last minute counts. */
	private readonly sentAt: number[] = [];
	/** What the user allows. */
	private readonly allowed: number;
	private perMinute: number;
	/** The rate, in requests per minute, that was refused. */
	private ceiling = Infinity;
	private changedAt = -Infinity;

	/** @param requestsPerMinute unlimited if undefined or not greater than 0 */
	constructor(
		private readonly ports: Pick<Ports, 'monotonic'>,
		requestsPerMinute = 0,
	) {
		const isLimit = requestsPerMinute > 0;
		this.allowed = isLimit ? Math.max(1, Math.floor(requestsPerMinute)) : Infinity;
		this.perMinute = this.allowed;
	}

	/** The current limit; `Infinity` if there is none. */
	getPerMinute(): number {
		return this.perMinute;
	}

	/** Milliseconds until a request with `ahead` others before it may be sent. */
	waitMs(ahead: number): number {
		const excess = this.countLastMinute() + ahead - this.perMinute;
		if (excess < 0) return 0;
		return excess < this.sentAt.length
			? this.sentAt[excess] + MINUTE_MS - this.ports.monotonic()
			: MINUTE_MS;
	}

	/** Counts a request being sent. */
	onSent(): void {
		this.sentAt.push(this.ports.monotonic());
	}

	/** Handles a 429 that was about the rate. */
	onThrottled(): void {
		const now = this.ports.monotonic();
		if (now - this.changedAt < EPISODE_MS) return;
		this.changedAt = now;
		const sent = this.countLastMinute();
		if (sent < MIN_CULPABLE && this.perMinute === Infinity) return;
		this.ceiling = Math.min(this.perMinute, Math.max(sent, MIN_CULPABLE));
		this.perMinute = Math.max(2, Math.floor(this.ceiling / 2));
	}

	/** Handles any other answer. */
	onSuccess(): void {
		const now = this.ports.monotonic();
		if (now - this.changedAt < RECOVER_MS || this.perMinute === this.allowed) return;
		const safe = Math.max(2, Math.floor(this.ceiling * SAFE_SHARE));
		if (this.perMinute < safe) {
			this.changedAt = now;
			this.perMinute = Math.min(this.allowed, safe, Math.ceil(this.perMinute * 1.25));
		} else if (now - this.changedAt >= MINUTE_MS) {
			this.changedAt = now;
			this.perMinute = Math.min(this.allowed, Math.ceil(this.perMinute * 1.1));
		}
	}

	private countLastMinute(): number {
		const minuteAgo = this.ports.monotonic() - MINUTE_MS;
		while (this.sentAt.length > 0 && this.sentAt[0] <= minuteAgo) this.sentAt.shift();
		return this.sentAt.length;
	}
}
