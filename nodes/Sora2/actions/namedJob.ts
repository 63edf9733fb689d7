import type { Route } from '../jobs/context';
import { toNamedJob, type JobRecord } from '../jobs/itemLedger';
import type { JobTask } from '../execution/operation';
import type { Parameters } from '../execution/parameters';

/** What every operation on an existing job needs to look it up. */
export interface Lookup {
	route: Route;
	task: Pick<JobTask, 'identity' | 'timeoutMs'>;
}

/** Uses only the channel's own protocol, without a fallback: no other channel has the same jobs. */
export function readLookup(p: Parameters, ...identity: string[]): Lookup {
	const route = p.route({ ...p.channel(), otherNode: '' }, '', '');
	return { route, task: { identity: [route.channel.name, ...identity], timeoutMs: p.timeoutMs() } };
}

/** Reads the job named by the field 'Video ID', and the channel's protocol to look it up with. */
export function readNamedJob(p: Parameters, operation: string): Lookup & { job: JobRecord } {
	const id = p.videoId();
	const { route, task } = readLookup(p, operation, id);
	return { route, task, job: toNamedJob(route.channel.name, id) };
}
