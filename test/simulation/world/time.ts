/* eslint-disable @n8n/community-nodes/no-restricted-globals */

/** 2027-01-15T08:00:00Z: when every history begins. */
export const EPOCH = 1_800_000_000_000;

/** Whose timers these are: a process that has died wakes nobody. */
export interface Owner {
	dead: boolean;
}

export interface Timer {
	readonly at: number;
	readonly order: number;
	readonly owner?: Owner;
	run?: () => void;
}

/**
 * Time that stands still while anybody has something to do, and then jumps to the next timer. Nothing in here
 * depends on the machine: timers go off by their moment, and at the same moment in the order they were set.
 */
export class VirtualTime {
	private at = EPOCH;
	private orders = 0;
	private readonly heap: Timer[] = [];

	readonly now = (): number => this.at;

	/** Milliseconds since the history began. */
	get elapsed(): number {
		return this.at - EPOCH;
	}

	after(ms: number, run: () => void, owner?: Owner): Timer {
		// As Node's timers do: whole milliseconds, and no wait shorter than one.
		const delay = ms >= 1 ? Math.floor(ms) : 1;
		const timer: Timer = { at: this.at + delay, order: this.orders++, owner, run };
		this.push(timer);
		return timer;
	}

	cancel(timer: Timer | undefined): void {
		if (timer) timer.run = undefined;
	}

	async sleep(ms: number, owner?: Owner): Promise<void> {
		await new Promise<void>((wake) => void this.after(ms, wake, owner));
	}

	/** Lets time pass until `done()` says so, or nothing more can happen, or `untilMs` of history have passed. */
	async pass(done: () => boolean, untilMs: number): Promise<'done' | 'idle' | 'late'> {
		for (;;) {
			await settle();
			if (done()) return 'done';
			const next = this.pop();
			if (!next) return 'idle';
			if (next.at - EPOCH > untilMs) return 'late';
			this.at = next.at;
			next.run?.();
		}
	}

	private push(timer: Timer): void {
		const { heap } = this;
		let i = heap.push(timer) - 1;
		while (i > 0 && isBefore(timer, heap[(i - 1) >> 1])) {
			heap[i] = heap[(i - 1) >> 1];
			i = (i - 1) >> 1;
		}
		heap[i] = timer;
	}

	/** The next timer that somebody still waits for. */
	private pop(): Timer | undefined {
		for (;;) {
			const first = this.heap[0];
			const last = this.heap.pop();
			if (first !== last && last) this.sink(last);
			if (!first || (first.run && !first.owner?.dead)) return first;
		}
	}

	private sink(timer: Timer): void {
		const { heap } = this;
		let i = 0;
		for (;;) {
			let child = 2 * i + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
			if (!isBefore(heap[child], timer)) break;
			heap[i] = heap[child];
			i = child;
		}
		heap[i] = timer;
	}
}

function isBefore(a: Timer, b: Timer): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Every promise that can go on has gone on. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
