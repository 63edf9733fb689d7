import type { Ports } from '../ports';

const MINUTE_MS = 60_000;
/** A shorter Retry-After counts as this long. */
const SHORTEST_MS = 1000;
/** 429s this soon after the first one are to requests that were in flight with it. */
const EPISODE_MS = 4000;
/**
 * Fewer requests per minute than this did not cause a 429: the account is shared, or the endpoint
 * is full.
 */
const MIN_CULPABLE = 8;
/** Minimum limit that 429s can lead to. */
const MIN_PER_MINUTE = 2;
/** A minute without a 429 raises the limit by this share, and the next one by twice as much. */
const FIRST_GROWTH = 0.1;

/**
 * Limits the requests per minute: to what the user allows, and less once 429s reveal a lower limit.
 * A 429 measures that limit: it is what the endpoint accepted in the last minute. A minute without
 * one raises it a little, and each further minute by more.
 */
export class RateLimiter {
	/** When requests were sent, oldest first; only the last minute counts. */
	private readonly sentAt: number[] = [];
	/** When 429s came, likewise. */
	private readonly refusedAt: number[] = [];
	/** What the user allows. */
	private readonly allowed: number;
	private perMinute: number;
	private changedAt = -Infinity;
	/** When the first 429 revealed a limit. */
	private learnedAt = -Infinity;
	private growth = FIRST_GROWTH;
	/** Least time between two requests: a limit over less than a minute leaves room for one at a time. */
	private spacingMs = 0;

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
		const now = this.ports.monotonic();
		const sent = this.countSent();
		if (this.spacingMs > 0) {
			const last = sent > 0 ? this.sentAt[sent - 1] : -Infinity;
			return Math.max(0, last + this.spacingMs * (ahead + 1) - now);
		}
		const excess = sent + ahead - this.perMinute;
		if (excess < 0) return 0;
		return excess < sent ? this.sentAt[excess] + MINUTE_MS - now : MINUTE_MS;
	}

	/** Counts a request being sent. */
	onSent(): void {
		this.sentAt.push(this.ports.monotonic());
	}

	/** Whether enough requests were accepted in the last minute for their rate to cause a 429. */
	isCulpable(): boolean {
		return this.countAccepted() >= MIN_CULPABLE;
	}

	/**
	 * Handles a 429 that was about the rate.
	 * @param retryAfterMs what its headers asked for
	 */
	onThrottled(retryAfterMs = MINUTE_MS): void {
		const now = this.ports.monotonic();
		this.refusedAt.push(now);
		const isUnlimited = this.perMinute === Infinity;
		if (!this.isCulpable() && isUnlimited) return;
		const accepted = this.countAccepted();
		this.changedAt = now;
		this.growth = FIRST_GROWTH;
		// If it may come back sooner than a minute's limit would allow, the limit is over less. One more
		// 429 refutes that, unless its request was already in flight.
		const asked =
			retryAfterMs > 0 ? Math.floor(MINUTE_MS / Math.max(SHORTEST_MS, retryAfterMs)) : 0;
		if (isUnlimited) this.learnedAt = now;
		const isShort = asked > accepted && now - this.learnedAt < EPISODE_MS;
		this.spacingMs = isShort ? MINUTE_MS / asked : 0;
		const measured = Math.max(MIN_PER_MINUTE, isShort ? asked : accepted);
		this.perMinute = Math.min(this.perMinute, measured);
	}

	/** Handles any other answer. */
	onSuccess(): void {
		const now = this.ports.monotonic();
		if (this.perMinute === this.allowed || now - this.changedAt < MINUTE_MS) return;
		this.changedAt = now;
		this.perMinute = Math.min(this.allowed, Math.ceil(this.perMinute * (1 + this.growth)));
		this.spacingMs /= 1 + this.growth;
		this.growth = Math.min(1, this.growth * 2);
	}

	private countAccepted(): number {
		return this.countSent() - this.countLastMinute(this.refusedAt);
	}

	private countSent(): number {
		return this.countLastMinute(this.sentAt);
	}

	private countLastMinute(times: number[]): number {
		const minuteAgo = this.ports.monotonic() - MINUTE_MS;
		while (times.length > 0 && times[0] <= minuteAgo) times.shift();
		return times.length;
	}
}
