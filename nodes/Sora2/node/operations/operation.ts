import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../../failures/failure';
import type { Work } from '../../jobs/context';
import type { Outcome } from '../memo';
import type { Parameters } from '../parameters';

/** What a task is given when it runs: the job's world, and n8n's for storing files. */
export interface Site {
	ctx: IExecuteFunctions;
	itemIndex: number;
	work: Work;
}

/** One input item's work, resolved: nothing of it depends on expressions any more. */
export interface Task {
	/** What would make another task the same request; for tool calls and the editor's Retry. */
	identity: unknown;
	run(site: Site): Promise<Outcome>;
	/** Milliseconds to wait for a job. */
	timeoutMs: number;
	regionResubmits?: number;
	resubmitWhenUnknown?: boolean;
	/** The failure an earlier node put on this item and that forbids sending it again; it goes out as it came. */
	carried?: Failure;
}

/** One operation of the node: reads its fields, and gives back what to do. */
export type Operation = (parameters: Parameters, item: INodeExecutionData) => Task;
