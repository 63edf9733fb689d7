import type { IExecuteFunctions } from 'n8n-workflow';
import type { AnnouncedOrder, Route } from '../jobs/context';
import type { OrderRow } from '../jobs/ledgerRow';
import type { ItemLedger, JobRecord } from '../jobs/itemLedger';
import { toIsoDate } from '../protocols/response/values';
import type { JobLedger, RowUpdate } from './jobLedger';
import type { Outcome } from './operation';
import type { RetryIdentity } from './retryIdentity';
import type { ItemState } from './runState';

/** Where an order comes from, in the job ledger's columns. */
export type OrderOrigin = Pick<
	OrderRow,
	'workflowId' | 'executionId' | 'nodeName' | 'runIndex' | 'itemIndex' | 'request' | 'lineage'
>;

/** Returns the origin of everything that a run of the node orders. */
export function getNodeOrigin(
	ctx: IExecuteFunctions,
	{ owner }: RetryIdentity,
	runIndex = 0,
): Omit<OrderOrigin, 'itemIndex' | 'request'> {
	return {
		workflowId: String(ctx.getWorkflow().id),
		executionId: owner.executionId,
		nodeName: ctx.getNode().name,
		runIndex,
		lineage: owner.lineage,
	};
}

/** Writes one item's orders and their outcomes to the job ledger. */
export class OrderRecorder {
	constructor(
		private readonly jobLedger: JobLedger,
		private readonly origin: OrderOrigin,
		/** Remembers across all tries which row belongs to the current order. */
		private readonly itemState: ItemState,
	) {}

	/** Records an order before it is sent. */
	async recordOrder({ key, sentAt, isAnother }: AnnouncedOrder, route: Route): Promise<void> {
		const { channel, request } = route;
		// An order repeated with its key is the same order, unless the user allowed another one.
		const orderKey = isAnother ? `${key}-again` : key;
		this.itemState.orderKey = orderKey;
		const price = channel.price(request);
		const row: RowUpdate = {
			...this.origin,
			orderKey,
			state: 'ordered',
			billed: 'unknown',
			channel: channel.name,
			model: request.model,
			prompt: request.prompt,
			duration: request.duration,
			orderedAt: toIsoDate(sentAt),
			...(price && { usd: price.usdMax ?? price.usd }),
		};
		await this.jobLedger.writeBeforeOrder(this.origin.itemIndex, row);
	}

	recordRefusal({ lost }: ItemLedger): void {
		this.write({ state: 'refused', billed: 'no', usd: 0 });
		this.itemState.orderKey = lost?.key;
	}

	recordAcceptance(job: JobRecord): void {
		this.write({
			state: 'accepted',
			billed: 'yes',
			acceptedAt: toIsoDate(Date.now()),
			...(job.videoAt === 'endpoint' && { jobId: job.id }),
		});
	}

	/** Records that the execution was stopped while the item's job was running. */
	recordStop(job: JobRecord): void {
		this.write({ state: 'canceled' }, job);
	}

	/** Records the outcome of the item's order at the end of a try. */
	recordOutcome(outcome: Outcome, { job, lost }: ItemLedger): void {
		if (job) this.write(toEnd(outcome, job), job);
		else if (lost && 'failure' in outcome) this.write({ state: 'unknown' });
	}

	/**
	 * If the order's key is unknown, as after an earlier run of another node, its row is found by the
	 * job's ID.
	 */
	private write(update: Partial<OrderRow>, job?: JobRecord): void {
		const { orderKey } = this.itemState;
		if (Object.keys(update).length === 0) return;
		if (orderKey !== undefined)
			this.jobLedger.write(this.origin.itemIndex, { ...update, orderKey });
		else if (job?.videoAt === 'endpoint')
			this.jobLedger.write(this.origin.itemIndex, { ...update, jobId: job.id });
	}
}

/**
 * The final state of a job as far as this try knows; empty if the job continues and its ID was
 * returned.
 */
function toEnd(outcome: Outcome, { deliveredAt, channel }: JobRecord): Partial<OrderRow> {
	if ('failure' in outcome) {
		const { class: failureClass, billed } = outcome.failure;
		if (failureClass === 'timeout') return { state: 'timeout', billed, channel };
		if (failureClass !== 'job_failed' && billed !== 'no') return {};
		return { state: 'failed', billed, channel, ...(billed === 'no' && { usd: 0 }) };
	}
	if (deliveredAt === undefined) return {};
	const cost = outcome.items[0]?.json.cost as { usd?: number } | undefined;
	return {
		state: 'delivered',
		billed: 'yes',
		channel,
		deliveredAt: toIsoDate(deliveredAt),
		...(cost?.usd !== undefined && { usd: cost.usd }),
	};
}
