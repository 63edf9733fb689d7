import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import type { JobContext, Policy, Route } from '../jobs/context';
import type { Spending } from '../jobs/limits/spending';
import type { Parameters } from './parameters';

/** The result of one input item: its output items and warnings. */
export interface ItemOutput {
	items: INodeExecutionData[];
	warnings: string[];
}

/** The outcome of one input item in one try. */
export type Outcome = ItemOutput | { failure: Failure };

/** What a running task gets: the job's ports, and n8n's context for storing files. */
export interface ItemContext {
	ctx: IExecuteFunctions;
	itemIndex: number;
	jobContext: JobContext;
	/** The run's spending limit, and what it has spent. */
	spending: Spending;
}

/** An item settled without any request, and therefore without a credential. */
export interface Settled {
	settled: Outcome;
}

/**
 * The work one input item needs from the endpoint. Fully resolved: nothing in it depends on
 * expressions.
 */
export interface JobTask {
	/**
	 * Two tasks with an equal identity are the same request; used for tool calls and the editor's
	 * Retry.
	 */
	identity: unknown;
	/** The channels a paid order may use; undefined if the task orders nothing. */
	routes?: Route[];
	/** Throws a `JobFailure` if the item fails. */
	run(item: ItemContext): Promise<ItemOutput>;
	/** Maximum wait for a job, in milliseconds. */
	timeoutMs: number;
	regionResubmits?: number;
	resubmitWhenUnknown?: boolean;
	idempotencyHonoured?: boolean;
	/** Its highest declared price, in US dollars. */
	priceUsd?: number;
	/** The result if there is no usable endpoint; without it the item fails. */
	withoutEndpoint?: ItemOutput;
	/** Runs outside the concurrency limit, because it only polls. */
	ignoresConcurrency?: boolean;
}

export type ItemTask = Settled | JobTask;

/** One operation of the node: reads its fields and returns the task. */
export type Operation = (parameters: Parameters, item: INodeExecutionData) => ItemTask;

/** Builds the output of an item that has no warnings. */
export function toOutput(
	itemIndex: number,
	json: IDataObject,
	binary?: INodeExecutionData['binary'],
): ItemOutput {
	return {
		items: [{ json, ...(binary && { binary }), pairedItem: { item: itemIndex } }],
		warnings: [],
	};
}

/** How long a task waits for a job, and when it resubmits an order. */
export function toPolicy({
	timeoutMs,
	regionResubmits = 0,
	resubmitWhenUnknown = false,
	idempotencyHonoured = false,
}: JobTask): Policy {
	return { timeoutMs, regionResubmits, resubmitWhenUnknown, idempotencyHonoured };
}
