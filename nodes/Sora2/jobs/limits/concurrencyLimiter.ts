import type { Ports } from '../ports';

/** Maximum unanswered orders until the endpoint has accepted more than that many jobs at once. */
const MAX_UNPROVEN = 5;
/**
 * An order unanswered for this long counts as being worked on: some endpoints answer with the
 * finished video.
 */
const WORKING_MS = 3000;
/** First and longest interval between probes for a higher limit. */
const PROBE_MS = 20_000;
const LONGEST_PROBE_MS = 600_000;
/** Interval at which a waiting order checks whether unanswered ones count as being worked on. */
const RECHECK_MS = 200;

/** Which limit a 429 says was exceeded, if it says so. */
export type ThrottledLimit = 'requests' | 'jobs';

/** One job's slot among those an endpoint runs at once. Every method may be called repeatedly. */
export interface JobSlot {
	/** Waits until another job may start. */
	acquire(): Promise<void>;
	/** The endpoint answered the order with a job. */
	onAccepted(): void;
	release(): void;
}

/**
 * Limits how many jobs run at an endpoint at once: unlimited until its 429s reveal a limit. From
 * time to time it probes for room for one more.
 */
export class ConcurrencyLimiter {
	private limit = Infinity;
	private running = 0;
	/** The most jobs the endpoint was seen to accept at once. */
	private proven = 0;
	/** Slots whose order has not been answered yet, with the time they were acquired. */
	private readonly unanswered = new Set<{ since: number }>();
	private changedAt = -Infinity;
	private probeMs = PROBE_MS;
	/** A probe for one more job is in progress. */
	private isProbing = false;
	/** Orders waiting for a slot, first come, first served. */
	private readonly waiting = new Set<() => void>();

	constructor(private readonly ports: Pick<Ports, 'monotonic' | 'sleep'>) {}

	/** Creates a slot that is not acquired yet. */
	createSlot(): JobSlot {
		let held: { since: number } | undefined;
		return {
			acquire: async () => {
				while (!held && !this.hasRoom()) await this.waitForRoom();
				if (held) return;
				held = { since: this.ports.monotonic() };
				this.running++;
				this.unanswered.add(held);
				// There may be room for more than one.
				this.wakeNext();
			},
			onAccepted: () => {
				if (held && this.unanswered.delete(held))
					this.proven = Math.max(this.proven, this.running - this.unanswered.size);
				this.wakeNext();
			},
			release: () => {
				if (!held) return;
				this.running--;
				this.unanswered.delete(held);
				held = undefined;
				this.wakeNext();
			},
		};
	}

	/** Jobs that hold a slot. */
	countRunning(): number {
		return this.running;
	}

	/**
	 * Whether jobs other than the refused order, which still holds its slot, will make room when they
	 * end.
	 */
	hasOthers(): boolean {
		return this.running > 1;
	}

	/** Handles a 429 to an order, which still holds its slot. */
	onThrottled(limit?: ThrottledLimit): void {
		const others = this.running - 1;
		// If more jobs are running than were ever accepted, the 429 may be about their number: the
		// limit becomes the number of the others.
		const isOnJobs = limit === 'jobs' || (limit === undefined && others >= this.proven);
		if (others < 1 || !isOnJobs) return;
		if (others < this.limit) this.limit = others;
		if (this.isProbing) this.probeMs = Math.min(LONGEST_PROBE_MS, this.probeMs * 2);
		this.isProbing = false;
		this.changedAt = this.ports.monotonic();
	}

	/** Handles any answer other than a 429. */
	onSuccess(): void {
		const now = this.ports.monotonic();
		if (this.limit === Infinity || now - this.changedAt < this.probeMs) return;
		this.changedAt = now;
		this.isProbing = true;
		this.limit++;
	}

	/**
	 * Whether there is room below the limit; while the limit is unknown, not for all orders at once.
	 */
	private hasRoom(): boolean {
		const now = this.ports.monotonic();
		const open = [...this.unanswered].filter(({ since }) => now - since < WORKING_MS).length;
		return this.running < this.limit && open < Math.max(MAX_UNPROVEN, this.proven);
	}

	/** Waits until woken, or until something may have changed. */
	private async waitForRoom(): Promise<void> {
		let wake = () => {};
		const woken = new Promise<void>((resolve) => (wake = resolve));
		this.waiting.add(wake);
		await Promise.race([woken, this.ports.sleep(RECHECK_MS)]);
		this.waiting.delete(wake);
	}

	private wakeNext(): void {
		const [next] = this.waiting;
		if (next && this.waiting.delete(next)) next();
	}
}
