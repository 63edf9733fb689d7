import { withoutEmpty, type Failure, type FailureClass } from '../errors/failure';
import type { Variant } from '../protocols/protocol';
import type { Route, JobContext } from './context';
import { download, type Download } from './download';
import type { JobRecord } from './ledger';
import { waitForJob } from './poll';
import { buildGoneFailure } from './record';
import { submit, type ToRequest } from './submit';

/** What is to come out of it. */
export interface DeliverySpec<T> {
	/** Files to fetch once the job is finished; none: its URL is enough. */
	variants: Variant[];
	store(file: Download, variant: Variant, job: JobRecord): Promise<T>;
	/** What to send, where it is not a new video. */
	toRequest?: ToRequest;
}

/** A finished job, its files, and the channel that made it. */
export interface Video<T> {
	job: JobRecord;
	route: Route;
	finishedAt: number;
	files: Partial<Record<Variant, T>>;
	/** Extras the endpoint did not have. */
	missing: Variant[];
}

export type JobResult<T> = { video: Video<T> } | { failure: Failure };

/** A thumbnail is not worth waiting long for: not every endpoint makes them. */
const EXTRAS_MS = 15_000;
/** Refusals that say nothing against the prompt: another channel may take it. */
const FAILS_OVER: readonly FailureClass[] = [
	'region',
	'quota',
	'rate_limit',
	'overloaded',
	'model_retired',
	'auth',
];

/**
 * Carries one item through: submit (unless its job exists already), wait, download. Routes after the first are
 * fallbacks, taken only after a certain refusal of the one before.
 */
export async function runJob<T>(
	jobContext: JobContext,
	routes: Route[],
	wish: DeliverySpec<T>,
): Promise<JobResult<T>> {
	const takenUp = jobContext.ledger.job !== undefined;
	try {
		const started = await startJob(jobContext, routes, wish.toRequest);
		return 'failure' in started
			? started
			: await finishJob(jobContext, findRoute(routes, started.job), started.job, wish, takenUp);
	} finally {
		jobContext.slot.leave();
	}
}

/** A job for the item: the one it has, or a new one. */
export async function startJob(
	jobContext: JobContext,
	routes: Route[],
	toRequest?: ToRequest,
): Promise<{ job: JobRecord } | { failure: Failure }> {
	if (jobContext.ledger.job) return { job: jobContext.ledger.job };
	const from = Math.max(
		0,
		routes.findIndex((r) => r.channel.name === jobContext.ledger.lost?.channel),
	);
	for (const route of routes.slice(from, -1)) {
		const submitted = await submit(jobContext, route, toRequest);
		if ('job' in submitted || !mayFailOver(submitted.failure)) return submitted;
	}
	return await submit(jobContext, routes[routes.length - 1], toRequest);
}

/** Waits for an accepted job and fetches its files, within one timeout. `takenUp`: it was accepted before this try. */
export async function finishJob<T>(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	wish: DeliverySpec<T>,
	takenUp = false,
): Promise<JobResult<T>> {
	const { ports, endpoint, ledger, policy } = jobContext;
	const deadline = ports.now() + policy.timeoutMs;
	const waited = await waitForJob(jobContext, route, job, deadline, takenUp);
	jobContext.slot.leave();
	if ('failure' in waited) {
		// A failed job is made anew by a later try, once, and only when it was certainly not billed.
		if (waited.failure.class !== 'timeout' && waited.failure.retryable) {
			ledger.job = undefined;
			ledger.failedJobs++;
		}
		return waited;
	}
	const { video } = job.snapshot;
	if (video?.kind === 'inline' && video.base64 === '' && wish.variants.includes('video'))
		return {
			failure: buildGoneFailure(
				jobContext,
				route,
				job,
				'its bytes came with the answer to the order: there is no copy to fetch',
			),
		};
	const finishedAt = ports.now();
	const files: Partial<Record<Variant, T>> = {};
	const missing: Variant[] = [];
	for (const variant of wish.variants) {
		const until = variant === 'video' ? deadline : Math.min(deadline, finishedAt + EXTRAS_MS);
		const fetched = await endpoint.transfers.run(async () => {
			jobContext.onDownloading?.();
			return await download(
				jobContext,
				route,
				job,
				variant,
				until,
				async (file) => await wish.store(file, variant, job),
			);
		});
		if ('stored' in fetched) files[variant] = fetched.stored;
		else if (variant === 'video') return { failure: withAddress(fetched.failure, job) };
		else missing.push(variant);
	}
	ledger.delivered = true;
	// They may be many, and a run remembers its jobs to the end.
	if (video?.kind === 'inline') job.snapshot.video = { ...video, base64: '' };
	ledger.attempts.push(
		withoutEmpty({
			channel: route.channel.name,
			outcome: 'completed',
			model: job.model,
			id: job.id,
		}),
	);
	return { video: { job, route, finishedAt, files, missing } };
}

/** The one way to a video that was made but not fetched, where the endpoint named no ID to ask for it with. */
function withAddress(failure: Failure, { unlisted, snapshot: { video } }: JobRecord): Failure {
	if (!unlisted || video?.kind !== 'url') return failure;
	return withoutEmpty({
		...failure,
		jobId: undefined,
		hint: `The video was made and is charged. The endpoint named no ID, so it can be fetched only from this address, while it lasts: ${video.url}`,
	});
}

export function findRoute(routes: Route[], job: JobRecord): Route {
	return routes.find((r) => r.channel.name === job.channel) ?? routes[0];
}

function mayFailOver(failure: Failure): boolean {
	return failure.failover && failure.billed === 'no' && FAILS_OVER.includes(failure.class);
}
