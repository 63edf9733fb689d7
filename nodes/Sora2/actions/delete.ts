import { sendQuery } from '../jobs/query';
import type { Operation } from '../execution/operation';
import { toLookupFailure } from './lookupFailure';
import { readNamedJob } from './namedJob';

/** Deletes a job and its video from the endpoint. */
export const deleteVideo: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'delete');
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const looked = await sendQuery(
				jobContext,
				route.protocol.buildDelete(job.id),
				{ for: 'deletion' },
				(answer) => (answer.kind === 'deleted' ? answer : undefined),
			);
			if ('verdict' in looked) throw toLookupFailure(route, looked.verdict, job.id);
			return {
				items: [{ json: { id: job.id, deleted: true }, pairedItem: { item: itemIndex } }],
				warnings: [],
			};
		},
	};
};
