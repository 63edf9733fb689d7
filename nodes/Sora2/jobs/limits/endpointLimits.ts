import type { Ports } from '../ports';
import { ConcurrencyLimiter, type JobSlot, type ThrottledLimit } from './concurrencyLimiter';
import { Cooldown, LONGEST_COOLDOWN_MS } from './cooldown';
import { RateLimiter } from './rateLimiter';

/** Interval at which a waiting request checks whether others have changed anything. */
const RECHECK_MS = 1000;

/** How long a request is willing to wait for its turn. */
export interface Patience {
	/** The latest time to wait until, in milliseconds on the monotonic clock. */
	deadline?: number;
	/** Longest cooldown to wait for, in milliseconds. */
	maxWaitMs?: number;
	/** The channel, if the request is an order. */
	channel?: string;
	/** Orders go first, then downloads, then queries, and the most promising of these first. */
	purpose?: Purpose;
	/** The chance, from 0 to 1, that the answer says something new by now; 1 if undefined. */
	getChance?(): number;
}

export type Purpose = 'order' | 'download' | 'query';
const PRIORITY: Record<Purpose, number> = { order: 0, download: 1, query: 2 };
/**
 * Share of the rate left by downloads that planned queries may use; the rest is for unplanned ones.
 */
const QUERY_SHARE = 0.75;
/** Longest interval between two queries under a rate limit, in milliseconds. */
const LONGEST_QUERY_INTERVAL_MS = 30_000;

/** A waiting request. */
interface Place {
	priority: number;
	chance: number;
}

/** What is known about a 429. */
export interface Throttled {
	retryAfterMs?: number;
	/** The channel, if it refused an order. */
	channel?: string;
	/** Which limit it says was exceeded. */
	limit?: ThrottledLimit;
}

/**
 * Keeps one node run within an endpoint's limits: the one the user set, and those that only show as
 * 429s. Combines a rate limiter, a concurrency limiter and a cooldown.
 */
export class EndpointLimits {
	private readonly rate: RateLimiter;
	private readonly jobs: ConcurrencyLimiter;
	private readonly cooldown: Cooldown;
	/** Waiting requests, in the order in which they came. */
	private readonly line: Place[] = [];

	constructor(
		private readonly ports: Pick<Ports, 'monotonic' | 'sleep' | 'random'>,
		requestsPerMinute?: number,
	) {
		this.rate = new RateLimiter(ports, requestsPerMinute);
		this.jobs = new ConcurrencyLimiter(ports);
		this.cooldown = new Cooldown(ports);
	}

	/** Creates a slot for a job, not acquired yet. */
	createSlot(): JobSlot {
		return this.jobs.createSlot();
	}

	/**
	 * Waits until a request may be sent. Returns false as soon as it is known that its turn would
	 * come too late; then nothing may be sent.
	 */
	async acquire({
		deadline = Infinity,
		maxWaitMs = Infinity,
		channel,
		purpose = channel === undefined ? 'query' : 'order',
		getChance,
	}: Patience = {}): Promise<boolean> {
		const place = { priority: PRIORITY[purpose], chance: 1 };
		this.line.push(place);
		try {
			for (;;) {
				const now = this.ports.monotonic();
				const cooldownMs = this.cooldown.remainingMs(channel);
				if (cooldownMs > maxWaitMs || (cooldownMs > 0 && now + cooldownMs > deadline)) return false;
				place.chance = getChance?.() ?? 1;
				const waitMs = Math.max(cooldownMs, this.rate.waitMs(this.countAhead(place)));
				if (waitMs <= 0) {
					this.rate.onSent();
					return true;
				}
				if (now >= deadline) return false;
				await this.ports.sleep(Math.min(waitMs, deadline - now, RECHECK_MS));
			}
		} finally {
			this.line.splice(this.line.indexOf(place), 1);
		}
	}

	/** Number of waiting requests that go first: of those alike, the ones that came before. */
	private countAhead(place: Place): number {
		const index = this.line.indexOf(place);
		const goesBefore = ({ priority, chance }: Place, i: number) =>
			priority - place.priority || place.chance - chance || i - index;
		return this.line.filter((other, i) => goesBefore(other, i) < 0).length;
	}

	/**
	 * The shortest interval between two queries, in milliseconds, that leaves room under a rate limit
	 * for the downloads of the running jobs; 0 without a limit.
	 */
	getQueryIntervalMs(): number {
		const free = this.rate.getPerMinute() - this.jobs.countRunning();
		const forQueries = Math.max(1, free * QUERY_SHARE);
		return Math.min(LONGEST_QUERY_INTERVAL_MS, 60_000 / forQueries);
	}

	/**
	 * Milliseconds left of a cooldown for orders on `channel`, or for other requests if undefined.
	 */
	cooldownMs(channel?: string): number {
		return this.cooldown.remainingMs(channel);
	}

	/** Handles a 429. */
	onThrottled({ retryAfterMs, channel, limit }: Throttled): void {
		// A time to come back after many requests means their rate: no clock tells when a job ends.
		const isOnRate = limit === undefined && retryAfterMs !== undefined && this.rate.isCulpable();
		if (channel !== undefined) this.jobs.onThrottled(isOnRate ? 'requests' : limit);
		// Room comes from another job's end, not from waiting.
		if (limit === 'jobs' && this.jobs.hasOthers()) return;
		if (this.cooldown.onThrottled(retryAfterMs, channel) <= LONGEST_COOLDOWN_MS)
			this.rate.onThrottled(retryAfterMs);
	}

	/** Handles any other answer. */
	onSuccess(): void {
		this.jobs.onSuccess();
		this.cooldown.onSuccess();
		this.rate.onSuccess();
	}
}
