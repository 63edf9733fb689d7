import type { JobSnapshot } from '../protocols/response/job';
import type { JobPage } from '../protocols/response/list';

/** Lists lag behind, and two clocks differ: jobs this much older than the newest are still looked at. */
const LAG_MS = 60 * 60 * 1000;
/** A job that has not ended after two days never will. */
const GIVE_UP_MS = 48 * 60 * 60 * 1000;
/** Pages read in one poll. */
const MAX_PAGES = 50;
/** IDs remembered where the list has no dates to forget them by. */
const MAX_REPORTED = 5000;
/** Unfinished jobs that have left the list and are asked about one by one, in one poll. */
const MAX_LOOKUPS = 20;

/** What the trigger remembers between polls. n8n keeps it as static data, so it is plain JSON. */
export interface PollCursor {
	/** Jobs created before this moment were dealt with, unless they are pending. Milliseconds since the epoch. */
	since?: number;
	/** Unfinished jobs, by ID: when each was created, or first seen. */
	pending?: Record<string, number>;
	/** Jobs that were put out, by ID, with the time they were created, or first seen. */
	reported?: Record<string, number>;
}

/** What a poll asks of the endpoint. */
export interface JobSource {
	/** One page of jobs. */
	listPage(after?: string): Promise<JobPage>;
	/** One job by its ID; nothing when the endpoint does not know it. */
	getJob(id: string): Promise<JobSnapshot | undefined>;
	/** Milliseconds since the epoch. */
	now(): number;
}

export type FinishedJob = JobSnapshot & { id: string };

/**
 * The jobs that ended since the last poll, oldest first, and the cursor for the next one. The first poll only
 * takes note of what is there. Every finished job comes out once: a job counts as reported as soon as the cursor
 * is saved, and as pending until the list, or the endpoint, says that it has ended.
 */
export async function findFinishedJobs(
	source: JobSource,
	cursor: PollCursor,
): Promise<{ jobs: FinishedJob[]; cursor: PollCursor }> {
	const isFirst = cursor.reported === undefined;
	const reported = new Map(Object.entries(cursor.reported ?? {}));
	const pending = new Map(Object.entries(cursor.pending ?? {}));
	const { since = -Infinity } = cursor;
	const now = source.now();
	const listed = await readList(source, { since, pending, reported });
	const jobs: FinishedJob[] = [];
	const settle = (job: FinishedJob) => {
		const at = job.createdAt ?? pending.get(job.id) ?? now;
		if (job.status !== 'completed' && job.status !== 'failed') return void pending.set(job.id, at);
		const isNew = !reported.has(job.id) && (pending.has(job.id) || !(at < since));
		pending.delete(job.id);
		reported.set(job.id, at);
		if (isNew && !isFirst) jobs.push(job);
	};
	listed.forEach(settle);
	await settleMissing(source, pending, new Set(listed.map(({ id }) => id)), settle);
	for (const [id, at] of pending) if (now - at > GIVE_UP_MS) pending.delete(id);
	return {
		jobs: jobs.reverse(),
		cursor: toCursor(listed, { since, pending, reported }, now),
	};
}

interface Memory {
	since: number;
	pending: Map<string, number>;
	reported: Map<string, number>;
}

/**
 * Reads pages until everything on one of them was dealt with before. Only dates tell that a list is newest first:
 * without them, and from a list in another order, every page is read.
 */
async function readList(
	source: JobSource,
	{ since, pending, reported }: Memory,
): Promise<FinishedJob[]> {
	const jobs = new Map<string, FinishedJob>();
	const open = new Set(pending.keys());
	let after: string | undefined;
	for (let pages = 0; pages < MAX_PAGES; pages++) {
		const page = await source.listPage(after);
		const fresh = page.jobs.filter(
			(job): job is FinishedJob => job.id !== undefined && !jobs.has(job.id),
		);
		for (const job of fresh) {
			jobs.set(job.id, job);
			open.delete(job.id);
		}
		// A page that repeats what is known comes from an endpoint that ignores where to go on.
		if (fresh.length === 0 || page.after === undefined || page.after === after) break;
		after = page.after;
		const isOld = ({ id, createdAt }: FinishedJob) =>
			createdAt !== undefined && (createdAt < since || reported.has(id));
		if (open.size === 0 && isNewestFirst([...jobs.values()]) && fresh.every(isOld)) break;
	}
	return [...jobs.values()];
}

function isNewestFirst(jobs: FinishedJob[]): boolean {
	const dates = jobs.map(({ createdAt = NaN }) => createdAt);
	return (
		dates[0] > dates[dates.length - 1] && dates.every((at, i) => i === 0 || at <= dates[i - 1])
	);
}

/** Unfinished jobs that are no longer listed: each is asked about, and forgotten where it is not known any more. */
async function settleMissing(
	source: JobSource,
	pending: Map<string, number>,
	listed: Set<string>,
	settle: (job: FinishedJob) => void,
): Promise<void> {
	const missing = [...pending.keys()].filter((id) => !listed.has(id)).slice(0, MAX_LOOKUPS);
	for (const id of missing) {
		const job = await source.getJob(id);
		if (job) settle({ ...job, id });
		else pending.delete(id);
	}
}

/** A date in the future is somebody's mistake: it must not make later jobs look old. */
function toCursor(
	listed: FinishedJob[],
	{ since, pending, reported }: Memory,
	now: number,
): PollCursor {
	const newest = Math.max(...listed.map(({ createdAt = -Infinity }) => Math.min(createdAt, now)));
	const next = Math.max(since, newest - LAG_MS);
	const remembered = [...reported].filter(([, at]) => !(at < next)).slice(-MAX_REPORTED);
	return {
		...(Number.isFinite(next) && { since: next }),
		pending: Object.fromEntries(pending),
		reported: Object.fromEntries(remembered),
	};
}
