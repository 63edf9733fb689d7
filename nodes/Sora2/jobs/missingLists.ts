import type { Protocol } from '../protocols/protocol';
import type { EndpointState } from './context';

/** For so long an endpoint without a list is not asked for it again, in milliseconds. */
const REMEMBER_MS = 60 * 60_000;
/** Maximum endpoints remembered. */
const MAX_ENDPOINTS = 200;

type Endpoint = Pick<EndpointState, 'baseUrl'>;

/** When endpoints without a list of jobs were asked for it, on the monotonic clock. */
const missing = new Map<string, number>();

/** Records that an endpoint has no list, so that later runs save the request. */
export function noteMissingList(endpoint: Endpoint, protocol: Protocol, now: number): void {
	const key = toKey(endpoint, protocol);
	missing.delete(key);
	missing.set(key, now);
	const [oldest] = missing.keys();
	if (missing.size > MAX_ENDPOINTS) missing.delete(oldest);
}

/** Whether an endpoint is known to have no list of jobs. */
export function isListMissing(endpoint: Endpoint, protocol: Protocol, now: number): boolean {
	const at = missing.get(toKey(endpoint, protocol));
	return at !== undefined && now - at < REMEMBER_MS;
}

function toKey({ baseUrl }: Endpoint, { name }: Protocol): string {
	return `${name} ${baseUrl}`;
}
