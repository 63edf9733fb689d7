import type { Pace } from '../channels/channel';
import { Backoff } from './backoff';
import type { Ports } from './ports';

const MINUTE_MS = 60_000;
/** Refusals this close together are one event: requests that were under way at the same time. */
const EPISODE_MS = 4000;
/** After this long without a 429 the pace grows again. */
const RECOVER_MS = 10_000;

/** One job's place among those an endpoint makes at once. Both calls may be repeated. */
export interface Place {
	/** Waits until another job may be started. */
	take(): Promise<void>;
	leave(): void;
}

/**
 * Keeps one node run inside an endpoint's limits: those a channel declares, those the user set, and those only
 * its 429s tell. On a 429 the pace is halved from what was sent in the last minute, and nothing is sent until
 * the endpoint's `Retry-After`, or a growing wait, is over; without further refusals the pace recovers.
 */
export class Gate {
	private readonly sentAt: number[] = [];
	private readonly declared: number;
	private readonly declaredJobs: number;
	private perMinute: number;
	private jobLimit: number;
	private jobs = 0;
	private closedUntil = 0;
	private changedAt = 0;
	private backoff = Backoff.of(1000, 16_000);
	private queue: Promise<void> = Promise.resolve();

	constructor(
		private readonly ports: Pick<Ports, 'now' | 'sleep' | 'random'>,
		pace: Pace,
	) {
		this.declared = pace.requestsPerMinute ?? Infinity;
		this.perMinute = this.declared;
		this.declaredJobs = pace.jobsAtOnce ?? Infinity;
		this.jobLimit = this.declaredJobs;
	}

	/** Waits until a request may be sent. First come, first served. */
	async turn(): Promise<void> {
		const mine = this.queue.then(async () => await this.wait());
		this.queue = mine.catch(() => undefined);
		await mine;
	}

	/** A place among the endpoint's jobs, not yet taken. */
	place(): Place {
		let taken = false;
		return {
			take: async () => {
				while (!taken && this.jobs >= this.jobLimit) await this.ports.sleep(200);
				if (!taken) this.jobs++;
				taken = true;
			},
			leave: () => {
				if (taken) this.jobs--;
				taken = false;
			},
		};
	}

	/** The endpoint answered 429. `askedMs`: what its headers asked for. */
	refused(askedMs: number | undefined, submitting: boolean): void {
		const now = this.ports.now();
		const others = this.jobs - 1;
		// With jobs under way the limit may be on jobs: no more of them than there are, until one ends.
		if (submitting && others > 0) this.jobLimit = Math.min(this.jobLimit, others);
		const waitMs = this.backoff.delayMs(this.ports.random(), askedMs);
		this.closedUntil = Math.max(this.closedUntil, now + waitMs);
		if (now - this.changedAt < EPISODE_MS) return;
		this.changedAt = now;
		this.backoff = this.backoff.next(waitMs);
		this.perMinute = Math.max(2, Math.floor(Math.min(this.perMinute, this.inLastMinute(now)) / 2));
	}

	/** The endpoint answered something else. */
	welcomed(): void {
		const now = this.ports.now();
		if (this.perMinute === this.declared && this.jobLimit === this.declaredJobs) return;
		if (now - this.changedAt < RECOVER_MS) return;
		this.changedAt = now;
		this.backoff = Backoff.of(1000, 16_000);
		this.perMinute = Math.min(this.declared, Math.ceil(this.perMinute * 1.25));
		this.jobLimit = Math.min(this.declaredJobs, this.jobLimit + 1);
	}

	private async wait(): Promise<void> {
		for (;;) {
			const now = this.ports.now();
			const sent = this.inLastMinute(now);
			const full = sent >= this.perMinute ? this.sentAt[sent - this.perMinute] + MINUTE_MS - now : 0;
			const waitMs = Math.max(this.closedUntil - now, full);
			if (waitMs <= 0) {
				this.sentAt.push(now);
				return;
			}
			await this.ports.sleep(waitMs);
		}
	}

	private inLastMinute(now: number): number {
		while (this.sentAt.length > 0 && this.sentAt[0] <= now - MINUTE_MS) this.sentAt.shift();
		return this.sentAt.length;
	}
}
