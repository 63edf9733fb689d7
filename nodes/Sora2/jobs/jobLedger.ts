import type { Billed } from '../errors/failure';
import type { ItemLedger } from './ledger';

/** How far an order has come, as far as anybody has written down. */
export type OrderState =
	/** About to be sent, or sent: its answer is not known. */
	| 'ordered'
	| 'accepted'
	| 'delivered'
	/** Certainly not taken. */
	| 'refused'
	/** Accepted, and did not become a video. */
	| 'failed'
	/** Accepted, and no longer waited for: it may still end well. */
	| 'timeout'
	/** The same, because the execution was stopped. */
	| 'canceled'
	/** Its answer was lost: the job may exist. */
	| 'unknown';

/** One order, under the names of its columns. Dates as ISO 8601, sums in US dollars. */
export interface OrderRow {
	/** The Idempotency-Key the order carried. */
	orderKey: string;
	state: OrderState;
	billed: Billed;
	usd: number;
	/** Only what the endpoint can be asked for. */
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
	/** Identical requests to the same endpoint have the same one. */
	request: string;
	/** What an execution has in common with its Retry only. */
	lineage: string;
}

/** The columns of a job ledger: their types in n8n, and what they hold. */
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
			'`ordered` (about to be sent, or sent), `accepted`, `delivered`, `refused`, `failed`, `timeout` and `canceled` (not waited for any more; the job may still end well), `unknown` (the answer was lost)',
	},
	billed: { type: 'string', description: '`yes`, `no` or `unknown`, as in a failure' },
	usd: {
		type: 'number',
		description:
			"What it costs in US dollars: the high end of the channel's price while it is under way, at the end the item's `cost.usd`, and 0 where nothing was charged. Empty where no price is known",
	},
	jobId: { type: 'string', description: "The endpoint's ID, from acceptance on" },
	prompt: { type: 'string', description: 'The prompt' },
	channel: { type: 'string', description: 'The channel it was sent to' },
	model: { type: 'string', description: 'The model that was asked for' },
	duration: { type: 'number', description: 'Seconds of video' },
	orderedAt: { type: 'date', description: 'When it was about to be sent' },
	acceptedAt: { type: 'date', description: 'When the endpoint took it' },
	deliveredAt: { type: 'date', description: 'When the video went out of the node' },
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
		description: 'A hash of what the execution has in common with its Retry',
	},
};

/** How long what an earlier execution left behind is good for: endpoints keep their jobs for about as long. */
const LEFT_BEHIND_MS = 24 * 60 * 60_000;

/** What an item is looked up by. */
export interface LedgerQuery {
	itemIndex: number;
	request: string;
	/** Of the execution that is retried; without it, what another execution has left behind. */
	runIndex?: number;
	/** Milliseconds since the epoch. */
	now: number;
}

/**
 * The order of an item that exists, or may exist, by what was written down of it; the last one where there are several.
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

/** Takes an order that was written down into the ledger of its item: nothing is ordered in its place. */
export function takeUpOrder(ledger: ItemLedger, row: Partial<OrderRow>): void {
	const { orderKey = '', jobId, channel = '', model, prompt = '', request = '' } = row;
	const orderedAt = toTime(row.orderedAt);
	// A video that came with the answer to its order, or has no ID to ask for it by.
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

/** Milliseconds since the epoch; 0 where nothing was written. */
function toTime(date: string | undefined): number {
	return Date.parse(date ?? '') || 0;
}
