import { withoutEmpty, type Attempt, type Failure, type Verdict } from '../errors/failure';
import { toFailure, type FailureContext } from '../errors/messages';
import type { JobSnapshot } from '../protocols/response/job';
import { claims } from './claims';
import type { Route, JobContext } from './context';
import { hasLostOrder, type JobOrigin, type JobRecord, type VideoLocation } from './itemLedger';
import { mayOrderAgain } from './order';

/** Adds an attempt that cost nothing, or an unknown amount, to the item's history. */
export function recordAttempt(
	{ ledger }: JobContext,
	{ channel, request }: Route,
	verdict: Verdict,
	{ id, candidates = [] }: Pick<Attempt, 'id' | 'candidates'> = {},
): void {
	ledger.attempts.push(
		withoutEmpty({
			channel: channel.name,
			outcome: verdict.class,
			model: request.model,
			code: verdict.code,
			country: verdict.country,
			id,
			usd: verdict.billed === 'no' ? 0 : undefined,
			candidates: candidates.length > 0 ? candidates : undefined,
		}),
	);
}

/**
 * Records an accepted job in the ledger, at once. If the endpoint returned a video without an ID,
 * it gets one of ours.
 */
export function recordJob(
	jobContext: JobContext,
	route: Route,
	snapshot: JobSnapshot,
	submittedAt: number,
	origin: JobOrigin,
): JobRecord {
	const job: JobRecord = {
		id: snapshot.id ?? `video_${jobContext.ports.uuid()}`,
		origin,
		videoAt: getVideoLocation(snapshot),
		channel: route.channel.name,
		model: route.request.model || undefined,
		submittedAt,
		snapshot,
	};
	if (!claims.claim(jobContext.endpoint.baseUrl, job.id, jobContext.ports.now(), jobContext.owner))
		job.isShared = true;
	jobContext.ledger.job = job;
	jobContext.onAccepted(job);
	return job;
}

function getVideoLocation({ id, video }: JobSnapshot): VideoLocation {
	if (video?.kind === 'inline') return 'answer';
	return id === undefined ? 'address' : 'endpoint';
}

/**
 * Builds a failure from a verdict, with the item's history. It says that the item cost nothing only
 * if no earlier order of the item was lost.
 */
export function buildFailure(
	jobContext: JobContext,
	{ channel, request }: Route,
	verdict: Verdict,
	more: Partial<FailureContext> = {},
): Failure {
	const { ledger, settings } = jobContext;
	const hasEarlierLostOrder = verdict.billed === 'no' && hasLostOrder(ledger);
	const failover = verdict.failover && mayOrderAgain(jobContext);
	const known: Verdict = hasEarlierLostOrder
		? { ...verdict, billed: 'unknown', failover }
		: verdict;
	return toFailure(known, {
		channel: channel.name,
		channelName: channel.displayName,
		otherNode: channel.otherNode,
		model: request.model,
		attempts: [...ledger.attempts],
		settings,
		hasEarlierLostOrder: hasEarlierLostOrder,
		...more,
	});
}
