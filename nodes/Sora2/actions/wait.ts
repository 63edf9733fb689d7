import { finishJob } from '../jobs/runJob';
import type { Operation } from '../execution/operation';
import { readDelivery, toDeliverySpec, toItemOutput } from './delivery';
import { readNamedJob } from './namedJob';

/** Waits for the job with a given ID and delivers its video. */
export const wait: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'wait');
	const delivery = readDelivery(p);
	return {
		...task,
		ignoresConcurrency: true,
		async run(item) {
			const { ledger } = item.jobContext;
			ledger.job ??= { ...job, submittedAt: item.jobContext.ports.now() };
			const video = await finishJob(
				item.jobContext,
				route,
				ledger.job,
				toDeliverySpec(item.ctx, delivery),
				true,
			);
			return toItemOutput(item, video, delivery, undefined, []);
		},
	};
};
