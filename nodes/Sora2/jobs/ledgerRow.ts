import type { Billed } from '../errors/failure';
import type { ItemLedger } from './itemLedger';

/** The latest recorded state of an order. */
export type OrderState =
	/** About to be sent, or sent and not answered yet. */
	| 'ordered'
	| 'accepted'
	| 'delivered'
	/** Certainly not accepted. */
	| 'refused'
	/** Accepted, but failed. */
	| 'failed'
	/** Accepted, but no longer awaited: it may still succeed. */
	| 'timeout'
	/** The same, because the execution was stopped. */
	| 'canceled'
	/** Its answer was lost: the job may exist. */
	| 'unknown';

/** One order, by its columns. Dates as ISO 8601, sums in US dollars. */
export interface OrderRow {
	/** The Idempotency-Key the order was sent with. */
	orderKey: string;
	state: OrderState;
	billed: Billed;
	usd: number;
	/** Only an ID the endpoint knows. */
	jobId: string;
	prompt: string;
	channel: string;
	model: string;
	duration: number;
	orderedAt: string;
	acceptedAt: string;
	deliveredAt: string;
	workflowId: string;
	executionId: string;
	nodeName: string;
	runIndex: number;
	itemIndex: number;
	/** Identical requests to the same endpoint have the same value. */
	request: string;
	/** What an execution shares only with its Retry. */
	lineage: string;
}

/** The columns of a job ledger, with their types in n8n and their meaning. */
export const LEDGER_COLUMNS: Readonly<
	Record<keyof OrderRow, { type: 'string' | 'number' | 'date'; description: string }>
> = {
	orderKey: {
		type: 'string',
		description: 'The Idempotency-Key the order carried; each order has its own row',
	},
	state: {
		type: 'string',
		description:
			'`ordered` (about to be sent, or sent), `accepted`, `delivered`, `refused`, `failed`, `timeout` and `canceled` (no longer awaited; the job may still succeed), `unknown` (the answer was lost)',
	},
	billed: { type: 'string', description: '`yes`, `no` or `unknown`, as in a failure' },
	usd: {
		type: 'number',
		description:
			"What it costs in US dollars: the high end of the channel's price while it is in progress, then the item's `cost.usd`, and 0 if nothing was charged. Empty if no price is known",
	},
	jobId: { type: 'string', description: "The endpoint's ID, from acceptance on" },
	prompt: { type: 'string', description: 'The prompt' },
	channel: { type: 'string', description: 'The channel it was sent to' },
	model: { type: 'string', description: 'The model that was ordered' },
	duration: { type: 'number', description: 'Seconds of video' },
	orderedAt: { type: 'date', description: 'Just before it was sent' },
	acceptedAt: { type: 'date', description: 'When the endpoint accepted it' },
	deliveredAt: { type: 'date', description: 'When the node returned the video' },
	workflowId: { type: 'string', description: 'The workflow' },
	executionId: { type: 'string', description: 'The execution that ordered it' },
	nodeName: { type: 'string', description: "The node's name" },
	runIndex: {
		type: 'number',
		description: 'Which run of the node, from 0: more than one in a loop',
	},
	itemIndex: { type: 'number', description: 'Which input item, from 0' },
	request: { type: 'string', description: 'A hash of the whole request and of the endpoint' },
	lineage: {
		type: 'string',
		description: 'A hash that the execution shares with its Retry',
	},
};

/**
 * How long an order left by an earlier execution is usable: endpoints keep their jobs for about as
 * long.
 */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;

/** What an item is looked up by. */
export interface LedgerQuery {
	itemIndex: number;
	request: string;
	/** Set for rows of the repeated execution; undefined for rows another execution left behind. */
	runIndex?: number;
	/** Milliseconds since the epoch. */
	now: number;
}

/**
 * Finds the order of an item that exists or may exist, by its recorded state; the last one if there
 * are several.
 * @param rows of the node, in the order they were written
 */
export function findOpenOrder(
	rows: ReadonlyArray<Partial<OrderRow>>,
	{ itemIndex, request, runIndex, now }: LedgerQuery,
): Partial<OrderRow> | undefined {
	const open = rows.filter(
		(row) =>
			row.itemIndex === itemIndex &&
			row.request === request &&
			row.billed !== 'no' &&
			(runIndex === undefined
				? row.state !== 'delivered' && now - toTime(row.orderedAt) < LEFT_BEHIND_MS
				: row.runIndex === runIndex),
	);
	return open.findLast((row) => row.jobId) ?? open.at(-1);
}

/** Adopts a recorded order into the ledger of its item, so that nothing is ordered again. */
export function resumeOrder(ledger: ItemLedger, row: Partial<OrderRow>): void {
	const { orderKey = '', jobId, channel = '', model, prompt = '', request = '' } = row;
	const orderedAt = toTime(row.orderedAt);
	// A video that came with the answer to its order, or has no ID to look it up by.
	const isGone = !jobId && row.billed === 'yes';
	if (jobId || isGone)
		ledger.job = {
			id: jobId || orderKey,
			origin: 'restored',
			videoAt: isGone ? 'answer' : 'endpoint',
			channel,
			model: model || undefined,
			submittedAt: orderedAt,
			...(row.deliveredAt && { deliveredAt: toTime(row.deliveredAt) }),
			snapshot: isGone
				? { status: 'completed', video: { kind: 'inline', base64: '', mimeType: 'video/mp4' } }
				: { id: jobId },
		};
	else
		ledger.lost = {
			key: orderKey,
			channel,
			order: { prompt, model: model ?? '', digest: request },
			sentAt: orderedAt,
		};
}

/** Converts a date to milliseconds since the epoch; 0 if it is missing. */
function toTime(date: string | undefined): number {
	return Date.parse(date ?? '') || 0;
}
