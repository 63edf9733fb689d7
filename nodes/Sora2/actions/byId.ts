import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { classify } from '../errors/classify';
import { withoutEmpty, type Failure, type Verdict } from '../errors/failure';
import { describe } from '../errors/messages';
import type { Route } from '../jobs/context';
import { download as fetchFile } from '../jobs/download';
import { bareWords } from '../errors/billing';
import type { JobRecord } from '../jobs/ledger';
import { ask, list, lookUp } from '../jobs/query';
import { jobFailed } from '../jobs/poll';
import { finish } from '../jobs/runJob';
import { readJob, type JobReading } from '../protocols/response/job';
import type { Variant } from '../protocols/protocol';
import { safeName, storeFile } from '../transport/binaryStore';
import { jobJson, reportedTiming } from '../execution/items';
import type { Outcome } from '../execution/runState';
import type { Parameters } from '../execution/parameters';
import { deliver, deliveryOf, wishOf } from './deliver';
import type { Job, Operation, Site } from '../execution/operation';

/** Most jobs an endpoint gives in one answer. */
const PAGE = 100;

/** Takes a job's ID, waits for the job and hands its video over. */
export const wait: Operation = (p) => {
	const { route, job, task } = named(p, 'wait');
	const delivery = deliveryOf(p);
	return {
		...task,
		together: true,
		async run(site) {
			const { ledger } = site.work;
			ledger.job ??= { ...job, submittedAt: site.work.ports.now() };
			const produced = await finish(site.work, route, ledger.job, wishOf(site.ctx, delivery), true);
			return deliver(site, produced, delivery, undefined, []);
		},
	};
};

/** How a job is doing now. */
export const get: Operation = (p) => {
	const { route, job, task } = named(p, 'get');
	return {
		...task,
		async run(site) {
			const looked = await lookUp(site.work, route.wire, job.id);
			if ('verdict' in looked) return { failure: failed(route, looked.verdict, job.id) };
			return one(
				site,
				asJson({ ...job, reading: { ...looked.value, id: job.id } }, site.work.ports.now()),
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
		async run({ work, itemIndex }) {
			const jobs: JobReading[] = [];
			for (let after: string | undefined; jobs.length < limit; ) {
				const looked = await list(work, route.wire, {
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
			const items: INodeExecutionData[] = jobs.slice(0, limit).map((reading) => ({
				json: asJson(
					{
						id: reading.id as string,
						channel: route.channel.name,
						submittedAt: reading.createdAt ?? 0,
						reading,
					},
					work.ports.now(),
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
		async run({ ctx, work, itemIndex }) {
			const looked = await lookUp(work, route.wire, job.id);
			// What such an answer refuses once, it refuses until the timeout; others may be brief.
			if ('verdict' in looked && [400, 401, 403, 404, 410].includes(looked.verdict.httpStatus ?? 0))
				return { failure: failed(route, looked.verdict, job.id) };
			if ('value' in looked) job.reading = { ...looked.value, id: job.id };
			if (job.reading.status === 'failed') return { failure: jobFailed(work, route, job) };
			const deadline = work.ports.now() + work.policy.timeoutMs;
			const fetched = await fetchFile(
				work,
				route,
				job,
				variant,
				deadline,
				async (file) => await storeFile(ctx, file, safeName(job.id)),
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
			const looked = await ask(
				site.work,
				route.wire.remove(job.id),
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
	task: Pick<Job, 'identity' | 'timeoutMs'>;
}

/** The job an item names, and the channel's wire to ask about it. */
function named(p: Parameters, operation: string): Named {
	const id = p.text('videoId', 'Video ID');
	const { route, task } = anyRoute(p, operation, id);
	return {
		route,
		task,
		job: { id, given: true, channel: route.channel.name, submittedAt: 0, reading: { id } },
	};
}

/** The channel's wire. No other channel has the same jobs, so there is no other way to go. */
function anyRoute(p: Parameters, ...identity: string[]): Omit<Named, 'job'> {
	const route = p.route({ ...p.channel(), otherWay: '' }, '', '');
	return { route, task: { identity: [route.channel.name, ...identity], timeoutMs: p.timeoutMs() } };
}

function asJson(job: JobRecord, now: number): IDataObject {
	const { reading } = job;
	const { submittedAt, completedAt } = reportedTiming(reading);
	const url = reading.video?.kind === 'url' ? reading.video.url : undefined;
	const { id, status, ...rest } = jobJson(job, undefined, [], { submittedAt, completedAt }, url);
	return withoutEmpty({
		id,
		status,
		reason: reading.status === 'failed' ? reasonOf(reading, now) : undefined,
		...rest,
	});
}

/** Why a job failed, in the words of a failure. */
function reasonOf(reading: JobReading, now: number): IDataObject {
	const {
		class: cls,
		code,
		upstreamMessage,
	} = classify({ during: 'job', body: reading.error, prompt: reading.prompt }, now);
	return withoutEmpty({ class: cls, code, message: upstreamMessage ?? bareWords(reading, code) });
}

function one({ itemIndex }: Site, json: IDataObject): Outcome {
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
	return describe(
		{ ...verdict, failover: false },
		{ channel: channel.name, channelName: channel.displayName, otherWay: channel.otherWay, jobId },
	);
}
