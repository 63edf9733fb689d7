import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { UNREADABLE } from '../errors/messages';
import type { Route, JobContext } from './context';
import { isUnknownJob, toTimeoutFailure } from './jobFailures';
import { JobWatch } from './jobWatch';
import type { JobRecord } from './itemLedger';
import { Backoff } from './limits/backoff';
import { getSharedPolls } from './runPolls';
import type { SharedPolls } from './sharedPolls';

/** Waits after a failed poll, which never gives up the job. */
const TROUBLE = { baseMs: 1000, capMs: 30_000 };
/** The verdict on an answer that ends a job but may be about another one. */
const OTHER_JOB: Verdict = {
	class: 'unknown',
	retryable: true,
	failover: false,
	billed: 'unknown',
	upstreamMessage: UNREADABLE.other_job,
};
/**
 * Waits until an accepted job is finished. Throws a `JobFailure` if it failed, or at `deadline`
 * (milliseconds on the monotonic clock). Rules that must not regress: a failed poll, including a
 * 404, never gives up a job that this run ordered and never submits anything; an answer that ends a
 * job without naming it is confirmed by another poll; a timeout keeps the ID.
 * @param atOnce the job was not accepted just now, so it may already be finished
 */
export async function waitForJob(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	deadline: number,
	atOnce: boolean,
): Promise<void> {
	const polls = getSharedPolls(jobContext, route.protocol);
	polls.enter(job.id);
	await pollUntilEnded(jobContext, route, job, { deadline, atOnce, polls }).finally(() =>
		polls.leave(job.id),
	);
}

interface Waiting {
	deadline: number;
	atOnce: boolean;
	polls: SharedPolls;
}

async function pollUntilEnded(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	{ deadline, atOnce, polls }: Waiting,
): Promise<void> {
	const { ports, endpoint } = jobContext;
	const watch = new JobWatch(jobContext, route, job);
	let backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
	let last: Verdict | undefined;
	let isFirst = atOnce;
	// What an earlier run knew about a finished job counts only if the endpoint no longer knows the
	// job.
	let isStale =
		job.origin === 'restored' && job.videoAt === 'endpoint' && job.snapshot.video !== undefined;
	for (;;) {
		if (!isStale && watch.isFinished()) return;
		const left = deadline - ports.monotonic();
		if (left <= 0) throw new JobFailure(toTimeoutFailure(jobContext, route, job, last));
		const waitMs = isFirst
			? 0
			: last
				? backoff.delayMs(ports.random(), last.retryAfterMs)
				: polls.toWaitMs(job.id, watch.view());
		isFirst = false;
		if (last) backoff = backoff.next(waitMs);
		const polled = await polls.poll(
			{ ports, endpoint, deadline },
			{ id: job.id, pollUrl: job.snapshot.pollUrl, getChance: () => watch.getChance() },
			Math.min(waitMs, left),
		);
		if ('verdict' in polled) {
			isStale &&= !isUnknownJob(polled.verdict);
			last = polled.verdict;
			watch.addVerdict(polled.verdict);
			continue;
		}
		if (watch.isDoubtful(polled.value)) {
			last = OTHER_JOB;
			continue;
		}
		last = undefined;
		backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
		if (isStale) job.snapshot = { id: job.id, pollUrl: job.snapshot.pollUrl };
		isStale = false;
		watch.add(polled.value, polled.askedAt);
	}
}
