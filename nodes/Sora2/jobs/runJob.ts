import { withoutEmpty, type FailureClass } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describeOnlyAddress, GONE } from '../errors/messages';
import type { Variant } from '../protocols/protocol';
import type { Route, JobContext } from './context';
import { download, type Download } from './download';
import { toGoneFailure } from './jobFailures';
import type { JobRecord } from './itemLedger';
import { resumePastOrder } from './pastOrder';
import { waitForJob } from './poll';
import { submit, type ToRequest } from './submit';

/** What a job has to deliver. */
export interface DeliverySpec<T> {
	/** Files to fetch once the job is finished; empty if the URL is enough. */
	variants: Variant[];
	store(file: Download, variant: Variant, job: JobRecord): Promise<T>;
	/** Builds the request, if it is not a new video. */
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

/** Time limit for extras. Short, because not every endpoint makes thumbnails. */
const EXTRAS_MS = 15_000;
/** Refusals that are not about the prompt: another channel may accept it. */
const FAILOVER_CLASSES: readonly FailureClass[] = [
	'region',
	'quota',
	'rate_limit',
	'overloaded',
	'model_retired',
	'auth',
];

/**
 * Runs one item's job: submits it (unless it already exists), waits and downloads. Routes after the
 * first are fallbacks, used only after a certain refusal of the previous one. Throws a `JobFailure`
 * if there is no video.
 */
export async function runJob<T>(
	jobContext: JobContext,
	routes: Route[],
	delivery: DeliverySpec<T>,
): Promise<Video<T>> {
	const { ledger, slot } = jobContext;
	const isResumed = ledger.job !== undefined;
	try {
		const job = await startJob(jobContext, routes, delivery.toRequest);
		return await finishJob(jobContext, findRoute(routes, job), job, delivery, isResumed);
	} finally {
		slot.release();
	}
}

/**
 * Returns the item's existing job, or a new one. Throws a `JobFailure` if no channel accepted the
 * order.
 */
export async function startJob(
	jobContext: JobContext,
	routes: Route[],
	toRequest?: ToRequest,
): Promise<JobRecord> {
	const { ledger } = jobContext;
	if (ledger.job) return ledger.job;
	const past = await resumePastOrder(jobContext, routes[0]);
	if (past) return past;
	const from = routes.findIndex((r) => r.channel.name === ledger.lost?.channel);
	for (const route of routes.slice(Math.max(0, from), -1)) {
		const job = await submit(jobContext, route, toRequest).catch(rethrowUnlessFailover);
		if (job) return job;
	}
	return await submit(jobContext, routes[routes.length - 1], toRequest);
}

/**
 * Waits for an accepted job and fetches its files, within one timeout. Throws a `JobFailure` if
 * there is no video.
 * @param isResumed it was accepted before this try
 */
export async function finishJob<T>(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	delivery: DeliverySpec<T>,
	isResumed = false,
): Promise<Video<T>> {
	const { ports, endpoint, ledger, policy, slot } = jobContext;
	const deadline = ports.monotonic() + policy.timeoutMs;
	await waitForJob(jobContext, route, job, deadline, isResumed).finally(() => slot.release());
	const { video } = job.snapshot;
	if (video?.kind === 'inline' && video.base64 === '')
		throw new JobFailure(toGoneFailure(jobContext, route, job, GONE.inAnswer));
	const finishedAt = ports.now();
	const extrasDeadline = Math.min(deadline, ports.monotonic() + EXTRAS_MS);
	const fetch = async (variant: Variant) =>
		await endpoint.transfers.run(async () => {
			jobContext.onDownloading?.();
			return await download(
				jobContext,
				route,
				job,
				variant,
				variant === 'video' ? deadline : extrasDeadline,
				async (file) => await delivery.store(file, variant, job),
			);
		});
	// Bytes that came with the answer have no URL to return instead.
	const hasNoAddress = video?.kind === 'inline' && delivery.variants.length === 0;
	const variants: Variant[] = hasNoAddress ? ['video'] : delivery.variants;
	const files: Partial<Record<Variant, T>> = {};
	const missing: Variant[] = [];
	for (const variant of variants) {
		if (variant === 'video')
			files[variant] = await fetch(variant).catch((error: unknown) =>
				rethrowWithAddress(error, job),
			);
		else
			await fetch(variant).then(
				(file) => void (files[variant] = file),
				(error: unknown) => {
					if (!(error instanceof JobFailure)) throw error;
					missing.push(variant);
				},
			);
	}
	job.deliveredAt = finishedAt;
	// The bytes may be large, and a run remembers its jobs until it ends.
	if (video?.kind === 'inline') job.snapshot.video = { ...video, base64: '' };
	ledger.attempts.push(
		withoutEmpty({
			channel: route.channel.name,
			outcome: 'completed',
			model: job.model,
			id: job.id,
		}),
	);
	return { job, route, finishedAt, files, missing };
}

/**
 * Adds the video's URL to the failure, if the endpoint named no ID and the URL is the only way to
 * fetch it.
 */
function rethrowWithAddress(error: unknown, { videoAt, snapshot: { video } }: JobRecord): never {
	if (!(error instanceof JobFailure) || videoAt !== 'address' || video?.kind !== 'url') throw error;
	throw new JobFailure(
		withoutEmpty({
			...error.failure,
			jobId: undefined,
			hint: describeOnlyAddress(video.url),
		}),
	);
}

export function findRoute(routes: Route[], job: JobRecord): Route {
	return routes.find((r) => r.channel.name === job.channel) ?? routes[0];
}

/** Swallows a failure that another channel may avoid; rethrows any other. */
function rethrowUnlessFailover(error: unknown): undefined {
	const failure = error instanceof JobFailure ? error.failure : undefined;
	const mayFailOver =
		failure?.failover && failure.billed === 'no' && FAILOVER_CLASSES.includes(failure.class);
	if (!mayFailOver) throw error;
	return undefined;
}
