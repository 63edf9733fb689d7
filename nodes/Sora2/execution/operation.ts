import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import type { JobContext, Route } from '../jobs/context';
import type { Spending } from '../jobs/limits/spending';
import type { Parameters } from './parameters';

/** What one input item brings: its output items, and what the user should know of them. */
export interface ItemOutput {
	items: INodeExecutionData[];
	warnings: string[];
}

/** What became of one input item in one try. */
export type Outcome = ItemOutput | { failure: Failure };

/** What a task is given when it runs: the job's world, and n8n's for storing files. */
export interface ItemContext {
	ctx: IExecuteFunctions;
	itemIndex: number;
	jobContext: JobContext;
	/** What the run may spend, and has spent. */
	spending: Spending;
}

/** What an item becomes without any call, and so without a credential. */
export interface Settled {
	settled: Outcome;
}

/** One input item's work at the endpoint, resolved: nothing of it depends on expressions any more. */
export interface JobTask {
	/** What would make another task the same request; for tool calls and the editor's Retry. */
	identity: unknown;
	/** The channels a paid order may go to; absent where the task orders nothing. */
	routes?: Route[];
	/** Throws a `JobFailure` where the item fails. */
	run(item: ItemContext): Promise<ItemOutput>;
	/** Milliseconds to wait for a job. */
	timeoutMs: number;
	regionResubmits?: number;
	resubmitWhenUnknown?: boolean;
	idempotencyHonoured?: boolean;
	/** What it costs at most by what is declared, in US dollars. */
	priceUsd?: number;
	/** What it becomes where there is no endpoint to ask: without it the item fails for that. */
	withoutEndpoint?: ItemOutput;
	/** Waits beside all others, whatever the concurrency: it only asks. */
	ignoresConcurrency?: boolean;
}

export type ItemTask = Settled | JobTask;

/** One operation of the node: reads its fields, and gives back what to do. */
export type Operation = (parameters: Parameters, item: INodeExecutionData) => ItemTask;
