import type { Candidate, Verdict } from '../errors/failure';
import type { ListState } from '../errors/messages';
import type { JobSnapshot } from '../protocols/response/job';
import { findCandidates, findOwnJob, toCandidates } from './candidates';
import { alignOrder, claims, getTimeOfOrder, type OpenOrder } from './claims';
import type { Route, JobContext } from './context';
import { listRecentJobs, type RecentJobs } from './jobList';
import type { JobRecord } from './itemLedger';
import { queryJob } from './query';
import { recordJob, recordAttempt } from './record';

/** Waits before each lookup of a lost order, in milliseconds: lists lag. */
const LOOK_AFTER_MS = [0, 1000, 2000, 4000];
/**
 * Waits before further lookups while no list could be read: what lost the answer, say a restart,
 * may have taken the whole endpoint down.
 */
const UNREADABLE_LOOK_AFTER_MS = [8000, 16_000, 32_000];
/** How long to wait for the answers to other orders with the same prompt: the job may be theirs. */
const OTHERS_MS = 30_000;
/** Lists jobs from this long before the order, because clocks differ. */
const BEFORE_MS = 60_000;

/** The job of a lost order, or the jobs that may be its own. */
export type Reconciled = { job: JobRecord } | Unmatched;

/** What a lookup without a certain match knows. */
export interface Unmatched {
	candidates: Candidate[];
	list: ListState;
}

/**
 * Looks for the job of an order whose answer was lost: by the ID its answer named, if any, and in
 * the endpoint's list. Adopts it only if it is certainly this order's; otherwise returns every job
 * that may be.
 */
export async function reconcile(
	jobContext: JobContext,
	route: Route,
	order: OpenOrder,
	verdict: Verdict,
): Promise<Reconciled> {
	const { ports, endpoint, ledger } = jobContext;
	const query = { ports, endpoint, ignoresCooldown: true };
	const jobId = ledger.lost?.jobId;
	const othersUntil = ports.monotonic() + OTHERS_MS;
	const getNow = () => getTimeOfOrder(order, ports);
	let recent: RecentJobs | undefined;
	let hasList = true;
	for (const waitMs of [...LOOK_AFTER_MS, ...UNREADABLE_LOOK_AFTER_MS]) {
		if (UNREADABLE_LOOK_AFTER_MS.includes(waitMs) && (recent || !hasList)) break;
		await ports.sleep(waitMs);
		if (jobId !== undefined) {
			const named = await findNamedJob(jobContext, route, jobId);
			if (named) return await adopt(jobContext, route, order, named);
		}
		while (claims.isAwaited(order) && ports.monotonic() < othersUntil) await ports.sleep(250);
		if (!hasList) continue;
		const since = order.sentAt - BEFORE_MS;
		const listed = await listRecentJobs(query, route.protocol, since, getNow);
		if ('verdict' in listed) {
			hasList = listed.verdict.retryable;
			if (!hasList && jobId === undefined) break;
			continue;
		}
		recent = listed;
		const unclaimed = listed.jobs.filter(
			({ id }) => !claims.isClaimed(endpoint.baseUrl, id as string),
		);
		const like = claims.getLike(order).map((o) => (o === order ? o : alignOrder(o, order)));
		const own = findOwnJob(order, like, {
			jobs: unclaimed,
			skewMs: listed.skewMs,
			now: getNow(),
		});
		if (own) return await adopt(jobContext, route, order, withoutFailure(own));
	}
	jobContext.onLostChanged();
	const candidates = listCandidates(jobContext, order, recent, jobId);
	recordAttempt(jobContext, route, verdict, { candidates });
	return { candidates, list: recent ? 'read' : hasList ? 'unreadable' : 'none' };
}

/** Looks up the job that an answer named without confirming that it was accepted. */
async function findNamedJob(
	{ ports, endpoint }: JobContext,
	{ protocol }: Route,
	jobId: string,
): Promise<JobSnapshot | undefined> {
	if (claims.isClaimed(endpoint.baseUrl, jobId)) return undefined;
	const found = await queryJob({ ports, endpoint, ignoresCooldown: true }, protocol, jobId);
	return 'value' in found ? { ...found.value, id: jobId } : undefined;
}

/**
 * Drops the state of a failed job, because a list does not say why it failed and whether it was
 * billed: it has to be polled.
 */
function withoutFailure(listed: JobSnapshot): JobSnapshot {
	if (listed.status !== 'failed') return listed;
	const unknown = { status: undefined, statusWord: undefined, error: undefined, billed: undefined };
	return { ...listed, ...unknown };
}

async function adopt(
	jobContext: JobContext,
	route: Route,
	order: OpenOrder,
	snapshot: JobSnapshot,
): Promise<{ job: JobRecord }> {
	claims.end(order);
	jobContext.ledger.lost = undefined;
	const job = recordJob(jobContext, route, snapshot, order.sentAt, 'adopted');
	jobContext.onLostChanged();
	// Stored first: waiting for a slot may end in a Stop.
	await jobContext.slot.acquire();
	return { job };
}

function listCandidates(
	{ endpoint: { baseUrl }, ports }: JobContext,
	order: OpenOrder,
	recent: RecentJobs | undefined,
	jobId: string | undefined,
): Candidate[] {
	const setBackMs = ports.setBackMs();
	// The latest possible time: the clock may have been set back since the order.
	const getClaimedAt = ({ id }: JobSnapshot) => {
		const at = claims.getClaimedAt(baseUrl, id as string);
		return at === undefined ? undefined : at + setBackMs;
	};
	const listed = recent
		? findCandidates(
				order,
				{ jobs: recent.jobs, skewsMs: getSkews(recent, setBackMs) },
				getClaimedAt,
			)
		: [];
	const others = listed.filter(({ id }) => id !== jobId);
	return toCandidates([...(jobId === undefined ? [] : [{ id: jobId }]), ...others]);
}

/**
 * An endpoint without a `Date` header may use our clock as it is now, or as it was before it was
 * set back.
 */
function getSkews({ skewMs, isClockUnknown }: RecentJobs, setBackMs: number): number[] {
	return isClockUnknown && setBackMs > 0 ? [skewMs, skewMs + setBackMs] : [skewMs];
}
