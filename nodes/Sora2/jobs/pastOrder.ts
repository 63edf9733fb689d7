import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describePastOrder, DOUBT } from '../errors/messages';
import { toCandidates } from './candidates';
import type { Doubt, JobContext, Route } from './context';
import type { JobRecord } from './itemLedger';
import { mayOrderAgain } from './order';
import { buildFailure, recordAttempt, recordJob } from './record';

/**
 * Adopts the job an earlier run of this execution ordered for the item. Returns undefined if
 * certainly nothing was ordered. Throws a `JobFailure` if that is unknown, unless the user allowed
 * another order.
 */
export async function resumePastOrder(
	jobContext: JobContext,
	route: Route,
): Promise<JobRecord | undefined> {
	const { ledger, slot, ports } = jobContext;
	// A lost order has its own lookup, with a known time span.
	if (!jobContext.settlePastOrder || ledger.lost) return undefined;
	const outcome = await jobContext.settlePastOrder();
	if (outcome === 'not_ordered') return undefined;
	if ('doubt' in outcome) {
		const failure = toDoubtFailure(jobContext, route, outcome.doubt);
		if (!mayOrderAgain(jobContext)) throw failure;
		// The next order may be the item's second video, which the user allowed.
		ledger.extraOrders++;
		return undefined;
	}
	const { createdAt = ports.now() } = outcome.job;
	const job = recordJob(jobContext, outcome.route, outcome.job, createdAt, 'adopted');
	// Stored first: waiting for a slot may end in a Stop.
	await slot.acquire();
	return job;
}

/** The failure of an item that may or may not have been ordered; also recorded as an attempt. */
function toDoubtFailure(jobContext: JobContext, route: Route, doubt: Doubt): JobFailure {
	const candidates = toCandidates(doubt.kind === 'several' ? doubt.jobs : []);
	const verdict: Verdict = {
		class: 'network',
		retryable: false,
		failover: false,
		billed: 'unknown',
		...(doubt.kind === 'no_list' && { httpStatus: doubt.verdict.httpStatus }),
	};
	recordAttempt(jobContext, route, verdict, { candidates });
	return new JobFailure({
		...buildFailure(jobContext, route, verdict, { candidates }),
		...describePastOrder({
			doubt: describeDoubt(doubt, route.channel.displayName),
			candidates: candidates.map(({ id }) => id),
		}),
	});
}

function describeDoubt(doubt: Doubt, channelName: string): string {
	switch (doubt.kind) {
		case 'no_list':
			return DOUBT.noList(
				channelName,
				[404, 405, 501].includes(doubt.verdict.httpStatus ?? 0),
				doubt.verdict.upstreamMessage,
			);
		case 'short_list':
			return DOUBT.shortList(channelName, new Date(doubt.since).toISOString());
		case 'retried_twice':
			return DOUBT.retriedTwice;
		case 'several':
			return DOUBT.several(channelName, doubt.jobs.length);
	}
}
