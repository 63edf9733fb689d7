import type { Ports } from '../ports';
import { ConcurrencyLimiter, type JobSlot, type ThrottledLimit } from './concurrencyLimiter';
import { Cooldown, LONGEST_COOLDOWN_MS } from './cooldown';
import { RateLimiter } from './rateLimiter';

/** How often whoever waits to send checks whether the others have changed something. */
const RECHECK_MS = 1000;

/** How long a request waits for its turn. */
export interface Patience {
	/** Until when it may wait, in milliseconds on the monotonic clock. */
	deadline?: number;
	/** Longest cooldown that is waited for, in milliseconds. */
	maxWaitMs?: number;
	/** The channel, where the request is an order. */
	channel?: string;
	/** What it is for: orders go first, then downloads, then queries. */
	purpose?: Purpose;
}

export type Purpose = 'order' | 'download' | 'query';
const PRIORITY: Record<Purpose, number> = { order: 0, download: 1, query: 2 };
/** How much of what downloads leave is for queries that can be planned; the rest is for those that cannot. */
const QUERY_SHARE = 0.75;
/** Longest time between two queries that a limit on requests asks for, in milliseconds. */
const LONGEST_QUERY_INTERVAL_MS = 30_000;

/** What is known of a 429. */
export interface Throttled {
	retryAfterMs?: number;
	/** The channel, where it refused an order. */
	channel?: string;
	/** What it says was too much. */
	limit?: ThrottledLimit;
}

/**
 * Keeps one node run inside an endpoint's limits: the one the user set, and those only its 429s tell. A rate limiter, a concurrency limiter and a cooldown behind one face.
 */
export class EndpointLimits {
	private readonly rate: RateLimiter;
	private readonly jobs: ConcurrencyLimiter;
	private readonly cooldown: Cooldown;
	/** Who waits to send, by priority, and first come, first served within one. */
	private readonly line: Array<{ priority: number }> = [];

	constructor(
		private readonly ports: Pick<Ports, 'monotonic' | 'sleep' | 'random'>,
		requestsPerMinute?: number,
	) {
		this.rate = new RateLimiter(ports, requestsPerMinute);
		this.jobs = new ConcurrencyLimiter(ports);
		this.cooldown = new Cooldown(ports);
	}

	/** A slot for a job, not acquired yet. */
	createSlot(): JobSlot {
		return this.jobs.createSlot();
	}

	/**
	 * Waits until a request may be sent. False, and nothing may be sent, as soon as that is known to be later than
	 * the caller is patient.
	 */
	async acquire({
		deadline = Infinity,
		maxWaitMs = Infinity,
		channel,
		purpose = channel === undefined ? 'query' : 'order',
	}: Patience = {}): Promise<boolean> {
		const place = { priority: PRIORITY[purpose] };
		const behind = this.line.findIndex(({ priority }) => priority > place.priority);
		this.line.splice(behind < 0 ? this.line.length : behind, 0, place);
		try {
			for (;;) {
				const now = this.ports.monotonic();
				const cooldownMs = this.cooldown.remainingMs(channel);
				if (cooldownMs > maxWaitMs || (cooldownMs > 0 && now + cooldownMs > deadline)) return false;
				const waitMs = Math.max(cooldownMs, this.rate.waitMs(this.line.indexOf(place)));
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

	/**
	 * Shortest time between two queries, in milliseconds, that leaves room under a limit on requests for the downloads
	 * of the jobs in flight; 0 without a limit.
	 */
	getQueryIntervalMs(): number {
		const free = this.rate.getPerMinute() - this.jobs.countRunning();
		const forQueries = Math.max(1, free * QUERY_SHARE);
		return Math.min(LONGEST_QUERY_INTERVAL_MS, 60_000 / forQueries);
	}

	/** What is left of a cooldown in milliseconds, for orders on `channel`, else for requests that are no orders. */
	cooldownMs(channel?: string): number {
		return this.cooldown.remainingMs(channel);
	}

	/** The endpoint answered 429. */
	onThrottled({ retryAfterMs, channel, limit }: Throttled): void {
		if (channel !== undefined) this.jobs.onThrottled(limit);
		// Then the end of another job makes room, and waiting by the clock does not.
		if (limit === 'jobs' && this.jobs.hasOthers()) return;
		if (this.cooldown.onThrottled(retryAfterMs, channel) <= LONGEST_COOLDOWN_MS)
			this.rate.onThrottled();
	}

	/** The endpoint answered something else. */
	onSuccess(): void {
		this.jobs.onSuccess();
		this.cooldown.onSuccess();
		this.rate.onSuccess();
	}
}
