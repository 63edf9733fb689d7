import type { Verdict } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import type { Protocol } from '../protocols/protocol';
import { listJobs, type QueryContext } from './query';

/** Page size: the most jobs an endpoint returns at once. */
const PAGE = 100;
/** Maximum pages read, in case an endpoint returns pages without end. */
const MAX_PAGES = 1000;
/** Pages in a row without a new job that count as the end of the list. */
const MAX_BARREN = 5;
/** Maximum pages read for one lost order: if the list has no dates, and if it has. */
const MAX_LOOKUP_PAGES = { undated: 3, dated: 50 };

/** How far jobs created together may be out of order. */
const JITTER_MS = 3000;

/** One page of jobs, without those of earlier pages. */
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
 * Yields the endpoint's jobs page by page, as listed. Ends where the list does, even if the
 * endpoint ignores `after`, goes round in circles, or returns empty pages. A page that cannot be
 * read is the last.
 * @param limit the number of jobs wanted
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

/** The endpoint's jobs since a given time, as far as it lists them. */
export interface RecentJobs {
	/** Newest first. */
	jobs: JobSnapshot[];
	/**
	 * These are certainly all jobs since then: the endpoint said that nothing follows, or there are
	 * older ones.
	 */
	reachesBack: boolean;
	/** Milliseconds by which the endpoint's clock is ahead of ours; 0 if unknown. */
	skewMs: number;
	/** The answers have no `Date` header, so the endpoint's clock may be off by any amount. */
	isClockUnknown: boolean;
}

/**
 * Lists every job since `since` (milliseconds since the epoch, by our clock), whatever the order of
 * the list.
 * @param getNow the time by our clock, if different from now: it may have been set since
 * @returns a verdict if the endpoint has no list, or none right now
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
		// An older job proves that none of ours follow only if the list is sorted.
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

/**
 * Milliseconds by which the endpoint's clock is ahead of ours, from its `Date` header; differences
 * under 2 s are rounding.
 */
function getClockSkew(date: string | undefined, now: number): number | undefined {
	const skew = date ? Date.parse(date) - now : NaN;
	if (!Number.isFinite(skew)) return undefined;
	return Math.abs(skew) > 2000 ? skew : 0;
}
