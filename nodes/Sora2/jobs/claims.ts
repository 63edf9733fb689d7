/** Maximum claimed IDs remembered; far more than ever run at once in one n8n. */
const MAX_CLAIMED = 20_000;
/** After this long, a lost answer no longer affects anything. */
const FORGET_MS = 60 * 60 * 1000;

/** The parts of an order that distinguish it from others. */
export interface OrderIdentity {
	prompt: string;
	/** Empty if the order names none: a remix uses the model of its source. */
	model: string;
	/**
	 * A digest of the whole request: orders with the same digest are identical, and so are their
	 * videos.
	 */
	digest: string;
}

/** An order whose answer is still awaited or was lost. Times in milliseconds since the epoch. */
export interface OpenOrder extends OrderIdentity {
	readonly endpoint: string;
	readonly sentAt: number;
	/** The Idempotency-Key it was sent with. */
	readonly key: string;
	/** When the answer was lost; undefined while it is awaited. */
	lostAt?: number;
	/** The job its answer named without confirming that it was accepted. */
	jobId?: string;
	/** When it was sent, on this process's monotonic clock; undefined if another process sent it. */
	monotonicSentAt?: number;
}

/** Returns the time by the clock as it was when the order was sent: it may have been set since. */
export function getTimeOfOrder(
	{ sentAt, monotonicSentAt }: OpenOrder,
	clock: { now(): number; monotonic(): number },
): number {
	return monotonicSentAt === undefined ? clock.now() : sentAt + clock.monotonic() - monotonicSentAt;
}

/** Returns another order with its times converted to the clock of this one. */
export function alignOrder(other: OpenOrder, order: OpenOrder): OpenOrder {
	if (other.monotonicSentAt === undefined || order.monotonicSentAt === undefined) return other;
	const sentAt = order.sentAt + other.monotonicSentAt - order.monotonicSentAt;
	const lostAt = other.lostAt === undefined ? undefined : sentAt + other.lostAt - other.sentAt;
	return { ...other, sentAt, lostAt };
}

/** The owner of a job: an execution, and what it shares with its own Retry. */
export interface ClaimOwner {
	readonly executionId: string;
	readonly lineage: string;
}

/**
 * Tracks which job belongs to whom, across all nodes and executions of this process: a lost order
 * may adopt a job only if nobody else has it or is about to learn of it.
 */
export class Claims {
	/** Who claimed each job, and when, in milliseconds since the epoch. */
	private readonly claimed = new Map<string, { at: number; owner?: ClaimOwner }>();
	private readonly open = new Set<OpenOrder>();

	/** Claims a job for one item. Returns false if another item already has it. */
	claim(endpoint: string, id: string, now = 0, owner?: ClaimOwner): boolean {
		const name = `${endpoint} ${id}`;
		if (this.isClaimed(endpoint, id, owner)) return false;
		this.claimed.set(name, { at: now, owner });
		if (this.claimed.size > MAX_CLAIMED)
			this.claimed.delete(this.claimed.keys().next().value as string);
		return true;
	}

	/**
	 * Whether a job is claimed. An execution's jobs are free for its own Retry (`by`), and only for
	 * that.
	 */
	isClaimed(endpoint: string, id: string, by?: ClaimOwner): boolean {
		const claim = this.claimed.get(`${endpoint} ${id}`);
		return claim !== undefined && !isHandedOn(claim.owner, by);
	}

	/** Returns when a job was claimed; undefined if it was not. */
	getClaimedAt(endpoint: string, id: string): number | undefined {
		return this.claimed.get(`${endpoint} ${id}`)?.at;
	}

	/** Records that an order is about to be sent. */
	begin(endpoint: string, order: OrderIdentity, now: number, key: string): OpenOrder {
		for (const o of this.open)
			if (o.lostAt !== undefined && now - o.lostAt > FORGET_MS) this.open.delete(o);
		const { prompt, model, digest } = order;
		const entry: OpenOrder = { endpoint, prompt, model, digest, sentAt: now, key };
		this.open.add(entry);
		return entry;
	}

	/**
	 * Reopens an order from an earlier try, or from the execution being retried: it is the same
	 * order, not a second one.
	 */
	reopen(endpoint: string, order: OrderIdentity, sentAt: number, key: string): OpenOrder {
		return (
			[...this.open].find((o) => o.endpoint === endpoint && o.key === key && o.sentAt === sentAt) ??
			this.begin(endpoint, order, sentAt, key)
		);
	}

	/** Closes an order whose outcome is known. */
	end(entry: OpenOrder): void {
		this.open.delete(entry);
	}

	/** Returns every open order that could be mistaken for this one, including itself. */
	getLike(order: OpenOrder): OpenOrder[] {
		return [...this.open].filter((o) => areAlike(o, order));
	}

	/** Whether an order like this one is still waiting for its answer. */
	isAwaited(like: OpenOrder): boolean {
		return this.getLike(like).some((o) => o !== like && o.lostAt === undefined);
	}
}

function isHandedOn(from: ClaimOwner | undefined, to: ClaimOwner | undefined): boolean {
	return (
		from !== undefined &&
		to !== undefined &&
		from.lineage === to.lineage &&
		from.executionId !== to.executionId
	);
}

/** Whether two orders could be mistaken for each other in a list of jobs. */
function areAlike(a: OpenOrder, b: OpenOrder): boolean {
	return (
		a.endpoint === b.endpoint &&
		a.prompt === b.prompt &&
		(a.model === b.model || a.model === '' || b.model === '')
	);
}

export const claims = new Claims();
