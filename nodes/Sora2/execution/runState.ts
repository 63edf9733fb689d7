import type { IExecuteFunctions } from 'n8n-workflow';
import type { EndpointState, PastOutcome } from '../jobs/context';
import type { Spending } from '../jobs/limits/spending';
import { createLedger, type ItemLedger, type JobRecord } from '../jobs/ledger';
import { isCalledByAgent } from './tool';
import type { ItemTask, Outcome } from './operation';

/** What is remembered of one input item across the tries of a node run. */
export interface ItemState {
	ledger: ItemLedger;
	/** The request as the first try resolved it: it stands, whatever an expression says later. */
	task?: ItemTask;
	/** Asks what the run this one repeats ordered for the item. */
	settlePastOrder?: () => Promise<PastOutcome>;
	outcome?: Outcome;
}

/** What is remembered of a node run. */
export interface RunState {
	/** Which try this is, from 1. */
	attempt: number;
	items: ItemState[];
	endpoint?: EndpointState;
	spending?: Spending;
	/** Every job accepted in this run, with the item it is for. */
	accepted: Array<{ itemIndex: number; job: JobRecord }>;
}

/*
 * n8n's tries run the node again with a new context but the same "execute data" object, on every version: it is
 * the identity of a node run. The map lets go of a run when n8n does.
 */
const RUNS = new WeakMap<object, RunState>();

/** The state of the node run `ctx` belongs to. */
export function getRunState(ctx: IExecuteFunctions): RunState {
	// There every call is a run of its own, and what it knows of earlier ones is in the node's context.
	const run = isCalledByAgent(ctx) ? ctx : ctx.getExecuteData();
	let state = RUNS.get(run);
	if (!state) RUNS.set(run, (state = { attempt: 0, items: [], accepted: [] }));
	return state;
}

/** The state of one item, made at its first try. */
export function getItemState(state: RunState, index: number): ItemState {
	return (state.items[index] ??= { ledger: createLedger() });
}

/** Whether an item needs no further call: delivered, or failed in a way another try does not change. */
export function isFinal({ outcome }: ItemState): boolean {
	return outcome !== undefined && (!('failure' in outcome) || !outcome.failure.retryable);
}
