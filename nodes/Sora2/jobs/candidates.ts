import type { JobSnapshot } from '../protocols/response/job';
import type { OpenOrder } from './claims';

/** How far an endpoint's `created_at`, in whole seconds, may lie outside the time the order was under way. */
const SLACK_MS = 3000;
/** The same for naming a job: clocks that no header tells of may be that far apart. */
export const NAMING_SLACK_MS = 30_000;
/** A gateway may hang up long before the endpoint begins. */
const LATE_MS = 10 * 60_000;
/** A prompt that was cut short counts from this many characters on. */
const MIN_PROMPT = 12;

/** The jobs an endpoint lists, newest first, without those that belong to somebody. */
export interface Sighting {
	jobs: JobSnapshot[];
	/** Milliseconds the endpoint's clock is ahead of ours. */
	skewMs: number;
	now: number;
}

/**
 * The job that is certainly this order's: same prompt and model, created while the order was under way, and as many
 * such jobs as there are such orders. Where those are several, they have to be identical: then it does not matter
 * which one gets which, and each gets another one. Nothing is ever guessed.
 * @param like every open order that could be taken for this one, itself included
 */
export function findOwnJob(
	order: OpenOrder,
	like: OpenOrder[],
	{ jobs, skewMs, now }: Sighting,
): JobSnapshot | undefined {
	const fits = (job: JobSnapshot, o: OpenOrder) => isOrdersJob(job, o, skewMs, now);
	// All orders and jobs that could be confused with each other, by way of one another.
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

/** Gateways list `sora-2` where `openai/sora-2` was ordered. */
function isSameModel(listed: string | undefined, ordered: string): boolean {
	return (
		listed === undefined ||
		ordered === '' ||
		listed === ordered ||
		/^[\w-]+\/(.+)$/.exec(ordered)?.[1] === listed
	);
}

/**
 * Every job that may be the order's as far as nothing contradicts it: lists leave prompts out or cut them short, call
 * models by other names, lack dates, and run by other clocks.
 * @param jobs all that are listed, newest first: what stands behind one that is older than the order is older, too
 * @param skewsMs how far the endpoint's clock may be ahead of ours: every one that is possible
 * @param getClaimedAt when a job was claimed, where it belongs to somebody
 */
export function findCandidates(
	order: OpenOrder,
	{ jobs, skewsMs }: { jobs: JobSnapshot[]; skewsMs: number[] },
	getClaimedAt: (job: JobSnapshot) => number | undefined,
): JobSnapshot[] {
	const from = order.sentAt - NAMING_SLACK_MS;
	const to = (order.lostAt ?? order.sentAt) + LATE_MS;
	const isTimely = (createdAt: number) =>
		skewsMs.some((skewMs) => createdAt >= from + skewMs && createdAt <= to + skewMs);
	const oldest = from + Math.min(...skewsMs);
	const end = jobs.findIndex(
		(job) =>
			(getClaimedAt(job) ?? Infinity) < order.sentAt ||
			(job.createdAt !== undefined && job.createdAt < oldest),
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

/** Whether a listed prompt may be the ordered one: left out, spaced otherwise, or cut short. */
export function mayBePrompt(listed: string | undefined, ordered: string): boolean {
	const plain = (text: string) => text.normalize().replace(/\s+/g, ' ').trim();
	const short = plain(listed ?? '').replace(/\s*(…|\.{3})$/, '');
	if (short === '') return true;
	const whole = plain(ordered);
	return (
		short === whole.replace(/\s*(…|\.{3})$/, '') ||
		(short.length >= MIN_PROMPT && whole.startsWith(short))
	);
}
