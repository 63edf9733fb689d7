import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/ledger';
import type { JobTask } from '../execution/operation';
import type { Parameters } from '../execution/parameters';

/** What every operation on jobs that exist already needs: the way to ask about them. */
export interface Lookup {
	route: Route;
	task: Pick<JobTask, 'identity' | 'timeoutMs'>;
}

/** The channel's protocol. No other channel has the same jobs, so there is no other way to go. */
export function readLookup(p: Parameters, ...identity: string[]): Lookup {
	const route = p.route({ ...p.channel(), otherNode: '' }, '', '');
	return { route, task: { identity: [route.channel.name, ...identity], timeoutMs: p.timeoutMs() } };
}

/** The job that the field 'Video ID' names, and the channel's protocol to ask about it. */
export function readNamedJob(p: Parameters, operation: string): Lookup & { job: JobRecord } {
	const id = p.text('videoId', 'Video ID');
	const { route, task } = readLookup(p, operation, id);
	return {
		route,
		task,
		job: {
			id,
			origin: 'named',
			videoAt: 'endpoint',
			channel: route.channel.name,
			submittedAt: 0,
			snapshot: { id },
		},
	};
}
