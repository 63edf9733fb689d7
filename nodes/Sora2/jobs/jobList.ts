import type { Verdict } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import type { Protocol } from '../protocols/protocol';
import { listJobs, type QueryContext } from './query';

/** Most jobs an endpoint gives in one answer. */
const PAGE = 100;
/** Pages that are read at most: an endpoint that makes jobs up must not be listened to for ever. */
const MAX_PAGES = 1000;
/** Pages in a row without a job that was not on an earlier one: then there are no more. */
const MAX_BARREN = 2;
/** Pages that are read for one lost order: where the list has no dates, and where it has some. */
const MAX_LOOKUP_PAGES = { undated: 3, dated: 50 };

/** How far jobs that were made together may stand in the wrong order. */
const JITTER_MS = 3000;

/** One page of jobs that were not on an earlier one. */
export type ListedPage =
	| {
			jobs: JobSnapshot[];
			isLast: boolean;
			/** The endpoint itself says so. */
			saysLast?: boolean;
			date?: string;
			verdict?: undefined;
	  }
	| { verdict: Verdict };

/**
 * The endpoint's jobs page by page, as it lists them. Ends where the list does, also where the endpoint ignores
 * `after`, goes round in circles or gives empty pages; a page that cannot be read is the last.
 * @param limit how many jobs are wanted
 */
export async function* listPages(
	at: QueryContext,
	protocol: Protocol,
	limit = Infinity,
): AsyncGenerator<ListedPage> {
	const seen = new Set<string>();
	const cursors = new Set<string>();
	let after: string | undefined;
	let barren = 0;
	for (let page = 0; page < MAX_PAGES && seen.size < limit; page++) {
		const found = await listJobs(at, protocol, {
			limit: Math.min(PAGE, limit - seen.size),
			after,
		});
		if ('verdict' in found) return yield { verdict: found.verdict };
		const jobs = found.value.jobs.filter(({ id }) => id !== undefined && !seen.has(id));
		for (const { id } of jobs) seen.add(id as string);
		barren = jobs.length === 0 ? barren + 1 : 0;
		after = found.value.after;
		const isLast = after === undefined || cursors.has(after) || barren >= MAX_BARREN;
		yield { jobs, isLast, saysLast: found.value.isLast, date: found.answer.headers.date };
		if (isLast) return;
		cursors.add(after as string);
	}
}

/** The endpoint's jobs since a moment, as far as it lists them. */
export interface RecentJobs {
	/** Newest first. */
	jobs: JobSnapshot[];
	/** These are all jobs since then, beyond doubt: the endpoint said that nothing follows, or there are older ones. */
	reachesBack: boolean;
	/** Milliseconds the endpoint's clock is ahead of ours, as far as it tells. */
	skewMs: number;
	/** It does not tell: without a `Date` header its clock may be any. */
	isClockUnknown: boolean;
}

/**
 * Every job since `since` (milliseconds since the epoch, by our clock), whichever way round the list is.
 * @param getNow the time by our clock, where that is not what it shows now: it may have been set since
 * @returns a verdict where the endpoint has no list, or cannot give it now
 */
export async function listRecentJobs(
	at: QueryContext,
	protocol: Protocol,
	since: number,
	getNow = () => at.ports.now(),
): Promise<RecentJobs | { verdict: Verdict }> {
	const jobs: JobSnapshot[] = [];
	let skewMs: number | undefined;
	let pages = 0;
	let reachesBack = false;
	for await (const page of listPages(at, protocol)) {
		if (page.verdict) {
			if (pages === 0) return page;
			break;
		}
		skewMs ??= getClockSkew(page.date, getNow());
		jobs.push(...page.jobs);
		const isOlder = ({ createdAt }: JobSnapshot) =>
			createdAt !== undefined && createdAt < since + (skewMs ?? 0);
		// An older job says that there are no more of ours behind it only where the list is in order.
		const isComplete = isSorted(jobs) && (page.isLast || !isOldestFirst(jobs));
		reachesBack = page.saysLast === true || (isComplete && jobs.some(isOlder));
		const isEnough = isSorted(jobs) && !isOldestFirst(jobs) && page.jobs.some(isOlder);
		const isDated = jobs.some(({ createdAt }) => createdAt !== undefined);
		if (isEnough || ++pages >= MAX_LOOKUP_PAGES[isDated ? 'dated' : 'undated']) break;
	}
	return {
		jobs: isOldestFirst(jobs) ? jobs.reverse() : jobs,
		reachesBack,
		skewMs: skewMs ?? 0,
		isClockUnknown: skewMs === undefined,
	};
}

function isSorted(jobs: JobSnapshot[]): boolean {
	const dates = jobs.flatMap(({ createdAt }) => createdAt ?? []);
	const sign = isOldestFirst(jobs) ? -1 : 1;
	return dates.every((at, i) => i === 0 || sign * (at - dates[i - 1]) <= JITTER_MS);
}

function isOldestFirst(jobs: JobSnapshot[]): boolean {
	const dates = jobs.flatMap(({ createdAt }) => createdAt ?? []);
	return dates.length > 1 && dates[0] < (dates.at(-1) as number);
}

/** Milliseconds the endpoint's clock is ahead of ours, by its `Date` header; differences under 2 s are rounding. */
function getClockSkew(date: string | undefined, now: number): number | undefined {
	const skew = date ? Date.parse(date) - now : NaN;
	if (!Number.isFinite(skew)) return undefined;
	return Math.abs(skew) > 2000 ? skew : 0;
}
