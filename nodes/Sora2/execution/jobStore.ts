import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemLedger, JobRecord } from '../jobs/itemLedger';

/** n8n allows ten custom data keys per execution; these leave some for others. */
const CUSTOM_DATA_KEYS = [
	'sora2_jobs',
	'sora2_jobs_2',
	'sora2_jobs_3',
	'sora2_jobs_4',
	'sora2_jobs_5',
];
/** n8n truncates longer values and logs an error (2.41). */
const CUSTOM_DATA_LENGTH = 255;

/**
 * Records a job that was, or may have been, accepted in the log and in the execution's custom data,
 * which n8n keeps even if the user presses Stop. Immediately, because n8n records a Stop before the
 * node can return.
 */
export function announceJob(
	ctx: IExecuteFunctions,
	job: Pick<JobRecord, 'id' | 'channel'>,
	itemIndex: number,
	what: 'accepted' | 'possibly accepted',
): void {
	// The endpoint chose the ID, which must not be able to write its own lines into the log.
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
		// If n8n has no custom data for this run, the log still has the ID.
	}
}

/**
 * What the node's context stores for an item, for the editor's Retry of a failed execution and an
 * agent's repeated calls.
 */
interface StoredItem {
	/** Digest of the request: a changed request is a new one. */
	fingerprint: string;
	/** When this was stored, in milliseconds since the epoch. */
	savedAt?: number;
	/** The item was already returned, with the video or, from Submit, with the ID. */
	isDelivered?: boolean;
	ledger: Pick<
		ItemLedger,
		'job' | 'lost' | 'failedJobs' | 'extraOrders' | 'orderKey' | 'countedUsd' | 'lastItem'
	>;
}

/** Requests in progress by node context: an agent may make the same request twice at once. */
const UNDER_WAY = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * The node's context in n8n. n8n stores it with a failed execution and restores it for a Retry; all
 * runs of an execution share it. Keyed by run and item, because a node in a loop has one context
 * for all its runs. For an agent's tool it is keyed by the request, because there a repeated
 * request is the same one.
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

	/** Whether entries belong to requests, independent of run and item. */
	get isPerRequest(): boolean {
		return this.by === 'request';
	}

	/**
	 * Restores what is known about this request into the item's ledger.
	 * @param again skip a job that was already delivered
	 */
	restore(itemIndex: number, fingerprint: string, ledger: ItemLedger, again: boolean): void {
		const stored = this.stored[this.key(itemIndex, fingerprint)];
		if (stored?.fingerprint === fingerprint && !(again && stored.isDelivered))
			Object.assign(ledger, structuredClone(stored.ledger));
	}

	save(
		itemIndex: number,
		fingerprint: string,
		{ job, lost, failedJobs, extraOrders, orderKey, countedUsd, lastItem }: ItemLedger,
		isDelivered = false,
	): void {
		const ledger = {
			job: job && toStoredJob(job),
			lost,
			failedJobs,
			extraOrders,
			...(orderKey && { orderKey }),
			...((job ?? lost) && { countedUsd: job?.snapshot.usd ?? countedUsd }),
			...(lastItem && { lastItem }),
		};
		this.stored[this.key(itemIndex, fingerprint)] = {
			fingerprint,
			savedAt: Date.now(),
			...((isDelivered || job?.deliveredAt !== undefined) && { isDelivered: true }),
			ledger,
		};
	}

	/** Index of the node's run; undefined if entries belong to requests. */
	get runIndex(): number | undefined {
		return this.by === 'request' ? undefined : this.by.runIndex;
	}

	/**
	 * Until when the stored run is known to have done nothing else, in milliseconds since the epoch.
	 * n8n stores the context when a run ends, and not at all if it is killed. Undefined if nothing of
	 * this run is stored.
	 */
	getLastSavedAt(): number | undefined {
		if (this.by === 'request') return undefined;
		const prefix = `${this.by.runIndex}:`;
		const times = Object.entries(this.stored)
			.filter(([key]) => key.startsWith(prefix))
			.map(([, { savedAt }]) => savedAt ?? 0);
		return times.length > 0 ? Math.max(...times) : undefined;
	}

	/** Runs identical requests one after the other, all others immediately. */
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
 * Reduces a job to its ID and the location of its file, in case the endpoint no longer knows it. If
 * the answer to the order held the bytes, only that fact is kept.
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
