import { sleep, type IExecuteFunctions, type NodeOutput } from 'n8n-workflow';
import { InterruptedRun } from '../jobs/interruptedRun';
import type { Failure } from '../errors/failure';
import { hasLostOrder } from '../jobs/itemLedger';
import { createPorts } from '../transport/http';
import { endCanceled, toCanceledError, waitForAbort } from './cancellation';
import { createEndpointState, readEndpoint, toEndpointFailure } from './endpoint';
import { ItemRunner } from './itemRunner';
import { getRetryIdentity, isRetry } from './retryIdentity';
import { JobLedger } from './jobLedger';
import { JobStore } from './jobStore';
import type { JobTask, Operation, Outcome } from './operation';
import { buildOutput } from './output';
import { getItemState, getRunState, isFinal, type RunState } from './runState';
import { readRunSettings } from './runSettings';
import { resolveTask, toFieldFailure } from './task';
import { isTool } from './tool';
import { readRecordedOrders } from './recordedOrders';

/**
 * Items read or started per turn of the event loop, so that other executions can continue in
 * between.
 */
const ITEMS_A_TURN = 10;

/**
 * Runs one try of the node. n8n may call this up to five times for one node run, each time with
 * every item; the run state makes sure that only what may be sent again is. Rules that must not
 * regress: while `continueOnFail()` is true nothing is thrown except a cancellation (see
 * `endCanceled`), and no request starts after the execution was canceled.
 *
 * @param operations every operation by its name in saved workflows
 */
export async function runNode(
	ctx: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
): Promise<NodeOutput> {
	const signal = ctx.getExecutionCancelSignal?.();
	const state = getRunState(ctx);
	// Canceled between two tries. A first try that is already canceled throws: only the cancellation
	// would keep n8n from running it again forever.
	if (signal?.aborted && state.attempt > 0) return endCanceled(ctx);
	if (signal?.aborted) throw toCanceledError(ctx);
	state.attempt++;
	const items = ctx.getInputData();
	const open = await resolveOpenTasks(ctx, operations, state, items.length);
	if (open.length > 0)
		await Promise.race([runItems(ctx, state, open, signal), waitForAbort(signal)]).catch(
			(error: unknown) => {
				if (!signal?.aborted) throw error;
			},
		);
	if (signal?.aborted) return endCanceled(ctx);
	return [buildOutput(ctx, state, items)];
}

/** Resolves the tasks of unsettled items; returns the indexes of those that need the endpoint. */
async function resolveOpenTasks(
	ctx: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
	state: RunState,
	count: number,
): Promise<number[]> {
	const open: number[] = [];
	for (let i = 0; i < count; i++) {
		if (i > 0 && i % ITEMS_A_TURN === 0) await sleep(0);
		const itemState = getItemState(state, i);
		if (!isFinal(itemState) && resolveTask(ctx, operations, itemState, i)) open.push(i);
	}
	return open;
}

/** Runs the items at `indexes`, whose tasks are resolved and need the endpoint. */
async function runItems(
	ctx: IExecuteFunctions,
	state: RunState,
	indexes: number[],
	signal?: AbortSignal,
): Promise<void> {
	try {
		state.settings ??= readRunSettings(ctx);
	} catch (error) {
		return failItems(state, indexes, toFieldFailure(error));
	}
	const { settings } = state;
	const endpoint = await readEndpoint(ctx);
	if ('problem' in endpoint) return failItems(state, indexes, toEndpointFailure(endpoint.problem));
	const ports = createPorts(ctx, endpoint, signal);
	state.endpoint ??= createEndpointState(settings, endpoint, ports);
	const store = new JobStore(ctx, isTool(ctx) ? 'request' : { runIndex: getRunIndex(ctx) });
	const identity = getRetryIdentity(ctx);
	const jobLedger = settings.jobLedger ? new JobLedger(ctx, ports, settings.jobLedger) : undefined;
	const runner = new ItemRunner(ctx, state, state.endpoint, ports, store, identity, jobLedger);
	if (state.attempt === 1 && !store.isPerRequest) {
		for (const i of indexes) runner.restore(i);
		const recorded =
			jobLedger && (await readRecordedOrders(ctx, jobLedger, identity, store.runIndex));
		if (recorded) for (const i of indexes) runner.resumeRecorded(i, recorded);
		if (isRetry(ctx)) {
			const run = new InterruptedRun(ports, state.endpoint, identity.owner);
			for (const i of indexes) runner.addPastOrder(i, run, recorded?.isComplete);
		}
	}
	void waitForAbort(signal).then(() => indexes.forEach((i) => runner.recordStop(i)));
	await runConcurrently(runner, state, indexes, settings.concurrency, signal);
	await jobLedger?.flush();
	for (const i of indexes)
		addWarnings(getItemState(state, i).outcome, jobLedger?.getWarnings(i) ?? []);
}

/** Fails items for a reason that is the node's, not theirs. */
function failItems(state: RunState, indexes: number[], failure: Failure): void {
	for (const i of indexes) {
		const itemState = getItemState(state, i);
		const { withoutEndpoint } = itemState.task as JobTask;
		// An earlier try's failure names the job, or the order, that was paid for.
		const isOrdered = itemState.ledger.job !== undefined || hasLostOrder(itemState.ledger);
		if (itemState.outcome && isOrdered) continue;
		itemState.outcome = withoutEndpoint ?? { failure };
	}
}

/** Adds warnings to the video they are about. */
function addWarnings(outcome: Outcome | undefined, warnings: string[]): void {
	if (!outcome || 'failure' in outcome || warnings.length === 0) return;
	outcome.warnings.push(...warnings);
	for (const { json } of outcome.items)
		json.warnings = [...((json.warnings as string[] | undefined) ?? []), ...warnings];
}

/**
 * Runs `concurrency` jobs at a time, and as many downloads of finished ones, so that no job waits
 * for another one's file. Items that only poll a job do not count.
 */
async function runConcurrently(
	runner: ItemRunner,
	state: RunState,
	indexes: number[],
	concurrency: number,
	signal?: AbortSignal,
): Promise<void> {
	const isUnlimited = (i: number) =>
		(getItemState(state, i).task as JobTask).ignoresConcurrency === true;
	const queue = indexes.filter((i) => !isUnlimited(i)).values();
	const downloads: Array<Promise<void>> = [];
	const worker = async () => {
		for (const i of queue) {
			if (signal?.aborted) return;
			await new Promise<void>((next, fail) => {
				const done = runner.run(i, () => {
					downloads.push(done);
					next();
				});
				done.then(next, fail);
			});
		}
	};
	await Promise.all([
		...indexes.filter(isUnlimited).map(async (i) => await runner.run(i)),
		startWorkers(Math.min(indexes.length, concurrency), worker),
	]);
	await Promise.all(downloads);
}

/**
 * Starts workers a few at a time. Resolves when all have finished; rejects with the first failure.
 */
async function startWorkers(count: number, worker: () => Promise<void>): Promise<void> {
	const few = Math.min(count, ITEMS_A_TURN);
	await Promise.all([
		...Array.from({ length: few }, worker),
		...(count > few ? [sleep(0).then(async () => await startWorkers(count - few, worker))] : []),
	]);
}

function getRunIndex(ctx: IExecuteFunctions): number {
	return (ctx.getWorkflowDataProxy(0) as unknown as { $runIndex?: number }).$runIndex ?? 0;
}
