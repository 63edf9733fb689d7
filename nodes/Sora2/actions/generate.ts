import type { INodeExecutionData } from 'n8n-workflow';
import { runJob } from '../jobs/runJob';
import type { JobTask, Operation } from '../execution/operation';
import type { Parameters } from '../execution/parameters';
import { settleCarriedFailure } from './carriedFailure';
import { readDelivery, toDeliverySpec, toItemOutput } from './delivery';
import { readOrder } from './order';

/** Makes a finished video from a prompt. */
export const generate: Operation = (p, input) =>
	settleCarriedFailure(p, input.json) ?? toGenerateTask(p, input);

function toGenerateTask(p: Parameters, input: INodeExecutionData): JobTask {
	const order = readOrder(p, input);
	const delivery = readDelivery(p);
	return {
		...order.task,
		async run(item) {
			const video = await runJob(item.jobContext, order.routes, {
				...toDeliverySpec(item.ctx, delivery),
				toRequest: order.toRequest(item),
			});
			const { route } = video;
			const warnings = order.getWarnings(route);
			return toItemOutput(item, video, delivery, route.request, warnings);
		},
	};
}
