import type { INodeExecutionData } from 'n8n-workflow';
import { listPages } from '../jobs/jobList';
import type { JobSnapshot } from '../protocols/response/job';
import type { Operation } from '../execution/operation';
import { toSnapshotJson } from './jobItem';
import { toListFailure } from './listFailure';
import { readLookup } from './namedJob';

/** Lists the endpoint's jobs, newest first. */
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
			for await (const page of listPages(jobContext, route.protocol, limit)) {
				if (page.verdict) throw toListFailure(route, page.verdict);
				jobs.push(...page.jobs);
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
