import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemLedger, JobRecord } from '../jobs/ledger';

/** n8n keeps at most ten keys for a whole execution: some are left for others. */
const CUSTOM_DATA_KEYS = [
	'sora2_jobs',
	'sora2_jobs_2',
	'sora2_jobs_3',
	'sora2_jobs_4',
	'sora2_jobs_5',
];
/** Longer values n8n shortens, and writes an error into its log (2.41). */
const CUSTOM_DATA_LENGTH = 255;

/**
 * Writes a job that was accepted, or may have been, where it outlives this node: to the log, and to the execution's
 * custom data, which n8n keeps even when the user presses Stop. Both at once, because a stop is recorded before a node
 * can answer.
 */
export function announceJob(
	ctx: IExecuteFunctions,
	job: Pick<JobRecord, 'id' | 'channel'>,
	itemIndex: number,
	what: 'accepted' | 'possibly accepted',
): void {
	// The endpoint chose the ID: it must not write lines of its own into the log.
	const id = job.id.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 200);
	ctx.logger.info(
		`Sora 2: job ${id} ${what} on ${job.channel} for item ${itemIndex} of node '${ctx.getNode().name}'`,
	);
	try {
		const { customData } = ctx as {
			customData?: { get(key: string): string; set(key: string, value: string): void };
		};
		if (!customData) return;
		for (const key of CUSTOM_DATA_KEYS) {
			const ids = customData.get(key);
			const longer = ids ? `${ids},${job.id}` : job.id.slice(0, CUSTOM_DATA_LENGTH);
			if (longer.length > CUSTOM_DATA_LENGTH) continue;
			customData.set(key, longer);
			return;
		}
	} catch {
		// Where n8n has no custom data for this run, the log has the ID.
	}
}

/** What the node's context keeps of an item, for the editor's Retry of a failed execution and an agent's repeated calls. */
interface StoredItem {
	/** What was asked for: a changed request is a new one. */
	fingerprint: string;
	/** When this was written, in milliseconds since the epoch. */
	savedAt?: number;
	/** Its item went out already, with the video or, from Submit, with the ID. */
	isDelivered?: boolean;
	ledger: Pick<ItemLedger, 'job' | 'lost' | 'failedJobs' | 'extraOrders' | 'orderKey' | 'lastItem'>;
}

/** Requests under way, by node context: an agent may ask for the same thing twice at once. */
const UNDER_WAY = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * The node's context in n8n: stored with an execution that failed, handed back when the user retries it, and the
 * same in all runs of an execution. Keyed by run and item, because a node in a loop has one context for all its
 * runs; as an agent's tool by the request itself, because there a repeated request is the same one.
 */
export class JobStore {
	private readonly stored: Record<string, StoredItem>;

	constructor(
		ctx: IExecuteFunctions,
		private readonly by: { runIndex: number } | 'request',
	) {
		const context = ctx.getContext('node');
		this.stored = (context.sora2 ??= {}) as Record<string, StoredItem>;
	}

	/** Whether what is stored belongs to requests, whichever run and item they come from. */
	get isPerRequest(): boolean {
		return this.by === 'request';
	}

	/** Puts what is known of this very request into the item's ledger. `again`: but not a job that was delivered. */
	restore(itemIndex: number, fingerprint: string, ledger: ItemLedger, again: boolean): void {
		const stored = this.stored[this.key(itemIndex, fingerprint)];
		if (stored?.fingerprint === fingerprint && !(again && stored.isDelivered))
			Object.assign(ledger, structuredClone(stored.ledger));
	}

	save(
		itemIndex: number,
		fingerprint: string,
		{ job, lost, failedJobs, extraOrders, orderKey, lastItem }: ItemLedger,
		isDelivered = false,
	): void {
		const ledger = {
			job: job && toStoredJob(job),
			lost,
			failedJobs,
			extraOrders,
			...(orderKey && { orderKey }),
			...(lastItem && { lastItem }),
		};
		this.stored[this.key(itemIndex, fingerprint)] = {
			fingerprint,
			savedAt: Date.now(),
			...((isDelivered || job?.deliveredAt !== undefined) && { isDelivered: true }),
			ledger,
		};
	}

	/** Which run of the node this is, where what is stored belongs to its items. */
	get runIndex(): number | undefined {
		return this.by === 'request' ? undefined : this.by.runIndex;
	}

	/**
	 * Until when the run that was stored is known to have done nothing else, in milliseconds since the epoch: n8n stores
	 * the context when a run ends, and not at all where it is killed. Undefined where nothing of this run is stored.
	 */
	getLastSavedAt(): number | undefined {
		if (this.by === 'request') return undefined;
		const prefix = `${this.by.runIndex}:`;
		const times = Object.entries(this.stored)
			.filter(([key]) => key.startsWith(prefix))
			.map(([, { savedAt }]) => savedAt ?? 0);
		return times.length > 0 ? Math.max(...times) : undefined;
	}

	/** Runs one request after the other where they are the same one, else at once. */
	async inTurn<T>(fingerprint: string, run: () => Promise<T>): Promise<T> {
		if (this.by !== 'request') return await run();
		const underWay = UNDER_WAY.get(this.stored) ?? new Map<string, Promise<unknown>>();
		UNDER_WAY.set(this.stored, underWay);
		const mine = (underWay.get(fingerprint) ?? Promise.resolve()).then(run, run);
		underWay.set(fingerprint, mine);
		return await mine;
	}

	private key(itemIndex: number, fingerprint: string): string {
		return this.by === 'request' ? fingerprint : `${this.by.runIndex}:${itemIndex}`;
	}
}

/**
 * A job without what its answers brought along, but for the way to its file: for a job the endpoint does not know,
 * or no longer knows. Of bytes that came with the answer to the order only that they came.
 */
function toStoredJob(job: JobRecord): JobRecord {
	const { id, pollUrl, video, status, expiresAt } = job.snapshot;
	const isNamed = job.origin === 'named';
	const file =
		video?.kind === 'inline' ? job.videoAt === 'answer' && { ...video, base64: '' } : video;
	return {
		...job,
		origin: isNamed ? 'named' : 'restored',
		snapshot: {
			id,
			pollUrl,
			...(file && !isNamed && status === 'completed' && { status, video: file, expiresAt }),
		},
	};
}
