import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { classify } from '../errors/classify';
import { withoutEmpty, type Failure, type Verdict } from '../errors/failure';
import { toFailure } from '../errors/messages';
import type { Route } from '../jobs/context';
import { download as fetchFile } from '../jobs/download';
import { describeBareError } from '../errors/billing';
import type { JobRecord } from '../jobs/ledger';
import { sendQuery, listJobs, queryJob } from '../jobs/query';
import { toJobFailure } from '../jobs/poll';
import { finishJob } from '../jobs/runJob';
import { readJob, type JobSnapshot } from '../protocols/response/job';
import type { Variant } from '../protocols/protocol';
import { toSafeName, storeFile } from '../transport/binaryStore';
import { toJobJson, readReportedTiming } from '../execution/items';
import type { Outcome } from '../execution/runState';
import type { Parameters } from '../execution/parameters';
import { toOutcome, readDelivery, toDeliverySpec } from './deliver';
import type { JobTask, Operation, ItemContext } from '../execution/operation';

/** Most jobs an endpoint gives in one answer. */
const PAGE = 100;

/** Takes a job's ID, waits for the job and hands its video over. */
export const wait: Operation = (p) => {
	const { route, job, task } = named(p, 'wait');
	const delivery = readDelivery(p);
	return {
		...task,
		ignoresConcurrency: true,
		async run(site) {
			const { ledger } = site.jobContext;
			ledger.job ??= { ...job, submittedAt: site.jobContext.ports.now() };
			const produced = await finishJob(
				site.jobContext,
				route,
				ledger.job,
				toDeliverySpec(site.ctx, delivery),
				true,
			);
			return toOutcome(site, produced, delivery, undefined, []);
		},
	};
};

/** How a job is doing now. */
export const get: Operation = (p) => {
	const { route, job, task } = named(p, 'get');
	return {
		...task,
		async run(site) {
			const looked = await queryJob(site.jobContext, route.protocol, job.id);
			if ('verdict' in looked) return { failure: failed(route, looked.verdict, job.id) };
			return one(
				site,
				asJson({ ...job, snapshot: { ...looked.value, id: job.id } }, site.jobContext.ports.now()),
			);
		},
	};
};

/** The endpoint's jobs, newest first. */
export const getMany: Operation = (p) => {
	const { route, task } = anyRoute(p, 'getMany');
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
				if ('verdict' in looked)
					return {
						failure: isNoPath(looked.verdict)
							? noList(route, looked.verdict)
							: failed(route, looked.verdict),
					};
				jobs.push(...looked.value.jobs);
				if (looked.value.after === undefined || looked.value.after === after) break;
				after = looked.value.after;
			}
			const items: INodeExecutionData[] = jobs.slice(0, limit).map((snapshot) => ({
				json: asJson(
					{
						id: snapshot.id as string,
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

/** A finished job's file. */
export const download: Operation = (p) => {
	const { route, job, task } = named(p, 'download');
	const variant = p.oneOf<Variant>(
		p.ctx.getNodeParameter('variant', p.itemIndex, 'video'),
		'Variant',
		['video', 'thumbnail', 'spritesheet'],
	);
	const field = p.outputField();
	return {
		...task,
		async run({ ctx, jobContext, itemIndex }) {
			const looked = await queryJob(jobContext, route.protocol, job.id);
			// What such an answer refuses once, it refuses until the timeout; others may be brief.
			if ('verdict' in looked && [400, 401, 403, 404, 410].includes(looked.verdict.httpStatus ?? 0))
				return { failure: failed(route, looked.verdict, job.id) };
			if ('value' in looked) job.snapshot = { ...looked.value, id: job.id };
			if (job.snapshot.status === 'failed')
				return { failure: toJobFailure(jobContext, route, job) };
			const deadline = jobContext.ports.now() + jobContext.policy.timeoutMs;
			const fetched = await fetchFile(
				jobContext,
				route,
				job,
				variant,
				deadline,
				async (file) => await storeFile(ctx, file, toSafeName(job.id)),
			);
			if ('failure' in fetched) return fetched;
			return {
				items: [
					{
						json: { id: job.id },
						binary: { [field]: fetched.stored },
						pairedItem: { item: itemIndex },
					},
				],
				warnings: [],
			};
		},
	};
};

/** Removes a job and its video from the endpoint. */
export const remove: Operation = (p) => {
	const { route, job, task } = named(p, 'delete');
	return {
		...task,
		async run(site) {
			const looked = await sendQuery(
				site.jobContext,
				route.protocol.buildDelete(job.id),
				(body) => readJob(body) ?? { id: job.id },
			);
			if ('verdict' in looked) return { failure: failed(route, looked.verdict, job.id) };
			return one(site, { id: job.id, deleted: true });
		},
	};
};

interface Named {
	route: Route;
	job: JobRecord;
	task: Pick<JobTask, 'identity' | 'timeoutMs'>;
}

/** The job an item names, and the channel's protocol to ask about it. */
function named(p: Parameters, operation: string): Named {
	const id = p.text('videoId', 'Video ID');
	const { route, task } = anyRoute(p, operation, id);
	return {
		route,
		task,
		job: { id, given: true, channel: route.channel.name, submittedAt: 0, snapshot: { id } },
	};
}

/** The channel's protocol. No other channel has the same jobs, so there is no other way to go. */
function anyRoute(p: Parameters, ...identity: string[]): Omit<Named, 'job'> {
	const route = p.route({ ...p.channel(), alternative: '' }, '', '');
	return { route, task: { identity: [route.channel.name, ...identity], timeoutMs: p.timeoutMs() } };
}

function asJson(job: JobRecord, now: number): IDataObject {
	const { snapshot } = job;
	const { submittedAt, completedAt } = readReportedTiming(snapshot);
	const url = snapshot.video?.kind === 'url' ? snapshot.video.url : undefined;
	const { id, status, ...rest } = toJobJson(job, undefined, [], { submittedAt, completedAt }, url);
	return withoutEmpty({
		id,
		status,
		reason: snapshot.status === 'failed' ? reasonOf(snapshot, now) : undefined,
		...rest,
	});
}

/** Why a job failed, in the words of a failure. */
function reasonOf(reading: JobSnapshot, now: number): IDataObject {
	const {
		class: cls,
		code,
		upstreamMessage,
	} = classify({ during: 'job', body: reading.error, prompt: reading.prompt }, now);
	return withoutEmpty({
		class: cls,
		code,
		message: upstreamMessage ?? describeBareError(reading, code),
	});
}

function one({ itemIndex }: ItemContext, json: IDataObject): Outcome {
	return { items: [{ json, pairedItem: { item: itemIndex } }], warnings: [] };
}

function isNoPath({ httpStatus }: Verdict): boolean {
	return httpStatus === 404 || httpStatus === 405;
}

/** Some endpoints only know jobs by their ID: new-api, OpenRouter. */
function noList(route: Route, verdict: Verdict): Failure {
	return {
		...failed(route, verdict),
		message: `${route.channel.displayName} has no list of jobs at this endpoint`,
		hint: "Nothing was charged. Keep the IDs of your jobs: the operations 'Get' and 'Wait' take one. n8n's log has the ID of every job this node had accepted.",
	};
}

function failed({ channel }: Route, verdict: Verdict, jobId?: string): Failure {
	return toFailure(
		{ ...verdict, failover: false },
		{
			channel: channel.name,
			channelName: channel.displayName,
			otherWay: channel.alternative,
			jobId,
		},
	);
}
