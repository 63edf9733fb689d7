import type { IExecuteFunctions } from 'n8n-workflow';
import type { AnnouncedOrder, Route } from '../jobs/context';
import type { OrderRow } from '../jobs/jobLedger';
import type { ItemLedger, JobRecord } from '../jobs/ledger';
import { toIsoDate } from './items';
import type { JobLedger, RowUpdate } from './jobLedger';
import type { Outcome } from './operation';
import type { RetryIdentity } from './retryIdentity';
import type { ItemState } from './runState';

/** Where an order comes from, under the names of the job ledger's columns. */
export type OrderOrigin = Pick<
	OrderRow,
	'workflowId' | 'executionId' | 'nodeName' | 'runIndex' | 'itemIndex' | 'request' | 'lineage'
>;

/** The origin of everything a run of the node orders. */
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

/** Writes one item's orders, and what becomes of them, into the job ledger. */
export class OrderRecorder {
	constructor(
		private readonly jobLedger: JobLedger,
		private readonly origin: OrderOrigin,
		/** Knows over all tries which row is the present order's. */
		private readonly itemState: ItemState,
	) {}

	/** Before an order is sent. */
	async recordOrder({ key, sentAt, isAnother }: AnnouncedOrder, route: Route): Promise<void> {
		const { channel, request } = route;
		// Sent again with its key, it is the same order, except where the user had another one sent.
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
		await this.jobLedger.writeFirst(this.origin.itemIndex, row);
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

	/** The execution was stopped while the item's job was under way. */
	recordStop(job: JobRecord): void {
		this.write({ state: 'canceled' }, job);
	}

	/** What has become of the item's order at the end of a try. */
	recordOutcome(outcome: Outcome, { job, lost }: ItemLedger): void {
		if (job) this.write(toEnd(outcome, job), job);
		else if (lost && 'failure' in outcome) this.write({ state: 'unknown' });
	}

	/** Without the order's key its row is known by the job's ID, as after an earlier run of another node. */
	private write(update: Partial<OrderRow>, job?: JobRecord): void {
		const { orderKey } = this.itemState;
		if (Object.keys(update).length === 0) return;
		if (orderKey !== undefined)
			this.jobLedger.write(this.origin.itemIndex, { ...update, orderKey });
		else if (job?.videoAt === 'endpoint')
			this.jobLedger.write(this.origin.itemIndex, { ...update, jobId: job.id });
	}
}

/** What a job came to, as far as this try knows; empty where it goes on and its ID went out. */
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
