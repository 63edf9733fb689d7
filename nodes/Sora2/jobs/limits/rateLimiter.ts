import type { Ports } from '../ports';

const MINUTE_MS = 60_000;
/** Refusals this close to a change of the pace tell nothing new: their requests were under way before. */
const EPISODE_MS = 4000;
/** After this long without a 429 the pace grows again. */
const RECOVER_MS = 10_000;
/** Fewer requests than this in a minute did not cause a 429: somebody else shares the account, or the endpoint is full. */
const MIN_CULPABLE = 8;
/** Up to this share of what was once refused the pace recovers at once; beyond it, it feels its way. */
const SAFE_SHARE = 0.9;

/**
 * How many requests a minute are sent: as many as the user allows, and fewer where 429s tell of a limit. On a 429 the
 * pace is halved from what was sent in the last minute; without further ones it recovers, quickly up to just below
 * what was refused, and slowly beyond.
 */
export class RateLimiter {
	/** When requests were sent, oldest first; those of the last minute count. */
	private readonly sentAt: number[] = [];
	/** What the user allows. */
	private readonly allowed: number;
	private perMinute: number;
	/** The pace in requests a minute that was refused. */
	private ceiling = Infinity;
	private changedAt = -Infinity;

	/** @param requestsPerMinute none, or what is no number above 0, limits nothing */
	constructor(
		private readonly ports: Pick<Ports, 'monotonic'>,
		requestsPerMinute = 0,
	) {
		const isLimit = requestsPerMinute > 0;
		this.allowed = isLimit ? Math.max(1, Math.floor(requestsPerMinute)) : Infinity;
		this.perMinute = this.allowed;
	}

	/** The present limit; `Infinity` for none. */
	getPerMinute(): number {
		return this.perMinute;
	}

	/** Milliseconds until a request may be sent that has `ahead` others before it. */
	waitMs(ahead: number): number {
		const excess = this.countLastMinute() + ahead - this.perMinute;
		if (excess < 0) return 0;
		return excess < this.sentAt.length
			? this.sentAt[excess] + MINUTE_MS - this.ports.monotonic()
			: MINUTE_MS;
	}

	/** A request goes out. */
	onSent(): void {
		this.sentAt.push(this.ports.monotonic());
	}

	/** The endpoint answered 429, and meant the pace. */
	onThrottled(): void {
		const now = this.ports.monotonic();
		if (now - this.changedAt < EPISODE_MS) return;
		this.changedAt = now;
		const sent = this.countLastMinute();
		if (sent < MIN_CULPABLE && this.perMinute === Infinity) return;
		this.ceiling = Math.min(this.perMinute, Math.max(sent, MIN_CULPABLE));
		this.perMinute = Math.max(2, Math.floor(this.ceiling / 2));
	}

	/** The endpoint answered something else. */
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
