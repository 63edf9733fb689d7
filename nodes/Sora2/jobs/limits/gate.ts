import type { Pace } from '../../channels/channel';
import { Backoff } from './backoff';
import type { Ports } from '../ports';

/** Waits up to this long are spent in the node; longer ones are handed back with `retryAfterMs`. */
export const LONGEST_WAIT_MS = 60_000;
/** The same with what chance adds to a wait. */
export const LONGEST_PAUSE_MS = LONGEST_WAIT_MS + 250;
const MINUTE_MS = 60_000;
/** Whoever waits for a turn looks this often whether the others have changed something. */
const GLANCE_MS = 1000;
/** Refusals this close together are one event: requests that were under way at the same time. */
const EPISODE_MS = 4000;
/** After this long without a 429 the pace grows again. */
const RECOVER_MS = 10_000;
/** Fewer requests than this in a minute did not cause a 429: somebody else shares the account, or the endpoint is full. */
const FEW = 8;
/** Up to this share of what was once refused the pace recovers at once; beyond it, it feels its way. */
const SAFE = 0.9;
/** Orders that may be without an answer before the endpoint took more than that many jobs at once. */
const UNPROVEN = 5;
/** An order unanswered for so long is being worked on: some endpoints answer with the finished video. */
const WORKING_MS = 3000;
/** First and longest time between two tries whether more jobs are allowed by now. */
const PROBE_MS = 20_000;
const LONGEST_PROBE_MS = 10 * MINUTE_MS;

/** What a 429 says was too much, where it says so. */
export type TooMuch = 'requests' | 'jobs';

/** One job's place among those an endpoint makes at once. Both calls may be repeated. */
export interface JobSlot {
	/** Waits until another job may be started. */
	take(): Promise<void>;
	/** The order was answered with a job. */
	answered(): void;
	leave(): void;
}

/**
 * Keeps one node run inside an endpoint's limits: those a channel declares, those the user set, and those only
 * its 429s tell. On a 429 the pace is halved from what was sent in the last minute, and nothing is sent until
 * the endpoint's `Retry-After` of up to a minute, or a growing wait, is over; without further refusals the pace recovers, quickly
 * up to just below what was refused, and slowly beyond.
 */
export class Gate {
	private readonly sentAt: number[] = [];
	private readonly declared: number;
	private readonly declaredJobs: number;
	private perMinute: number;
	private jobLimit: number;
	private jobs = 0;
	/** The most jobs the endpoint was seen to take at once. */
	private provenJobs = 0;
	/** When the places were taken whose order is not answered yet. */
	private readonly unanswered = new Set<{ at: number }>();
	/** The pace in requests a minute that was refused. */
	private ceiling = Infinity;
	/** Until when nothing may be sent, and until when nothing of one kind may: orders by channel, and everything else. */
	private closedUntil = 0;
	private readonly pausedUntil = new Map<string | undefined, number>();
	private changedAt = 0;
	private jobsChangedAt = 0;
	private probeMs = PROBE_MS;
	/** One more job than was refused is being tried. */
	private probing = false;
	private backoff = Backoff.of(1000, 16_000);
	/** Who waits for a place, first come first. */
	private readonly waiting = new Set<() => void>();
	/** Who waits for a turn, first come first. */
	private readonly line: object[] = [];

	constructor(
		private readonly ports: Pick<Ports, 'monotonic' | 'sleep' | 'random'>,
		pace: Pace,
	) {
		this.declared = limit(pace.requestsPerMinute);
		this.perMinute = this.declared;
		this.declaredJobs = limit(pace.jobsAtOnce);
		this.jobLimit = this.declaredJobs;
	}

	/**
	 * Waits until a request may be sent, first come, first served. False, and nothing may be sent, as soon as that
	 * is known to be later than `until` (milliseconds on the monotonic clock), or more than `longestMs` of the pause the
	 * endpoint asked for are left. `order`: the channel, where the request is an order.
	 */
	async turn(until = Infinity, longestMs = Infinity, order?: string): Promise<boolean> {
		const me = {};
		this.line.push(me);
		try {
			for (;;) {
				const now = this.ports.monotonic();
				const pauseMs = this.pauseMs(order);
				if (pauseMs > longestMs || (pauseMs > 0 && now + pauseMs > until)) return false;
				const waitMs = Math.max(pauseMs, this.fullMs(now, this.line.indexOf(me)));
				if (!(waitMs > 0)) {
					this.sentAt.push(now);
					return true;
				}
				if (now >= until) return false;
				await this.ports.sleep(Math.min(waitMs, until - now, GLANCE_MS));
			}
		} finally {
			this.line.splice(this.line.indexOf(me), 1);
		}
	}

	/** What is left of the pause the endpoint asked for, in milliseconds: for orders on a channel, else for other requests. */
	pauseMs(order?: string): number {
		return Math.max(
			0,
			Math.max(this.closedUntil, this.pausedUntil.get(order) ?? 0) - this.ports.monotonic(),
		);
	}

