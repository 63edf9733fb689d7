import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { toInvalidFailure } from '../errors/messages';
import type { EndpointState } from '../jobs/context';
import { EndpointLimits } from '../jobs/limits/endpointLimits';
import { Semaphore } from '../jobs/limits/semaphore';
import type { Ports } from '../jobs/ports';
import type { RunSettings } from './runSettings';
import { CREDENTIAL, parseEndpoint, type Endpoint } from '../transport/endpoint';

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

/** Creates the state of an endpoint before the first request. */
export function createEndpointState(
	{ requestsPerMinute, concurrency }: Pick<RunSettings, 'requestsPerMinute' | 'concurrency'>,
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
