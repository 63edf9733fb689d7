import { toNamedJob } from '../jobs/itemLedger';
import { listPages } from '../jobs/jobList';
import type { JobSnapshot } from '../protocols/response/job';
import { toOutput, type Operation } from '../execution/operation';
import { toSnapshotJson } from './jobItem';
import { toListFailure } from './lookupFailure';
import { readLookup } from './namedJob';

/** Lists the endpoint's jobs, newest first. */
export const getMany: Operation = (p) => {
	const { route, task } = readLookup(p, 'getMany');
	const all = p.optionalFlag(p.ctx.getNodeParameter('returnAll', p.itemIndex, false), 'Return All');
	const limit = all
		? Infinity
		: Math.ceil(p.positive(p.ctx.getNodeParameter('limit', p.itemIndex, 50), 'Limit'));
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const jobs: JobSnapshot[] = [];
			for await (const page of listPages(jobContext, route.protocol, limit)) {
				if (page.verdict) throw toListFailure(route, page.verdict);
				jobs.push(...page.jobs);
			}
			const items = jobs.slice(0, limit).flatMap((snapshot) => {
				const id = snapshot.id as string;
				const job = toNamedJob(route.channel.name, id, snapshot.createdAt, snapshot);
				return toOutput(itemIndex, toSnapshotJson(job, jobContext.ports.now())).items;
			});
			return { items, warnings: [] };
		},
	};
};
