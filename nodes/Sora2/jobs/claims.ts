/** Claimed IDs that are remembered; far more than run at once in one n8n. */
const MAX_CLAIMED = 20_000;
/** A lost answer this old decides nothing any more. */
const FORGET_MS = 60 * 60 * 1000;

/** What was ordered, as far as it tells one order from another. */
export interface OrderIdentity {
	prompt: string;
	/** Empty where the order names none: the source of a remix decides. */
	model: string;
	/** A digest of the whole request: orders with the same one are identical, and so are their videos. */
	digest: string;
}

/** An order without an answer yet, or with one that was lost. Times in milliseconds since the epoch. */
export interface OpenOrder extends OrderIdentity {
	readonly endpoint: string;
	readonly sentAt: number;
	/** The Idempotency-Key it carried. */
	readonly key: string;
	/** When the answer was lost; undefined while it is awaited. */
	lostAt?: number;
	/** When it was sent, on this process's monotonic clock; absent where another process sent it. */
	monotonicSentAt?: number;
}

/** The time by the clock as it was when the order was sent: it may have been set since. */
export function getTimeOfOrder(
	{ sentAt, monotonicSentAt }: OpenOrder,
	clock: { now(): number; monotonic(): number },
): number {
	return monotonicSentAt === undefined ? clock.now() : sentAt + clock.monotonic() - monotonicSentAt;
}

/** Another order as it would have been noted by the clock of this one. */
export function alignOrder(other: OpenOrder, order: OpenOrder): OpenOrder {
	if (other.monotonicSentAt === undefined || order.monotonicSentAt === undefined) return other;
	const sentAt = order.sentAt + other.monotonicSentAt - order.monotonicSentAt;
	const lostAt = other.lostAt === undefined ? undefined : sentAt + other.lostAt - other.sentAt;
	return { ...other, sentAt, lostAt };
}

/** Who has a job: an execution, and what it has in common with its own Retry. */
export interface ClaimOwner {
	readonly executionId: string;
	readonly lineage: string;
}

/**
 * Which jobs belong to whom, for all nodes and executions of this process: a lost order may adopt a job only
 * when nobody else has it or is about to learn of it.
 */
export class Claims {
	/** By whom each was claimed, and when, in milliseconds since the epoch. */
	private readonly claimed = new Map<string, { at: number; owner?: ClaimOwner }>();
	private readonly open = new Set<OpenOrder>();

	/** Takes a job for one item. False when it was another one's already. */
	claim(endpoint: string, id: string, now = 0, owner?: ClaimOwner): boolean {
		const name = `${endpoint} ${id}`;
		if (this.isClaimed(endpoint, id, owner)) return false;
		this.claimed.set(name, { at: now, owner });
		if (this.claimed.size > MAX_CLAIMED)
			this.claimed.delete(this.claimed.keys().next().value as string);
		return true;
	}

	/** Whether somebody has a job. What an execution had is free for its Retry (`by`), and only for that. */
	isClaimed(endpoint: string, id: string, by?: ClaimOwner): boolean {
		const claim = this.claimed.get(`${endpoint} ${id}`);
		return claim !== undefined && !isHandedOn(claim.owner, by);
	}

	/** When a job was claimed, where it was. */
	getClaimedAt(endpoint: string, id: string): number | undefined {
		return this.claimed.get(`${endpoint} ${id}`)?.at;
	}

	/** Notes that an order is about to be sent. */
	begin(endpoint: string, order: OrderIdentity, now: number, key: string): OpenOrder {
		for (const o of this.open)
			if (o.lostAt !== undefined && now - o.lostAt > FORGET_MS) this.open.delete(o);
		const { prompt, model, digest } = order;
		const entry: OpenOrder = { endpoint, prompt, model, digest, sentAt: now, key };
		this.open.add(entry);
		return entry;
	}

	/** An order that was begun earlier, in another try or in the execution that is being retried: the same one, not a second. */
	reopen(endpoint: string, order: OrderIdentity, sentAt: number, key: string): OpenOrder {
		return (
			[...this.open].find((o) => o.endpoint === endpoint && o.key === key && o.sentAt === sentAt) ??
			this.begin(endpoint, order, sentAt, key)
		);
	}

	/** The order's outcome is known. */
	end(entry: OpenOrder): void {
		this.open.delete(entry);
	}

	/** Every open order that could be taken for this one, itself included. */
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

/** Whether two orders could be taken for each other in a list of jobs. */
function areAlike(a: OpenOrder, b: OpenOrder): boolean {
	return (
		a.endpoint === b.endpoint &&
		a.prompt === b.prompt &&
		(a.model === b.model || a.model === '' || b.model === '')
	);
}

export const claims = new Claims();
