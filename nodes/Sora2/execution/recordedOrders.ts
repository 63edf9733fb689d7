import type { IExecuteFunctions } from 'n8n-workflow';
import { findOpenOrder, resumeOrder, type OrderRow } from '../jobs/ledgerRow';
import type { JobLedger } from './jobLedger';
import type { JobTask } from './operation';
import { isRetry, type RetryIdentity } from './retryIdentity';
import type { ItemState } from './runState';

/** What earlier runs of a node recorded about their orders. */
export interface RecordedOrders {
	rows: Array<Partial<OrderRow>>;
	/** The rows are those of the run that this one repeats. */
	isRetried: boolean;
	/**
	 * That run recorded every order before sending it: an order that is not in `rows` was not sent.
	 */
	isComplete: boolean;
	/** Index of the node's run, from 0. */
	runIndex: number;
}

const NONE: RecordedOrders = { rows: [], isRetried: false, isComplete: false, runIndex: 0 };

/**
 * Reads the orders that earlier runs may have left in the job ledger: in a Retry those of the
 * repeated execution, in the editor those of any execution of the workflow that did not deliver
 * their video.
 */
export async function readRecordedOrders(
	ctx: IExecuteFunctions,
	jobLedger: JobLedger,
	{ owner, establishedAt }: RetryIdentity,
	runIndex = 0,
): Promise<RecordedOrders> {
	const isRetried = isRetry(ctx);
	if (isRetried ? establishedAt === undefined : ctx.getMode() !== 'manual') return NONE;
	const is = (keyName: string, keyValue: string, condition: 'eq' | 'neq' = 'eq') => ({
		keyName,
		condition,
		keyValue,
	});
	const rows = await jobLedger.find([
		is('nodeName', ctx.getNode().name),
		...(isRetried
			? [is('lineage', owner.lineage)]
			: [
					is('workflowId', String(ctx.getWorkflow().id)),
					is('billed', 'no', 'neq'),
					is('state', 'delivered', 'neq'),
				]),
	]);
	if (!rows) return NONE;
	const isComplete = isRetried && rows.some((row) => row.runIndex === runIndex);
	return { rows, isRetried, isComplete, runIndex };
}

/**
 * Adopts the order an item already has, unless more is known about it.
 * @param isClaimed whether another execution of this process has a job
 * @returns whether there was one
 */
export function resumeRecordedOrder(
	itemState: ItemState,
	{ rows, isRetried, runIndex }: RecordedOrders,
	item: { itemIndex: number; request: string },
	isClaimed: (jobId: string) => boolean,
): boolean {
	const { task, ledger } = itemState;
	if (!(task as JobTask).routes || ledger.job || ledger.lost) return false;
	const now = Date.now();
	const row = findOpenOrder(rows, { ...item, now, runIndex: isRetried ? runIndex : undefined });
	if (!row) return false;
	// Another execution is waiting for this job right now.
	if (row.state === 'accepted' && row.jobId && isClaimed(row.jobId)) return false;
	resumeOrder(ledger, row);
	itemState.orderKey = row.orderKey;
	return true;
}
