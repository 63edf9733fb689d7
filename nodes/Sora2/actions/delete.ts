import { sendQuery } from '../jobs/query';
import { toOutput, type Operation } from '../execution/operation';
import { toLookupFailure } from './lookupFailure';
import { readNamedJob } from './namedJob';

const NOT_CONFIRMED = 'it does not confirm the deletion';

/** Deletes a job and its video from the endpoint. */
export const deleteVideo: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'delete');
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const found = await sendQuery(
				jobContext,
				route.protocol.buildDelete(job.id),
				{ for: 'deletion' },
				(answer) => (answer.kind === 'deleted' ? answer : undefined),
			);
			if ('verdict' in found) {
				const { verdict } = found;
				const upstreamMessage = verdict.upstreamMessage ?? NOT_CONFIRMED;
				throw toLookupFailure(route, { ...verdict, upstreamMessage }, job.id);
			}
			return toOutput(itemIndex, { id: job.id, deleted: true });
		},
	};
};
