import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { toInvalidFailure } from '../errors/messages';
import type { EndpointState } from '../jobs/context';
import { EndpointLimits } from '../jobs/limits/endpointLimits';
import { Spending } from '../jobs/limits/spending';
import { Semaphore } from '../jobs/limits/semaphore';
import type { Ports } from '../jobs/ports';
import { CREDENTIAL, parseEndpoint, type Endpoint } from '../transport/endpoint';
import { JobLedger } from './jobLedger';

/** Concurrent jobs if the option is not set. */
const DEFAULT_CONCURRENCY = 5;

/** Reads the endpoint from the node's credential, or the reason it cannot be used. */
export async function readEndpoint(
	ctx: IExecuteFunctions,
): Promise<ReturnType<typeof parseEndpoint>> {
	try {
		return parseEndpoint(await ctx.getCredentials(CREDENTIAL));
	} catch (error) {
		return {
			problem: `The credential 'Sora 2 API' could not be read: ${(error as Error).message}`,
		};
	}
}

/** The failure of every item if the credential cannot be used. */
export function toEndpointFailure(problem: string): Failure {
	return {
		...toInvalidFailure(problem, "Choose or correct the credential 'Sora 2 API' of this node."),
		class: 'auth',
		failover: true,
	};
}

/** Creates a run's initial endpoint state, with the limits the user set. */
export function createRunEndpointState(
	ctx: IExecuteFunctions,
	endpoint: Endpoint,
	ports: Ports,
): EndpointState {
	const requestsPerMinute = Number(readRunOption(ctx, 'requestsPerMinute') ?? 0);
	return createEndpointState(requestsPerMinute, getConcurrency(ctx), endpoint, ports);
}

/**
 * Creates the state of an endpoint before the first request.
 * @param requestsPerMinute 0 for no limit
 * @param concurrency downloads at the same time
 */
export function createEndpointState(
	requestsPerMinute: number,
	concurrency: number,
	{ baseUrl }: Endpoint,
	ports: Ports,
): EndpointState {
	return {
		baseUrl,
		paths: new Map(),
		durations: new Map(),
		hasAcceptedJobs: false,
		transfers: new Semaphore(concurrency),
		limits: new EndpointLimits(ports, requestsPerMinute),
	};
}

/** What this run may spend, from the option of its first item; no limit if it is not set. */
export function createSpending(ctx: IExecuteFunctions): Spending {
	const limitUsd = Number(readRunOption(ctx, 'spendingLimit') ?? 0);
	return new Spending(Number.isFinite(limitUsd) ? limitUsd : 0);
}

/** Opens the job ledger this run writes to, if the option of the first item names one. */
export function createJobLedger(
	ctx: IExecuteFunctions,
	ports: Pick<Ports, 'sleep'>,
): JobLedger | undefined {
	const name = String(readRunOption(ctx, 'jobLedger') ?? '').trim();
	return name === '' ? undefined : new JobLedger(ctx, ports, name);
}

/** Number of jobs, and of downloads, that run at the same time. */
export function getConcurrency(ctx: IExecuteFunctions): number {
	const wanted = Number(readRunOption(ctx, 'concurrency') ?? DEFAULT_CONCURRENCY);
	return Number.isFinite(wanted) && wanted >= 1 ? Math.floor(wanted) : DEFAULT_CONCURRENCY;
}

/** Reads an option that applies to the whole run from its first item. */
function readRunOption(ctx: IExecuteFunctions, name: string): unknown {
	try {
		return ctx.getNodeParameter(`options.${name}`, 0, undefined);
	} catch {
		return undefined;
	}
}
