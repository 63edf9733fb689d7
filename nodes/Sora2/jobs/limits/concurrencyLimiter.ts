import type { Ports } from '../ports';

/** Orders that may be without an answer before the endpoint took more than that many jobs at once. */
const MAX_UNPROVEN = 5;
/** An order unanswered for so long is being worked on: some endpoints answer with the finished video. */
const WORKING_MS = 3000;
/** First and longest time between two tries whether more jobs are allowed by now. */
const PROBE_MS = 20_000;
const LONGEST_PROBE_MS = 600_000;
/** How often whoever waits for a slot checks whether an unanswered order counts as being worked on by now. */
const RECHECK_MS = 200;

/** What a 429 says was too much, where it says so. */
export type ThrottledLimit = 'requests' | 'jobs';

/** One job's slot among those an endpoint makes at once. Every call may be repeated. */
export interface JobSlot {
	/** Waits until another job may be started. */
	acquire(): Promise<void>;
	/** The order was answered with a job. */
	onAccepted(): void;
	release(): void;
}

/**
 * How many jobs an endpoint makes at once: any number, until 429s tell of a limit. From time to time one more than was
 * refused is tried.
 */
export class ConcurrencyLimiter {
	private limit = Infinity;
	private running = 0;
	/** The most jobs the endpoint was seen to take at once. */
	private proven = 0;
	/** When the slots were acquired whose order is not answered yet. */
	private readonly unanswered = new Set<{ since: number }>();
	private changedAt = -Infinity;
	private probeMs = PROBE_MS;
	/** One more job than was refused is being tried. */
	private isProbing = false;
	/** Who waits for a slot, first come, first served. */
	private readonly waiting = new Set<() => void>();

	constructor(private readonly ports: Pick<Ports, 'monotonic' | 'sleep'>) {}

	/** A slot that is not acquired yet. */
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

	/** Whether a refused order that still holds its slot has jobs beside it, whose end makes room. */
	hasOthers(): boolean {
		return this.running > 1;
	}

	/** An order was answered 429. It still holds its slot. */
	onThrottled(limit?: ThrottledLimit): void {
		const others = this.running - 1;
		// With more jobs under way than it was seen to take, the limit may be on jobs: no more of them than there are.
		const isOnJobs = limit === 'jobs' || (limit === undefined && others >= this.proven);
		if (others < 1 || !isOnJobs) return;
		if (others < this.limit) this.limit = others;
		if (this.isProbing) this.probeMs = Math.min(LONGEST_PROBE_MS, this.probeMs * 2);
		this.isProbing = false;
		this.changedAt = this.ports.monotonic();
	}

	/** A request was answered with anything but 429. */
	onSuccess(): void {
		const now = this.ports.monotonic();
		if (this.limit === Infinity || now - this.changedAt < this.probeMs) return;
		this.changedAt = now;
		this.isProbing = true;
		this.limit++;
	}

	/** Below the limit, and not all at once where nothing is known of it. */
	private hasRoom(): boolean {
		const now = this.ports.monotonic();
		const open = [...this.unanswered].filter(({ since }) => now - since < WORKING_MS).length;
		return this.running < this.limit && open < Math.max(MAX_UNPROVEN, this.proven);
	}

	/** Waits until this one is woken, or long enough for the rest to have changed. */
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
