import type { Failure } from '../../nodes/Sora2/errors/failure';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Endpoint } from './endpoint/endpoint';
import type { Job } from './endpoint/job';
import type { Execution } from './n8n/execution';
import type { Case } from './scenario/types';
import type { World } from './world/world';

/** An execution and, where the user pressed Retry, the one that went on with it. */
export type Lineage = readonly [Execution, ...Execution[]];

/** A history that is over, as the laws read it. */
export interface History {
	drawn: Case;
	world: World;
	endpoint: Endpoint;
	lineages: Lineage[];
	/** How the history ended before it should have: nothing more could happen, or it took too long. */
	stuck?: 'idle' | 'late';
}

/** What one item came to at the end of its lineage. */
export interface ItemEnd {
	prompt: string;
	item?: INodeExecutionData;
	failure?: Failure;
}

export const promptOf = (number: number): string => `a cat, number #${number}#, on the beach`;

export const lastOf = (lineage: Lineage): Execution => lineage[lineage.length - 1];

export const promptsOf = (execution: Execution): string[] =>
	execution.setup.items.map((item) => String(item.json.prompt));

/** The input item an output item belongs to. */
export function rowOf({ pairedItem }: INodeExecutionData): number | undefined {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'object' ? first.item : first;
}

export const failureOf = ({ json }: INodeExecutionData): Failure | undefined =>
	json.error as unknown as Failure | undefined;

/** The failure that stopped a workflow. */
export function thrownFailure({ error }: Execution): Failure | undefined {
	return (error as { context?: { error?: Failure } } | undefined)?.context?.error;
}

/** What every item that came out at the end came to. */
export function endsOf(history: History): ItemEnd[] {
	return history.lineages.flatMap((lineage) => {
		const execution = lastOf(lineage);
		const prompts = promptsOf(execution);
		return execution.outputs.flat().map((item) => ({
			prompt: prompts[rowOf(item) ?? -1],
			item,
			failure: failureOf(item),
		}));
	});
}

/** How many videos of a prompt the user wants. */
export function wantedOf({ lineages }: History, prompt: string): number {
	return lineages.flatMap(([first]) => promptsOf(first)).filter((p) => p === prompt).length;
}

/** What was paid for and not given back. */
export function paidFor({ endpoint }: History, prompt: string): Job[] {
	return endpoint.jobs.filter((job) => job.prompt === prompt && job.charged && !job.refunded);
}

export function allPrompts({ lineages }: History): string[] {
	return [...new Set(lineages.flatMap(([first]) => promptsOf(first)))];
}

/** The lineages that want this prompt. */
export function lineagesOf(history: History, prompt: string): Lineage[] {
	return history.lineages.filter(([first]) => promptsOf(first).includes(prompt));
}

/** Everything an execution tells its user, in any place that outlives it. */
export function toldBy(execution: Execution): string {
	const { error } = execution as { error?: Error & { description?: string; context?: unknown } };
	return JSON.stringify([
		execution.outputs,
		error && [error.message, error.description, error.context],
		execution.savedCustomData(),
		execution.log,
		execution.hints,
	]);
}
