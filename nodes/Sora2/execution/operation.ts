import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Work } from '../jobs/context';
import type { Outcome } from './runState';
import type { Parameters } from './parameters';

/** What a task is given when it runs: the job's world, and n8n's for storing files. */
export interface Site {
	ctx: IExecuteFunctions;
	itemIndex: number;
	work: Work;
}

/** What an item becomes without any call, and so without a credential. */
export interface Settled {
	settled: Outcome;
}

/** One input item's work at the endpoint, resolved: nothing of it depends on expressions any more. */
export interface Job {
	/** What would make another task the same request; for tool calls and the editor's Retry. */
	identity: unknown;
	run(site: Site): Promise<Outcome>;
	/** Milliseconds to wait for a job. */
	timeoutMs: number;
	regionResubmits?: number;
	resubmitWhenUnknown?: boolean;
	/** Waits beside all others, whatever the concurrency: it only asks. */
	together?: boolean;
	/** What the editor should say once, whatever becomes of the item. */
	hints?: string[];
}

export type Task = Settled | Job;

/** One operation of the node: reads its fields, and gives back what to do. */
export type Operation = (parameters: Parameters, item: INodeExecutionData) => Task;
