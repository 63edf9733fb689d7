import type { VideoRequest } from '../protocols/protocol';

/** Claimed IDs that are remembered; far more than run at once in one n8n. */
const MAX_CLAIMED = 20_000;
/** A lost answer this old decides nothing any more. */
const FORGET_MS = 60 * 60 * 1000;

/** A submit without an answer yet, or with one that was lost. Times in milliseconds since the epoch. */
export interface OpenOrder {
	readonly endpoint: string;
	readonly request: Pick<VideoRequest, 'model' | 'prompt'>;
	readonly sentAt: number;
	/** The Idempotency-Key it carried. */
	readonly key: string;
	/** When the answer was lost; undefined while it is awaited. */
	lostAt?: number;
}

/**
 * Which jobs belong to whom, for all nodes and executions of this process: a lost submit may adopt a job only
 * when nobody else has it or is about to be told of it.
 */
export class Claims {
	private readonly claimed = new Set<string>();
	private readonly open = new Set<OpenOrder>();

	claim(endpoint: string, id: string): void {
		this.claimed.add(`${endpoint} ${id}`);
		if (this.claimed.size > MAX_CLAIMED)
			this.claimed.delete(this.claimed.values().next().value as string);
	}

	isClaimed(endpoint: string, id: string): boolean {
		return this.claimed.has(`${endpoint} ${id}`);
	}

	/** Notes that a submit is about to be sent. */
	begin(endpoint: string, request: VideoRequest, now: number, key: string): OpenOrder {
		for (const o of this.open)
			if (o.lostAt !== undefined && now - o.lostAt > FORGET_MS) this.open.delete(o);
		const entry: OpenOrder = {
			endpoint,
			request: { model: request.model, prompt: request.prompt },
			sentAt: now,
			key,
		};
		this.open.add(entry);
		return entry;
	}

	/** A submit that was begun earlier, in another try or in the execution that is being retried: the same one, not a second. */
	reopen(endpoint: string, request: VideoRequest, from: number, key: string): OpenOrder {
		return (
			[...this.open].find((o) => o.endpoint === endpoint && o.key === key && o.sentAt === from) ??
			this.begin(endpoint, request, from, key)
		);
	}

	/** The submit's outcome is known. */
	end(entry: OpenOrder): void {
		this.open.delete(entry);
	}

	/** Whether a submit like this one is still waiting for its answer. */
	isAwaited(like: OpenOrder): boolean {
		return [...this.open].some((o) => o !== like && alike(o, like) && o.lostAt === undefined);
	}

	/** Lost submits like this one, itself included, within whose window `createdAt` falls. */
	lostAround(
		like: OpenOrder,
		createdAt: number,
		within: (o: OpenOrder, createdAt: number) => boolean,
	): OpenOrder[] {
		return [...this.open].filter(
			(o) => alike(o, like) && o.lostAt !== undefined && within(o, createdAt),
		);
	}
}

/** Whether two submits could be taken for each other. A rework names no model: its source decides. */
function alike(a: OpenOrder, b: OpenOrder): boolean {
	return (
		a.endpoint === b.endpoint &&
		a.request.prompt === b.request.prompt &&
		(a.request.model === b.request.model || a.request.model === '' || b.request.model === '')
	);
}

export const claims = new Claims();
