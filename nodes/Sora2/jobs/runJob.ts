import { withoutEmpty, type Failure, type FailureClass } from '../errors/failure';
import type { Variant } from '../protocols/protocol';
import type { Route, Work } from './context';
import { download, type Download } from './download';
import type { JobRecord } from './ledger';
import { waitFor } from './poll';
import { noLonger } from './record';
import { submit, type ToRequest } from './submit';

/** What is to come out of it. */
export interface Wish<T> {
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

export type Produced<T> = { video: Video<T> } | { failure: Failure };

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
export async function produce<T>(work: Work, routes: Route[], wish: Wish<T>): Promise<Produced<T>> {
	const takenUp = work.ledger.job !== undefined;
	try {
		const started = await start(work, routes, wish.toRequest);
		return 'failure' in started
			? started
			: await finish(work, routeOf(routes, started.job), started.job, wish, takenUp);
	} finally {
		work.place.leave();
	}
}

/** A job for the item: the one it has, or a new one. */
export async function start(
	work: Work,
	routes: Route[],
	toRequest?: ToRequest,
): Promise<{ job: JobRecord } | { failure: Failure }> {
	if (work.ledger.job) return { job: work.ledger.job };
	const from = Math.max(
		0,
		routes.findIndex((r) => r.channel.name === work.ledger.lost?.channel),
	);
	for (const route of routes.slice(from, -1)) {
		const submitted = await submit(work, route, toRequest);
		if ('job' in submitted || !mayFailOver(submitted.failure)) return submitted;
	}
	return await submit(work, routes[routes.length - 1], toRequest);
}

/** Waits for an accepted job and fetches its files, within one timeout. `takenUp`: it was accepted before this try. */
export async function finish<T>(
	work: Work,
	route: Route,
	job: JobRecord,
	wish: Wish<T>,
	takenUp = false,
): Promise<Produced<T>> {
	const { ports, endpoint, ledger, policy } = work;
	const deadline = ports.now() + policy.timeoutMs;
	const waited = await waitFor(work, route, job, deadline, takenUp);
	work.place.leave();
	if ('failure' in waited) {
		// A failed job is made anew by a later try, once, and only when it was certainly not billed.
		if (waited.failure.class !== 'timeout' && waited.failure.retryable) {
			ledger.job = undefined;
			ledger.failedJobs++;
		}
		return waited;
	}
	const { video } = job.reading;
	if (video?.kind === 'inline' && video.base64 === '' && wish.variants.includes('video'))
		return {
			failure: noLonger(
				work,
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
			work.fetching?.();
			return await download(
				work,
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
	if (video?.kind === 'inline') job.reading.video = { ...video, base64: '' };
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
function withAddress(failure: Failure, { unlisted, reading: { video } }: JobRecord): Failure {
	if (!unlisted || video?.kind !== 'url') return failure;
	return withoutEmpty({
		...failure,
		jobId: undefined,
		hint: `The video was made and is charged. The endpoint named no ID, so it can be fetched only from this address, while it lasts: ${video.url}`,
	});
}

export function routeOf(routes: Route[], job: JobRecord): Route {
	return routes.find((r) => r.channel.name === job.channel) ?? routes[0];
}

function mayFailOver(failure: Failure): boolean {
	return failure.failover && failure.billed === 'no' && FAILS_OVER.includes(failure.class);
}
