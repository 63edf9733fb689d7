import { withoutEmpty, type Candidate, type Verdict } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import { claims, type OpenOrder } from './claims';
import type { Route, JobContext } from './context';
import type { JobRecord } from './ledger';
import { listJobs } from './query';
import { recordJob, recordAttempt } from './record';

/** When to look for a job whose answer was lost, in milliseconds after the loss: lists lag behind. */
const LOOK_AFTER_MS = [0, 1000, 2000, 4000];
/** How far an endpoint's `created_at`, in whole seconds, may lie outside the time the submit was under way. */
const SLACK_MS = 3000;
const PAGE = 100;

/** The job of a lost order, or the jobs that might be it. */
export type Reconciled = { job: JobRecord } | { candidates: Candidate[] };

/**
 * Looks for the job of a submit whose answer was lost. It is adopted only when exactly one job that nobody
 * else has fits exactly this one submit: same prompt and model, created while it was under way.
 */
export async function reconcile(
	jobContext: JobContext,
	route: Route,
	open: OpenOrder,
	verdict: Verdict,
): Promise<Reconciled> {
	const { ports, endpoint, ledger } = jobContext;
	let candidates: JobSnapshot[] = [];
	for (const waitMs of LOOK_AFTER_MS) {
		await ports.sleep(waitMs);
		// A sibling with the same prompt is about to be told its ID; until then its job looks like ours.
		while (claims.isAwaited(open)) await ports.sleep(250);
		const looked = await listJobs({ ports, endpoint, ignoresCooldown: true }, route.protocol, {
			limit: PAGE,
		});
		if ('verdict' in looked) {
			if (looked.verdict.retryable) continue;
			break;
		}
		const skewMs = clockSkew(looked.answer.headers.date, ports.now());
		const within = (o: OpenOrder, createdAt: number) =>
			createdAt >= o.sentAt + skewMs - SLACK_MS &&
			createdAt <= (o.lostAt ?? ports.now()) + skewMs + SLACK_MS;
		// A gateway may hang up before the endpoint begins: a job made later is named, yet not taken for ours.
		candidates = looked.value.jobs.filter(
			(job) =>
				fits(job, route) &&
				(job.createdAt as number) >= open.sentAt + skewMs - SLACK_MS &&
				!claims.isClaimed(endpoint.baseUrl, job.id as string),
		);
		const fitting = candidates.filter((job) => within(open, job.createdAt as number));
		const [only] = fitting;
		if (
			fitting.length === 1 &&
			claims.lostAround(open, only.createdAt as number, within).length === 1
		) {
			claims.end(open);
			ledger.lost = undefined;
			const job = recordJob(jobContext, route, only, open.sentAt, 'adopted');
			jobContext.onLostChanged();
			// Kept first: waiting for a slot may end in a Stop.
			await jobContext.slot.acquire();
			return { job };
		}
		if (fitting.length > 0) break;
	}
	jobContext.onLostChanged();
	const named = candidates.slice(0, 10).map(asCandidate);
	recordAttempt(jobContext, route, verdict, named);
	return { candidates: named };
}

function fits(job: JobSnapshot, { request }: Route): boolean {
	return (
		job.createdAt !== undefined &&
		job.prompt === request.prompt &&
		(job.model === undefined || request.model === '' || job.model === request.model)
	);
}

/** Milliseconds the endpoint's clock is ahead of ours, by its `Date` header; differences under 2 s are rounding. */
function clockSkew(date: string | undefined, now: number): number {
	const skew = date ? Date.parse(date) - now : NaN;
	return Number.isFinite(skew) && Math.abs(skew) > 2000 ? skew : 0;
}

function asCandidate(job: JobSnapshot): Candidate {
	return withoutEmpty({
		id: job.id as string,
		status: job.status,
		createdAt: job.createdAt ? new Date(job.createdAt).toISOString() : undefined,
	});
}
