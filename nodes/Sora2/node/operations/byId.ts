import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { describe } from '../../failures/words';
import type { Failure, Verdict } from '../../failures/failure';
import type { Route } from '../../jobs/context';
import { download as fetchFile } from '../../jobs/download';
import type { JobRecord } from '../../jobs/ledger';
import { ask, list, lookUp } from '../../jobs/look';
import { finish } from '../../jobs/produce';
import { readJob, type JobReading } from '../../wire/read';
import type { Variant } from '../../wire/wire';
import { safeName, storeFile } from '../binary';
import { jobJson } from '../items';
import type { Outcome } from '../memo';
import type { Parameters } from '../parameters';
import { deliver, deliveryOf, wishOf } from './deliver';
import type { Job, Operation, Site } from './operation';

/** Most jobs an endpoint gives in one answer. */
const PAGE = 100;

/** Takes a job's ID, waits for the job and hands its video over. */
export const wait: Operation = (p) => {
	const { route, job, task } = named(p);
	const delivery = deliveryOf(p);
	return {
		...task,
		together: true,
		async run(site) {
			const { ledger } = site.work;
			ledger.job ??= { ...job, submittedAt: site.work.ports.now() };
			const produced = await finish(site.work, route, ledger.job, wishOf(site.ctx, delivery));
			// The job is the user's: it is not made anew here, so another try would only ask the same again.
			if ('failure' in produced && produced.failure.class !== 'timeout') produced.failure.retryable = false;
			return deliver(site, produced, delivery, undefined, []);
		},
	};
};

/** How a job is doing now. */
export const get: Operation = (p) => {
	const { route, job, task } = named(p);
	return {
		...task,
		async run(site) {
			const looked = await lookUp(site.work, route.wire, job.id);
			if ('verdict' in looked) return { failure: failed(route, looked.verdict, job.id) };
			return one(site, asJson({ ...job, reading: { ...looked.value, id: job.id } }));
		},
	};
};

/** The endpoint's jobs, newest first. */
export const getMany: Operation = (p) => {
	const { route, task } = anyRoute(p, 'getMany');
	const all = p.ctx.getNodeParameter('returnAll', p.itemIndex, false) === true;
	const limit = all ? Infinity : p.positive(p.ctx.getNodeParameter('limit', p.itemIndex, 50), 'Limit');
	return {
		...task,
		async run({ work, itemIndex }) {
			const jobs: JobReading[] = [];
			for (let after: string | undefined; jobs.length < limit; ) {
				const looked = await list(work, route.wire, { limit: Math.min(PAGE, limit - jobs.length), after });
				if ('verdict' in looked) return { failure: failed(route, looked.verdict) };
				jobs.push(...looked.value.jobs);
				if (looked.value.after === undefined || looked.value.after === after) break;
				after = looked.value.after;
			}
			const items: INodeExecutionData[] = jobs.slice(0, limit).map((reading) => ({
				json: asJson({ id: reading.id as string, channel: route.channel.name, submittedAt: reading.createdAt ?? 0, reading }),
				pairedItem: { item: itemIndex },
			}));
			return { items, warnings: [] };
		},
	};
};

/** A finished job's file. */
export const download: Operation = (p) => {
	const { route, job, task } = named(p);
	const variant = p.oneOf<Variant>(p.ctx.getNodeParameter('variant', p.itemIndex, 'video'), 'Variant', ['video', 'thumbnail', 'spritesheet']);
	const field = p.outputField();
	return {
		...task,
		async run({ ctx, work, itemIndex }) {
			const looked = await lookUp(work, route.wire, job.id);
			if ('value' in looked) job.reading = { ...looked.value, id: job.id };
			const deadline = work.ports.now() + work.policy.timeoutMs;
			const fetched = await fetchFile(work, route, job, variant, deadline, async (file) => await storeFile(ctx, file, safeName(job.id)));
			if ('failure' in fetched) return fetched;
			return { items: [{ json: { id: job.id }, binary: { [field]: fetched.stored }, pairedItem: { item: itemIndex } }], warnings: [] };
		},
	};
};

/** Removes a job and its video from the endpoint. */
export const remove: Operation = (p) => {
	const { route, job, task } = named(p);
	return {
		...task,
		async run(site) {
			const looked = await ask(site.work, route.wire.remove(job.id), (body) => readJob(body) ?? { id: job.id });
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
function named(p: Parameters): Named {
	const id = p.text('videoId', 'Video ID');
	const { route, task } = anyRoute(p, id);
	return { route, task, job: { id, channel: route.channel.name, submittedAt: 0, reading: { id } } };
}

function anyRoute(p: Parameters, what: string): Omit<Named, 'job'> {
	const route = p.route(p.channel(), '', '');
	return { route, task: { identity: [route.channel.name, what], timeoutMs: p.timeoutMs() } };
}

function asJson(job: JobRecord): IDataObject {
	const { createdAt, completedAt } = job.reading;
	const iso = (ms?: number) => (ms === undefined ? undefined : new Date(ms).toISOString());
	const url = job.reading.video?.kind === 'url' ? job.reading.video.url : undefined;
	return jobJson(job, undefined, [], { submittedAt: iso(createdAt), completedAt: iso(completedAt) }, url);
}

function one({ itemIndex }: Site, json: IDataObject): Outcome {
	return { items: [{ json, pairedItem: { item: itemIndex } }], warnings: [] };
}

function failed({ channel }: Route, verdict: Verdict, jobId?: string): Failure {
	return describe({ ...verdict, failover: false }, { channel: channel.name, channelName: channel.displayName, otherWay: channel.otherWay, jobId });
}