	/** A place among the endpoint's jobs, not yet taken. */
	place(): JobSlot {
		let taken: { at: number } | undefined;
		return {
			take: async () => {
				while (!taken && !this.hasRoom()) await this.room();
				if (taken) return;
				taken = { at: this.ports.monotonic() };
				this.jobs++;
				this.unanswered.add(taken);
				// There may be room for more than one.
				this.callNext();
			},
			answered: () => {
				if (taken && this.unanswered.delete(taken))
					this.provenJobs = Math.max(this.provenJobs, this.jobs - this.unanswered.size);
				this.callNext();
			},
			leave: () => {
				if (!taken) return;
				this.jobs--;
				this.unanswered.delete(taken);
				taken = undefined;
				this.callNext();
			},
		};
	}

	/**
	 * The endpoint answered 429. `askedMs`: what its headers asked for; `order`: the channel, where it refused an
	 * order; `tooMuch`: what its words complain of. A long pause is for requests of the same kind: jobs go on being
	 * looked at while no order is taken, and another channel may take what this one does not.
	 */
	refused(askedMs: number | undefined, order?: string, tooMuch?: TooMuch): void {
		const now = this.ports.monotonic();
		const others = this.jobs - 1;
		// With more jobs under way than it was seen to take, the limit may be on jobs: no more of them than there are.
		if (
			order !== undefined &&
			others > 0 &&
			tooMuch !== 'requests' &&
			(tooMuch === 'jobs' || others >= this.provenJobs)
		) {
			if (others < this.jobLimit) this.jobLimit = others;
			if (this.probing) this.probeMs = Math.min(LONGEST_PROBE_MS, this.probeMs * 2);
			this.probing = false;
			this.jobsChangedAt = now;
		}
		if (tooMuch === 'jobs' && others > 0) return;
		const waitMs = this.backoff.delayMs(
			this.ports.random(),
			Number.isFinite(askedMs) ? askedMs : undefined,
		);
		if (waitMs > LONGEST_PAUSE_MS) {
			this.pausedUntil.set(order, Math.max(this.pausedUntil.get(order) ?? 0, now + waitMs));
			return;
		}
		this.closedUntil = Math.max(this.closedUntil, now + waitMs);
		if (now - this.changedAt < EPISODE_MS) return;
		this.changedAt = now;
		this.backoff = this.backoff.next(waitMs);
		const sent = this.inLastMinute(now);
		const pace = Math.min(this.perMinute, Math.max(sent, FEW));
		if (sent < FEW && this.perMinute === Infinity) return;
		this.ceiling = pace;
		this.perMinute = Math.max(2, Math.floor(pace / 2));
	}

	/** The endpoint answered something else. */
	welcomed(): void {
		const now = this.ports.monotonic();
		if (this.jobLimit < this.declaredJobs && now - this.jobsChangedAt >= this.probeMs) {
			this.jobsChangedAt = now;
			this.probing = true;
			this.jobLimit++;
		}
		if (now - this.changedAt < RECOVER_MS) return;
		this.backoff = Backoff.of(1000, 16_000);
		if (this.perMinute === this.declared) return;
		const safe = Math.max(2, Math.floor(this.ceiling * SAFE));
		if (this.perMinute < safe) {
			this.changedAt = now;
			this.perMinute = Math.min(this.declared, safe, Math.ceil(this.perMinute * 1.25));
		} else if (now - this.changedAt >= MINUTE_MS) {
			this.changedAt = now;
			this.perMinute = Math.min(this.declared, Math.ceil(this.perMinute * 1.1));
		}
	}

	/** Waits until this one is called, or long enough for the rest to have changed. */
	private async room(): Promise<void> {
		let call = () => {};
		const called = new Promise<void>((resolve) => (call = resolve));
		this.waiting.add(call);
		await Promise.race([called, this.ports.sleep(200)]);
		this.waiting.delete(call);
	}

	private callNext(): void {
		const [next] = this.waiting;
		if (next && this.waiting.delete(next)) next();
	}

	/** Whether another job may be started: below the limit, and not all at once where nothing is known of it. */
	private hasRoom(): boolean {
		const now = this.ports.monotonic();
		const open = [...this.unanswered].filter(({ at }) => now - at < WORKING_MS).length;
		return this.jobs < this.jobLimit && open < Math.max(UNPROVEN, this.provenJobs);
	}

	/** How long the pace holds back who stands at `position` in the line. */
	private fullMs(now: number, position: number): number {
		const over = this.inLastMinute(now) + position - this.perMinute;
		if (over < 0) return 0;
		return over < this.sentAt.length ? this.sentAt[over] + MINUTE_MS - now : MINUTE_MS;
	}

	private inLastMinute(now: number): number {
		while (this.sentAt.length > 0 && this.sentAt[0] <= now - MINUTE_MS) this.sentAt.shift();
		return this.sentAt.length;
	}
}

/** A limit as a whole number from 1: what is none, or no number, limits nothing. */
function limit(declared: number | undefined): number {
	return declared !== undefined && declared > 0 ? Math.max(1, Math.floor(declared)) : Infinity;
}
