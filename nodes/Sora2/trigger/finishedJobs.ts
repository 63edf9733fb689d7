import { hasEnded, type JobSnapshot } from '../protocols/response/job';
import type { JobPage } from '../protocols/response/list';

/** Jobs this much older than the newest count as handled, unless they are pending. */
const SETTLED_MS = 60 * 60 * 1000;
/** Lists lag: a job may appear up to this much later than jobs created after it. */
const LAG_MS = 10 * 60 * 1000;
/** A job that is not listed and has not ended after two days never will. */
const GIVE_UP_MS = 48 * 60 * 60 * 1000;
/** Maximum pages read per poll, and of those, pages read only for pending jobs. */
const MAX_PAGES = { all: 1000, forPending: 50 };
/** Maximum jobs read per poll. */
const MAX_LISTED = 20_000;
/** Maximum IDs remembered that have left the list, or have a date to be forgotten by. */
const MAX_REPORTED = 5000;
/** Maximum unfinished jobs looked up by ID per poll after they left the list. */
const MAX_LOOKUPS = 100;
/** Failed lookups after which the rest wait for the next poll. */
const MAX_FAILED_LOOKUPS = 3;

/** The trigger's state between polls. n8n stores it as static data, so it is plain JSON. */
export interface PollCursor {
	/**
	 * Jobs created before this time were handled, unless they are pending. Milliseconds since the
	 * epoch.
	 */
	since?: number;
	/** Unfinished jobs by ID, with the time each was first seen. */
	pending?: Record<string, number>;
	/** Reported jobs by ID, with the time each was created or first seen. */
	reported?: Record<string, number>;
}

/** What a poll reads from the endpoint. */
export interface JobSource {
	/** One page of jobs. */
	listPage(after?: string): Promise<JobPage>;
	/** Looks up one job; undefined if the endpoint does not know it. Throws if the lookup fails. */
	getJob(id: string): Promise<JobSnapshot | undefined>;
	/** Milliseconds since the epoch. */
	now(): number;
}

export type FinishedJob = JobSnapshot & { id: string };

/**
 * Returns the jobs that ended since the last poll, oldest first, and the cursor for the next one.
 * The first poll only records what is there. Every finished job is returned once: it counts as
 * reported once the cursor is saved, and as pending until the list or the endpoint says that it has
 * ended.
 */
export async function findFinishedJobs(
	source: JobSource,
	cursor: PollCursor,
): Promise<{ jobs: FinishedJob[]; cursor: PollCursor }> {
	const isFirst = cursor.reported === undefined;
	const reported = new Map(Object.entries(cursor.reported ?? {}));
	const pending = new Map(Object.entries(cursor.pending ?? {}));
	const now = source.now();
	// The clock may have been set back since.
	const since = Math.min(cursor.since ?? -Infinity, now);
	const listed = await readList(source, { since, pending, reported }, now);
	const jobs: FinishedJob[] = [];
	const settle = (job: FinishedJob) => {
		const at = job.createdAt ?? pending.get(job.id) ?? now;
		if (!hasEnded(job)) return void pending.set(job.id, pending.get(job.id) ?? now);
		const isNew = !reported.has(job.id) && (pending.has(job.id) || !(at < since));
		pending.delete(job.id);
		reported.set(job.id, at);
		if (isNew && !isFirst) jobs.push(job);
	};
	listed.forEach(settle);
	const listedIds = new Set(listed.map(({ id }) => id));
	await settleMissing(source, pending, listedIds, settle);
	for (const [id, at] of pending)
		if (now - at > GIVE_UP_MS && !listedIds.has(id)) pending.delete(id);
	return {
		jobs: jobs.reverse(),
		cursor: toCursor(listed, { since, pending, reported }, now),
	};
}

interface KnownJobs {
	since: number;
	pending: Map<string, number>;
	reported: Map<string, number>;
}

/**
 * Reads pages until everything on one of them was handled before. Only dates show that a list is
 * newest first: if there are none, or the order is another one, every page is read.
 */
