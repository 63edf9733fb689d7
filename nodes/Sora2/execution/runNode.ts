import { createHash } from 'node:crypto';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { CHANNELS } from '../channels';
import type { Channel, Pace } from '../channels/channel';
import { withoutEmpty, type Failure } from '../errors/failure';
import type { EndpointState, Policy, JobContext } from '../jobs/context';
import { Gate } from '../jobs/limits/gate';
import type { ItemLedger } from '../jobs/ledger';
import { Semaphore } from '../jobs/limits/semaphore';
import { CancelledError, type Ports } from '../jobs/ports';
import { CREDENTIAL, parseEndpoint, createPorts, type Endpoint } from '../transport/http';
import { JobStore, announceJob } from './jobStore';
import { isFinal, getItemState, getRunState, type RunState } from './runState';
import { buildOutput } from './output';
import { isTool } from './tool';
import { DEFAULT_CONCURRENCY, Parameters } from './parameters';
import { toInvalidFailure } from '../errors/invalid';
import { operations, type OperationName } from '../actions';
import type { JobTask, ItemTask } from './operation';

/**
 * One try of the node. n8n may call this up to five times for one node run, with every item each time; the run state
 * makes sure that only what may be sent again is. Rules that must not regress: while `continueOnFail()` is true
 * nothing is thrown but a cancellation, and no request begins after the execution was cancelled.
 */
export async function runNode(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const signal = ctx.getExecutionCancelSignal?.();
	if (signal?.aborted) throw cancelled(ctx);
	const state = getRunState(ctx);
	state.attempt++;
	const items = ctx.getInputData();
	await Promise.race([runItems(ctx, state, items, signal), aborted(signal)]);
	if (signal?.aborted) throw cancelled(ctx);
	return [buildOutput(ctx, state, items)];
}

/** n8n records a run as canceled when the error says so in these words. */
function cancelled(ctx: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), new CancelledError().message);
}

async function aborted(signal?: AbortSignal): Promise<void> {
	if (!signal) return await new Promise(() => {});
	await new Promise<void>((resolve) =>
		signal.addEventListener('abort', () => resolve(), { once: true }),
	);
}

/**
 * Runs every item that is not settled yet: `concurrency` jobs at a time, and as many downloads of finished ones, so
 * that no job waits for another one's file.
 */
async function runItems(
	ctx: IExecuteFunctions,
	state: RunState,
	items: INodeExecutionData[],
	signal?: AbortSignal,
): Promise<void> {
	const open = items.map((_, i) => i).filter((i) => !isFinal(getItemState(state, i)));
	const ready = open.filter((i) => prepare(ctx, state, items[i], i));
	if (ready.length === 0) return;
	const endpoint = await credential(ctx);
	if ('problem' in endpoint) {
		for (const i of ready)
			getItemState(state, i).outcome = { failure: noEndpoint(endpoint.problem) };
		return;
	}
	const ports = createPorts(ctx, endpoint, signal);
	state.endpoint ??= newEndpoint(ctx, endpoint, ports);
	const kept = new JobStore(ctx, isTool(ctx) ? 'request' : { runIndex: runIndexOf(ctx) });
	const isTogether = (i: number) =>
		(getItemState(state, i).task as JobTask).ignoresConcurrency === true;
	const queue = ready.filter((i) => !isTogether(i)).values();
	const fetching: Array<Promise<void>> = [];
	const worker = async () => {
		for (const i of queue) {
			if (signal?.aborted) return;
			await new Promise<void>((next, fail) => {
				const done = runItem(ctx, state, i, ports, kept, () => {
					fetching.push(done);
					next();
				});
				done.then(next, fail);
			});
		}
	};
	await Promise.all([
		...ready.filter(isTogether).map(async (i) => await runItem(ctx, state, i, ports, kept)),
		...Array.from({ length: Math.min(ready.length, concurrencyOf(ctx)) }, worker),
	]);
	await Promise.all(fetching);
}

/** Resolves an item's task, once for all tries. False when the item needs no call. */
function prepare(
	ctx: IExecuteFunctions,
	state: RunState,
	item: INodeExecutionData,
	i: number,
): boolean {
	const mine = getItemState(state, i);
	try {
		mine.task ??= taskOf(ctx, item, i);
	} catch (error) {
		const { message, description } = error as { message?: string; description?: string | null };
		mine.outcome = {
			failure: toInvalidFailure(
				message ?? String(error),
				description ?? 'Check the fields of this node for this item.',
			),
		};
		return false;
	}
	if (!('settled' in mine.task)) return true;
	mine.outcome = mine.task.settled;
	return false;
}

function taskOf(ctx: IExecuteFunctions, item: INodeExecutionData, i: number): ItemTask {
	const parameters = new Parameters(ctx, i);
	const name = parameters.oneOf(
		ctx.getNodeParameter('operation', i, 'generate'),
		'Operation',
		Object.keys(operations) as OperationName[],
	);
	return operations[name](parameters, item);
}

async function runItem(
	ctx: IExecuteFunctions,
	state: RunState,
	i: number,
	ports: Ports,
	kept: JobStore,
	fetching?: () => void,
): Promise<void> {
	const fingerprint = fingerprintOf(
		state.endpoint as EndpointState,
		getItemState(state, i).task as JobTask,
	);
	await kept.inTurn(
		fingerprint,
		async () => await runTask(ctx, state, i, ports, kept, fingerprint, fetching),
	);
}

