import { queryJob } from '../jobs/query';
import { toOutput, type Operation } from '../execution/operation';
import { toSnapshotJson } from './jobItem';
import { toLookupFailure } from './lookupFailure';
import { readNamedJob } from './namedJob';

/** Returns a job's current state. */
export const get: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'get');
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const found = await queryJob(jobContext, route.protocol, job.id);
			if ('verdict' in found) throw toLookupFailure(route, found.verdict, job.id);
			const snapshot = { ...found.value, id: job.id };
			return toOutput(itemIndex, toSnapshotJson({ ...job, snapshot }, jobContext.ports.now()));
		},
	};
};
