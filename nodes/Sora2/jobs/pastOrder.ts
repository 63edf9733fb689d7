import { withoutEmpty, type Candidate, type Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describePastOrder, DOUBT } from '../errors/messages';
import type { JobSnapshot } from '../protocols/response/job';
import type { Doubt, JobContext, Route } from './context';
import type { JobRecord } from './ledger';
import { mayOrderAgain } from './order';
import { buildFailure, recordAttempt, recordJob } from './record';

/** Jobs a failure names at most. */
const MAX_CANDIDATES = 10;

/**
 * The job an earlier run of this execution ordered for the item, if there is one. Throws a `JobFailure` where nobody
 * knows, unless the user allowed another order; nothing where it is certain that nothing was ordered.
 */
export async function takeUpPastOrder(
	jobContext: JobContext,
	route: Route,
): Promise<JobRecord | undefined> {
	const { ledger, slot, ports } = jobContext;
	// A lost order is looked up by itself: its window is known.
	if (!jobContext.settlePastOrder || ledger.lost) return undefined;
	const outcome = await jobContext.settlePastOrder();
	if (outcome === 'not_ordered') return undefined;
	if ('doubt' in outcome) {
		const failure = toDoubtFailure(jobContext, route, outcome.doubt);
		if (!mayOrderAgain(jobContext)) throw failure;
		// What is ordered now may be the second video of this item: the one that the user allowed.
		ledger.extraOrders++;
		return undefined;
	}
	const { createdAt = ports.now() } = outcome.job;
	const job = recordJob(jobContext, outcome.route, outcome.job, createdAt, 'adopted');
	// Kept first: waiting for a slot may end in a Stop.
	await slot.acquire();
	return job;
}

/** The failure of an item nobody can say of whether it was ordered; noted among its attempts as well. */
function toDoubtFailure(jobContext: JobContext, route: Route, doubt: Doubt): JobFailure {
	const candidates = doubt.kind === 'several' ? doubt.jobs.slice(0, MAX_CANDIDATES) : [];
	const verdict: Verdict = {
		class: 'network',
		retryable: false,
		failover: false,
		billed: 'unknown',
		...(doubt.kind === 'no_list' && { httpStatus: doubt.verdict.httpStatus }),
	};
	const named = candidates.map(toCandidate);
	recordAttempt(jobContext, route, verdict, named);
	return new JobFailure({
		...buildFailure(jobContext, route, verdict, { candidates: named }),
		...describePastOrder({
			doubt: describeDoubt(doubt, route.channel.displayName),
			candidates: named.map(({ id }) => id),
		}),
	});
}

function describeDoubt(doubt: Doubt, channelName: string): string {
	switch (doubt.kind) {
		case 'no_list':
			return DOUBT.noList(channelName, doubt.verdict.upstreamMessage);
		case 'short_list':
			return DOUBT.shortList(channelName, new Date(doubt.since).toISOString());
		case 'several':
			return DOUBT.several(channelName, doubt.jobs.length);
	}
}

function toCandidate(job: JobSnapshot): Candidate {
	return withoutEmpty({
		id: job.id as string,
		status: job.status,
		createdAt: job.createdAt ? new Date(job.createdAt).toISOString() : undefined,
	});
}
