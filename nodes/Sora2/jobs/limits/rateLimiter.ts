import type { Ports } from '../ports';

const MINUTE_MS = 60_000;
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
	private growth = FIRST_GROWTH;

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
		const excess = this.countSent() + ahead - this.perMinute;
		if (excess < 0) return 0;
		return excess < this.sentAt.length
			? this.sentAt[excess] + MINUTE_MS - this.ports.monotonic()
			: MINUTE_MS;
	}

	/** Counts a request being sent. */
	onSent(): void {
		this.sentAt.push(this.ports.monotonic());
	}

	/** Whether enough requests were accepted in the last minute for their rate to cause a 429. */
	isCulpable(): boolean {
		return this.countAccepted() >= MIN_CULPABLE;
	}

	/** Handles a 429 that was about the rate. */
	onThrottled(): void {
		const now = this.ports.monotonic();
		this.refusedAt.push(now);
		if (!this.isCulpable() && this.perMinute === Infinity) return;
		const accepted = this.countAccepted();
		this.changedAt = now;
		this.growth = FIRST_GROWTH;
		this.perMinute = Math.min(this.perMinute, Math.max(MIN_PER_MINUTE, accepted));
	}

	/** Handles any other answer. */
	onSuccess(): void {
		const now = this.ports.monotonic();
		if (this.perMinute === this.allowed || now - this.changedAt < MINUTE_MS) return;
		this.changedAt = now;
		this.perMinute = Math.min(this.allowed, Math.ceil(this.perMinute * (1 + this.growth)));
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
