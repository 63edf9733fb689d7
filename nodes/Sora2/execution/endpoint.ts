import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { toInvalidFailure } from '../errors/messages';
import type { EndpointState } from '../jobs/context';
import { EndpointLimits } from '../jobs/limits/endpointLimits';
import { Spending } from '../jobs/limits/spending';
import { Semaphore } from '../jobs/limits/semaphore';
import type { Ports } from '../jobs/ports';
import { CREDENTIAL, parseEndpoint, type Endpoint } from '../transport/endpoint';

/** Jobs made at the same time where the option says nothing. */
const DEFAULT_CONCURRENCY = 5;

/** The endpoint of the node's credential, or what keeps it from being used. */
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

/** What every item fails with when the credential cannot be used. */
export function toEndpointFailure(problem: string): Failure {
	return {
		...toInvalidFailure(problem, "Choose or correct the credential 'Sora 2 API' of this node."),
		class: 'auth',
		failover: true,
	};
}

/** What a node run knows of its endpoint at the start: the limits the user set. */
export function createRunEndpointState(
	ctx: IExecuteFunctions,
	endpoint: Endpoint,
	ports: Ports,
): EndpointState {
	const requestsPerMinute = Number(readRunOption(ctx, 'requestsPerMinute') ?? 0);
	return createEndpointState(requestsPerMinute, getConcurrency(ctx), endpoint, ports);
}

/** What is known of an endpoint before anything was asked of it. `requestsPerMinute`: 0 for no limit; `concurrency`:
 * downloads at the same time. */
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

/** What this run may spend, by the option of its first item; without it there is no limit. */
export function createSpending(ctx: IExecuteFunctions): Spending {
	const limitUsd = Number(readRunOption(ctx, 'spendingLimit') ?? 0);
	return new Spending(Number.isFinite(limitUsd) ? limitUsd : 0);
}

/** How many jobs, and how many downloads, run at the same time. */
export function getConcurrency(ctx: IExecuteFunctions): number {
	const wanted = Number(readRunOption(ctx, 'concurrency') ?? DEFAULT_CONCURRENCY);
	return Number.isFinite(wanted) && wanted >= 1 ? Math.floor(wanted) : DEFAULT_CONCURRENCY;
}

/** An option that holds for the whole run; read from the first item. */
function readRunOption(ctx: IExecuteFunctions, name: string): unknown {
	try {
		return ctx.getNodeParameter(`options.${name}`, 0, undefined);
	} catch {
		return undefined;
	}
}