async function readList(
	source: JobSource,
	{ since, pending, reported }: KnownJobs,
	now: number,
): Promise<FinishedJob[]> {
	const jobs = new Map<string, FinishedJob>();
	const open = new Set(pending.keys());
	let oldest = since;
	const isOld = ({ id, createdAt = Infinity }: FinishedJob) =>
		createdAt < oldest || (reported.has(id) && createdAt < now - LAG_MS);
	let after: string | undefined;
	for (let pages = 1; pages <= MAX_PAGES.all && jobs.size < MAX_LISTED; pages++) {
		const page = await source.listPage(after);
		const fresh = page.jobs.filter(
			(job): job is FinishedJob => job.id !== undefined && !jobs.has(job.id),
		);
		for (const job of fresh) {
			jobs.set(job.id, job);
			open.delete(job.id);
		}
		// The first poll does not need years of jobs.
		if (oldest === -Infinity) oldest = getNewest(fresh, now) - GIVE_UP_MS;
		// A page that only repeats known jobs comes from an endpoint that ignores the cursor.
		if (fresh.length === 0 || page.after === undefined || page.after === after) break;
		after = page.after;
		const hasOpen = open.size > 0 && pages < MAX_PAGES.forPending;
		if (!hasOpen && isNewestFirst([...jobs.values()]) && fresh.every(isOld)) break;
	}
	return [...jobs.values()];
}

function isNewestFirst(jobs: FinishedJob[]): boolean {
	const dates = jobs.map(({ createdAt = NaN }) => createdAt);
	return (
		dates[0] > dates[dates.length - 1] && dates.every((at, i) => i === 0 || at <= dates[i - 1])
	);
}

/**
 * Looks up unfinished jobs that have left the list, and forgets those the endpoint no longer knows.
 * A job whose lookup fails stays pending and does not hold back the others.
 */
async function settleMissing(
	source: JobSource,
	pending: Map<string, number>,
	listed: Set<string>,
	settle: (job: FinishedJob) => void,
): Promise<void> {
	const missing = [...pending.keys()].filter((id) => !listed.has(id));
	// If there are more than one poll may look up, each poll starts at a different one.
	const first = Math.floor(source.now() / 1000) % Math.max(missing.length, 1);
	const asked = [...missing.slice(first), ...missing.slice(0, first)].slice(0, MAX_LOOKUPS);
	let failed = 0;
	for (const id of asked) {
		const found = await source
			.getJob(id)
			.then((job) => ({ job }))
			.catch(() => undefined);
		if (!found && ++failed === MAX_FAILED_LOOKUPS) return;
		if (found?.job) settle({ ...found.job, id });
		else if (found) pending.delete(id);
	}
}

/** Ignores dates in the future, which are wrong and must not make later jobs look old. */
function getNewest(jobs: FinishedJob[], now: number): number {
	return jobs.reduce(
		(newest, { createdAt = -Infinity }) => Math.max(newest, Math.min(createdAt, now)),
		-Infinity,
	);
}

/**
 * If too many jobs were reported to remember, everything up to the oldest remembered one counts as
 * handled.
 */
function toCursor(
	listed: FinishedJob[],
	{ since, pending, reported }: KnownJobs,
	now: number,
): PollCursor {
	let next = Math.max(since, getNewest(listed, now) - SETTLED_MS);
	// A job listed without a date looks new in every poll.
	const undated = new Set(listed.filter((job) => job.createdAt === undefined).map(({ id }) => id));
	const recent = [...reported]
		.filter(([id, at]) => !undated.has(id) && !(at < next))
		.sort(([, a], [, b]) => a - b);
	const forgotten = recent.splice(0, Math.max(recent.length - MAX_REPORTED, 0)).at(-1);
	if (forgotten) next = Math.max(next, forgotten[1] + 1);
	const remembered = [...[...reported].filter(([id]) => undated.has(id)), ...recent];
	return {
		...(Number.isFinite(next) && { since: next }),
		pending: Object.fromEntries(pending),
		reported: Object.fromEntries(remembered),
	};
}
