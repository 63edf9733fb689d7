import { withoutEmpty, type Candidate } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import { toIsoDate } from '../protocols/response/values';
import type { OpenOrder } from './claims';

/**
 * How far an endpoint's `created_at`, in whole seconds, may lie outside the span in which the order
 * was in flight.
 */
export const SLACK_MS = 3000;
/**
 * The same for naming a job as a possible one: an endpoint's clock may be this far off without a
 * header that shows it.
 */
export const CANDIDATE_SLACK_MS = 30_000;
/** A gateway may hang up long before the endpoint starts work. */
const LATE_MS = 10 * 60_000;
/**
 * A prompt that is extended, or truncated without an ellipsis, has to have at least this many
 * characters to count.
 */
const MIN_PROMPT = 12;
/** Maximum jobs that a failure names. */
const MAX_CANDIDATES = 10;
/** What some lists show in the place of a prompt, apart from asterisks. */
const WITHHELD = /^\W*(redacted|hidden|masked|omitted|filtered|removed|private|n\/a|null|none)\W*$/;
const ELLIPSIS = /\s*(…|\.{3})$/;

/** The unclaimed jobs an endpoint lists, newest first. */
export interface ListedJobs {
	jobs: JobSnapshot[];
	/** Milliseconds by which the endpoint's clock is ahead of ours. */
	skewMs: number;
	now: number;
}

/**
 * Finds the job that certainly belongs to this order: same prompt and model, created while the
 * order was in flight, with as many such jobs as there are such orders. If there are several, they
 * have to be identical, so that it does not matter which order gets which, and each gets a
 * different one. Never guesses.
 * @param like every open order that could be mistaken for this one, including itself
 */
export function findOwnJob(
	order: OpenOrder,
	like: OpenOrder[],
	{ jobs, skewMs, now }: ListedJobs,
): JobSnapshot | undefined {
	// An answer that named a job says more than any date.
	const named = new Map(
		like.filter((o) => jobs.some(({ id }) => id === o.jobId)).map((o) => [o.jobId, o]),
	);
	const fits = (job: JobSnapshot, o: OpenOrder) =>
		named.has(job.id) || named.get(o.jobId) === o
			? named.get(job.id) === o
			: isOrdersJob(job, o, skewMs, now);
	// Collect all orders and jobs that could be confused with each other, directly or through others.
	const rivals = { orders: new Set([order]), jobs: new Set<JobSnapshot>() };
	for (let size = 0; size < rivals.orders.size + rivals.jobs.size; ) {
		size = rivals.orders.size + rivals.jobs.size;
		for (const o of rivals.orders) for (const job of jobs) if (fits(job, o)) rivals.jobs.add(job);
		for (const job of rivals.jobs) for (const o of like) if (fits(job, o)) rivals.orders.add(o);
	}
	const orders = [...rivals.orders].sort((a, b) => a.sentAt - b.sentAt || (a.key < b.key ? -1 : 1));
	const created = [...rivals.jobs].sort(
		(a, b) =>
			(a.createdAt as number) - (b.createdAt as number) ||
			((a.id as string) < (b.id as string) ? -1 : 1),
	);
	const isSettled =
		orders.length === created.length &&
		orders.every((o) => o.lostAt !== undefined && o.digest === order.digest) &&
		orders.every((o, i) => fits(created[i], o));
	return isSettled ? created[orders.indexOf(order)] : undefined;
}

function isOrdersJob(
	job: JobSnapshot,
	{ prompt, model, sentAt, lostAt }: OpenOrder,
	skewMs: number,
	now: number,
): boolean {
	return (
		job.createdAt !== undefined &&
		job.prompt === prompt &&
		isSameModel(job.model, model) &&
		job.createdAt >= sentAt + skewMs - SLACK_MS &&
		job.createdAt <= (lostAt ?? now) + skewMs + SLACK_MS
	);
}

/**
 * Whether two names mean the same model: gateways list `sora-2` for an order of `openai/sora-2`.
 */
function isSameModel(listed: string | undefined, ordered: string): boolean {
	return (
		listed === undefined ||
		ordered === '' ||
		listed === ordered ||
		/^[\w-]+\/(.+)$/.exec(ordered)?.[1] === listed
	);
}

/**
 * Finds every job that may be the order's because nothing rules it out: lists omit or truncate
 * prompts, rename models, omit dates, and use other clocks.
 * @param jobs all listed jobs, newest first if they have dates: in a list that is known to have this
 * order, a job after one older than the order is older, too
 * @param skewsMs every amount by which the endpoint's clock may be ahead of ours
 * @param getClaimedAt when a job was claimed, if it belongs to somebody
 */
export function findCandidates(
	order: OpenOrder,
	{ jobs, skewsMs }: { jobs: JobSnapshot[]; skewsMs: number[] },
	getClaimedAt: (job: JobSnapshot) => number | undefined,
): JobSnapshot[] {
	const from = order.sentAt - CANDIDATE_SLACK_MS;
	const to = (order.lostAt ?? order.sentAt) + LATE_MS;
	const isTimely = (createdAt: number) =>
		skewsMs.some((skewMs) => createdAt >= from + skewMs && createdAt <= to + skewMs);
	const oldest = from + Math.min(...skewsMs);
	const times = jobs.flatMap((job) => job.createdAt ?? getClaimedAt(job) ?? []);
	const isNewestFirst = times.length > 1 && times[0] > (times.at(-1) as number);
	const end = jobs.findIndex(
		(job) =>
			isNewestFirst &&
			((getClaimedAt(job) ?? Infinity) < order.sentAt ||
				(job.createdAt !== undefined && job.createdAt < oldest)),
	);
	const likely = (job: JobSnapshot) => Number(job.prompt === order.prompt);
	return jobs
		.filter((job, i) => {
			const { createdAt, prompt } = job;
			const isInTime = createdAt === undefined ? end < 0 || i < end : isTimely(createdAt);
			return isInTime && getClaimedAt(job) === undefined && mayBePrompt(prompt, order.prompt);
		})
		.sort((a, b) => likely(b) - likely(a));
}

/**
 * Whether a listed prompt may be the ordered one, even if omitted, spaced differently, truncated, or
 * extended.
 */
export function mayBePrompt(listed: string | undefined, ordered: string): boolean {
	const normalize = (text: string) => text.normalize().replace(/\s+/g, ' ').trim().toLowerCase();
	const isCut = ELLIPSIS.test(normalize(listed ?? ''));
	const prefix = normalize(listed ?? '').replace(ELLIPSIS, '');
	if (!/[\p{L}\p{N}]/u.test(prefix) || WITHHELD.test(prefix)) return true;
	const whole = normalize(ordered).replace(ELLIPSIS, '');
	const [start, rest] = prefix.length < whole.length ? [prefix, whole] : [whole, prefix];
	return (
		start === rest ||
		(isCut && rest.startsWith(start)) ||
		(start.length >= MIN_PROMPT && rest.includes(start))
	);
}

/** Describes listed jobs for a failure, up to a maximum. */
export function toCandidates(jobs: JobSnapshot[]): Candidate[] {
	return jobs
		.slice(0, MAX_CANDIDATES)
		.map(({ id, status, createdAt }) =>
			withoutEmpty({ id: id as string, status, createdAt: toIsoDate(createdAt) }),
		);
}
