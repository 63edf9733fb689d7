import type { INodeExecutionData } from 'n8n-workflow';
import { listJobs } from '../jobs/query';
import type { JobSnapshot } from '../protocols/response/job';
import type { Operation } from '../execution/operation';
import { toSnapshotJson } from './jobItem';
import { toListFailure } from './listFailure';
import { readLookup } from './namedJob';

/** Most jobs an endpoint gives in one answer. */
const PAGE = 100;

/** The endpoint's jobs, newest first. */
export const getMany: Operation = (p) => {
	const { route, task } = readLookup(p, 'getMany');
	const all = p.ctx.getNodeParameter('returnAll', p.itemIndex, false) === true;
	const limit = all
		? Infinity
		: p.positive(p.ctx.getNodeParameter('limit', p.itemIndex, 50), 'Limit');
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const jobs: JobSnapshot[] = [];
			for (let after: string | undefined; jobs.length < limit; ) {
				const looked = await listJobs(jobContext, route.protocol, {
					limit: Math.min(PAGE, limit - jobs.length),
					after,
				});
				if ('verdict' in looked) throw toListFailure(route, looked.verdict);
				jobs.push(...looked.value.jobs);
				if (looked.value.after === undefined || looked.value.after === after) break;
				after = looked.value.after;
			}
			const items: INodeExecutionData[] = jobs.slice(0, limit).map((snapshot) => ({
				json: toSnapshotJson(
					{
						id: snapshot.id as string,
						origin: 'named',
						videoAt: 'endpoint',
						channel: route.channel.name,
						submittedAt: snapshot.createdAt ?? 0,
						snapshot,
					},
					jobContext.ports.now(),
				),
				pairedItem: { item: itemIndex },
			}));
			return { items, warnings: [] };
		},
	};
};
