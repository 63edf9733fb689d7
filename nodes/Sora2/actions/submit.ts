import type { INodeExecutionData } from 'n8n-workflow';
import type { Route } from '../jobs/context';
import type { JobRecord } from '../jobs/itemLedger';
import { findRoute, finishJob, startJob } from '../jobs/runJob';
import { toIsoDate } from '../protocols/response/values';
import { toJobJson } from '../execution/items';
import {
	toOutput,
	type ItemContext,
	type ItemOutput,
	type JobTask,
	type Operation,
} from '../execution/operation';
import type { Parameters } from '../execution/parameters';
import { settleCarriedFailure } from './carriedFailure';
import { readDelivery, toDeliverySpec, toItemOutput } from './delivery';
import { readOrder } from './order';

/** Submits a prompt and returns the job's ID at once. */
export const submit: Operation = (p, input) =>
	settleCarriedFailure(p, input.json) ?? toSubmitTask(p, input);

function toSubmitTask(p: Parameters, input: INodeExecutionData): JobTask {
	const order = readOrder(p, input);
	const delivery = readDelivery(p);
	return {
		...order.task,
		async run(item) {
			const { jobContext } = item;
			try {
				const job = await startJob(jobContext, order.routes, order.toRequest(item));
				const route = findRoute(order.routes, job);
				const warnings = order.getWarnings(route);
				// Some endpoints answer with the finished video itself, which cannot be fetched again
				// later.
				if (job.snapshot.video?.kind === 'inline')
					return toItemOutput(
						item,
						await finishJob(jobContext, route, job, toDeliverySpec(item.ctx, delivery)),
						delivery,
						route.request,
						warnings,
					);
				return toSubmittedOutput(item, route, job, warnings);
			} finally {
				jobContext.slot.release();
			}
		},
	};
}

/** Builds the item of a running job, with the video's URL if the endpoint finished it at once. */
function toSubmittedOutput(
	{ jobContext, itemIndex }: ItemContext,
	route: Route,
	job: JobRecord,
	known: string[],
): ItemOutput {
	const { video } = job.snapshot;
	const warnings = [...known];
	if (job.videoAt === 'address')
		warnings.push(
			"The endpoint returned a finished video without an ID. This node made up the ID here, so operations such as 'Wait' cannot find it: take the video from 'url'",
		);
	const json = toJobJson(
		job,
		route.request,
		jobContext.ledger.attempts,
		{ submittedAt: toIsoDate(job.submittedAt) },
		video?.kind === 'url' ? video.url : undefined,
	);
	if (warnings.length > 0) json.warnings = warnings;
	return { ...toOutput(itemIndex, json), warnings };
}
