import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import type { EndpointState } from '../jobs/context';
import { emptyLedger, type ItemLedger, type JobRecord } from '../jobs/ledger';
import { isCalledByAgent } from './tool';
import type { Task } from './operation';

/** What became of one input item in one try. */
export type Outcome = { items: INodeExecutionData[]; warnings: string[] } | { failure: Failure };

/** What is remembered of one input item across the tries of a node run. */
export interface ItemMemo {
	ledger: ItemLedger;
	/** The request as the first try resolved it: it stands, whatever an expression says later. */
	task?: Task;
	outcome?: Outcome;
}

/** What is remembered of a node run. */
export interface RunMemo {
	/** Which try this is, from 1. */
	attempt: number;
	items: ItemMemo[];
	endpoint?: EndpointState;
	/** Every job accepted in this run, with the item it is for. */
	accepted: Array<{ itemIndex: number; job: JobRecord }>;
}

/*
 * n8n's tries run the node again with a new context but the same "execute data" object, on every version: it is
 * the identity of a node run. The map lets go of a run when n8n does.
 */
const RUNS = new WeakMap<object, RunMemo>();

/** The memo of the node run `ctx` belongs to. */
export function memoOf(ctx: IExecuteFunctions): RunMemo {
	// There every call is a run of its own, and what it knows of earlier ones is in the node's context.
	const run = isCalledByAgent(ctx) ? ctx : ctx.getExecuteData();
	let memo = RUNS.get(run);
	if (!memo) RUNS.set(run, (memo = { attempt: 0, items: [], accepted: [] }));
	return memo;
}

/** The memo of one item, made at its first try. */
export function itemOf(memo: RunMemo, index: number): ItemMemo {
	return (memo.items[index] ??= { ledger: emptyLedger() });
}

/** Whether an item needs no further call: delivered, or failed in a way another try does not mend. */
export function isFinal({ outcome }: ItemMemo): boolean {
	return outcome !== undefined && (!('failure' in outcome) || !outcome.failure.retryable);
}
