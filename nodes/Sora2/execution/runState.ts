import type { IExecuteFunctions } from 'n8n-workflow';
import type { EndpointState, PastOutcome } from '../jobs/context';
import type { Spending } from '../jobs/limits/spending';
import { createLedger, type ItemLedger, type JobRecord } from '../jobs/itemLedger';
import { isCalledByAgent } from './tool';
import type { ItemTask, Outcome } from './operation';
import type { RunSettings } from './runSettings';

/** What a node run remembers about one input item across its tries. */
export interface ItemState {
	ledger: ItemLedger;
	/** The request as the first try resolved it; later values of its expressions are ignored. */
	task?: ItemTask;
	/** Looks up what the repeated run ordered for the item. */
	settlePastOrder?: () => Promise<PastOutcome>;
	/** Called when the item's own order has ended. */
	endPastOrder?: () => void;
	outcome?: Outcome;
	/** The key of its current order's row in the job ledger. */
	orderKey?: string;
}

/** What a node run remembers across its tries. */
export interface RunState {
	/** Which try this is, from 1. */
	attempt: number;
	items: ItemState[];
	/** The run's options as the first try resolved them. */
	settings?: RunSettings;
	endpoint?: EndpointState;
	spending?: Spending;
	/** Every job accepted in this run, with its item. */
	accepted: Array<{ itemIndex: number; job: JobRecord }>;
}

/*
 * Every try gets a new context but the same "execute data" object, on every version of n8n: that
 * object identifies the node run. The map releases a run when n8n does.
 */
const RUNS = new WeakMap<object, RunState>();

/** Returns the state of the node run that `ctx` belongs to. */
export function getRunState(ctx: IExecuteFunctions): RunState {
	// Every call by an agent is a separate run; what it knows of earlier calls is in the node's
	// context.
	const run = isCalledByAgent(ctx) ? ctx : ctx.getExecuteData();
	let state = RUNS.get(run);
	if (!state) RUNS.set(run, (state = { attempt: 0, items: [], accepted: [] }));
	return state;
}

/** Returns the state of one item, creating it in the first try. */
export function getItemState(state: RunState, index: number): ItemState {
	return (state.items[index] ??= { ledger: createLedger() });
}

/** Whether an item is done: delivered, or failed in a way another try cannot change. */
export function isFinal({ outcome }: ItemState): boolean {
	return outcome !== undefined && (!('failure' in outcome) || !outcome.failure.retryable);
}