async function runTask(
	ctx: IExecuteFunctions,
	state: RunState,
	i: number,
	ports: Ports,
	kept: JobStore,
	fingerprint: string,
	fetching?: () => void,
): Promise<void> {
	const mine = getItemState(state, i);
	const endpoint = state.endpoint as EndpointState;
	const task = mine.task as JobTask;
	if (state.attempt === 1) {
		kept.restore(i, fingerprint, mine.ledger, ctx.getNodeParameter('again', i, false) === true);
		if (mine.ledger.job) state.accepted.push({ itemIndex: i, job: mine.ledger.job });
	}
	const jobContext: JobContext = {
		ports,
		endpoint,
		ledger: mine.ledger,
		policy: policyOf(task),
		slot: endpoint.gate.place(),
		onAccepted(job) {
			state.accepted.push({ itemIndex: i, job });
			kept.save(i, fingerprint, mine.ledger);
			announceJob(ctx, job, i);
		},
		onLostChanged: () => kept.save(i, fingerprint, mine.ledger),
		onDownloading: fetching,
	};
	mine.outcome = await task.run({ ctx, itemIndex: i, jobContext }).catch((error: unknown) => {
		if (error instanceof CancelledError) throw error;
		// Thrown on, it would cost the other items their videos: n8n passes the input on as if all were well.
		return { failure: unforeseen(error, mine.ledger) };
	});
	kept.save(i, fingerprint, mine.ledger, 'items' in mine.outcome);
}

/** A mistake in this package, or in what n8n hands it: no reason to lose what was paid for. */
function unforeseen(error: unknown, { job, lost, attempts }: ItemLedger): Failure {
	const reason = error instanceof Error ? error.message : String(error);
	const hint = job
		? "The job was accepted, so it is charged or reserved. The operation 'Wait' with its ID delivers it."
		: lost
			? "An order may have been charged: look at the endpoint's job list before sending it again."
			: 'Nothing was charged.';
	return withoutEmpty({
		message: `The node failed in a way it should not: ${reason}`,
		hint: `${hint} Please report it.`,
		class: 'unknown' as const,
		retryable: false,
		failover: false,
		billed: job ? ('yes' as const) : lost ? ('unknown' as const) : ('no' as const),
		channel: job?.channel ?? lost?.channel,
		jobId: job?.id,
		attempts: attempts.length > 0 ? attempts : undefined,
	});
}

function policyOf({
	timeoutMs,
	regionResubmits = 0,
	resubmitWhenUnknown = false,
}: JobTask): Policy {
	return { timeoutMs, regionResubmits, resubmitWhenUnknown };
}

/** The same request to the same endpoint, in as many characters whatever its length. */
function fingerprintOf(endpoint: EndpointState, { identity }: JobTask): string {
	return createHash('sha256')
		.update(JSON.stringify([endpoint.baseUrl, identity]))
		.digest('hex');
}

function newEndpoint(ctx: IExecuteFunctions, { baseUrl }: Endpoint, ports: Ports): EndpointState {
	const requestsPerMinute = Number(option(ctx, 'requestsPerMinute') ?? 0);
	return {
		baseUrl,
		paths: new Map(),
		durations: new Map(),
		hasAcceptedJobs: false,
		transfers: new Semaphore(concurrencyOf(ctx)),
		gate: new Gate(ports, {
			...strictest(channelsOf(ctx)),
			...(requestsPerMinute > 0 && {
				requestsPerMinute: Math.max(1, Math.floor(requestsPerMinute)),
			}),
		}),
	};
}

/** The channels this run's items go to, as far as they can be read here. */
function channelsOf(ctx: IExecuteFunctions): Channel[] {
	const names = ctx.getInputData().map((_, i) => {
		try {
			return String(ctx.getNodeParameter('channel', i, ''));
		} catch {
			return '';
		}
	});
	return [...new Set(names)].flatMap((name) =>
		Object.hasOwn(CHANNELS, name) ? [CHANNELS[name]] : [],
	);
}

/** One endpoint, one pace: the narrowest limits its channels declare. */
function strictest(channels: Channel[]): Pace {
	const least = (limit: 'requestsPerMinute' | 'jobsAtOnce') =>
		Math.min(...channels.map(({ pace }) => pace[limit] ?? Infinity));
	return { requestsPerMinute: least('requestsPerMinute'), jobsAtOnce: least('jobsAtOnce') };
}

function concurrencyOf(ctx: IExecuteFunctions): number {
	const wanted = Number(option(ctx, 'concurrency') ?? DEFAULT_CONCURRENCY);
	return Number.isFinite(wanted) && wanted >= 1 ? Math.floor(wanted) : DEFAULT_CONCURRENCY;
}

/** An option that holds for the whole run; read from the first item. */
function option(ctx: IExecuteFunctions, name: string): unknown {
	try {
		return ctx.getNodeParameter(`options.${name}`, 0, undefined);
	} catch {
		return undefined;
	}
}

async function credential(ctx: IExecuteFunctions): Promise<ReturnType<typeof parseEndpoint>> {
	try {
		return parseEndpoint(await ctx.getCredentials(CREDENTIAL));
	} catch (error) {
		return {
			problem: `The credential 'Sora 2 API' could not be read: ${(error as Error).message}`,
		};
	}
}

function noEndpoint(problem: string): Failure {
	return {
		...toInvalidFailure(problem, "Choose or mend the credential 'Sora 2 API' of this node."),
		class: 'auth',
		failover: true,
	};
}

function runIndexOf(ctx: IExecuteFunctions): number {
	return (ctx.getWorkflowDataProxy(0) as unknown as { $runIndex?: number }).$runIndex ?? 0;
}
