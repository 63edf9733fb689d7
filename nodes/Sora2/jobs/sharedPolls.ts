import type { Protocol } from '../protocols/protocol';
import { hasEnded, type JobSnapshot } from '../protocols/response/job';
import type { EndpointLimits } from './limits/endpointLimits';
import { noteMissingList } from './missingLists';
import { getNextPollMs, type PollView } from './pollSchedule';
import { createChunk, isBehind, postponeCheck, type Chunk } from './listChunk';
import { listJobs, queryJob, type QueryContext, type QueryResult } from './query';

/** From this many running jobs, a page of the list costs less than single polls. */
const MIN_JOBS = 3;
/** The most jobs a page holds. */
const PAGE = 100;
/** Jobs of ours per page: the rest leaves room for orders by others. */
const CHUNK = 80;
/** Shortest time between two reads of one page. */
const MIN_INTERVAL_MS = 400;
/**
 * A page that covers `n` jobs is read every `elapsed / (n * SHARE)`, which spreads its cost over
 * the `n` even after most of them have ended.
 */
const SHARE = 0.6;
/** No job is known to finish faster. */
const BLIND_MS = 5000;
/** A list lags if it missed an end by more than this, on the endpoint's clock. */
const LAG_MS = 10_000;
/** Longest sleep before checking for news from another job's page. */
const SLICE_MS = 1000;
/** Statuses of an endpoint that has no list, and will have none for a while. */
const MISSING = [404, 405, 501];

/** A job that somebody waits for. */
export interface WatchedJob {
	id: string;
	pollUrl?: string;
	/** The chance, from 0 to 1, that it has ended by now. */
	getChance?(): number;
}

/** What a page said about a job, and when it was requested, on the monotonic clock. */
interface ListedSnapshot {
	snapshot: JobSnapshot;
	askedAt: number;
	/** When the page was last read before, in milliseconds since the epoch. */
	previousReadAt: number;
}

interface Watcher {
	chunk: Chunk;
	news?: ListedSnapshot;
	/** The last page did not contain this job, so it is polled on its own. */
	isMissing: boolean;
	wake(): void;
}

/** An answer about one job. `askedAt`: when the request was sent, on the monotonic clock. */
export type PollResult =
	| { value: JobSnapshot; askedAt: number }
	| Extract<QueryResult<never>, { verdict: unknown }>;

/**
 * Polls the running jobs of one run and protocol. If the endpoint lists jobs with their states, one
 * page covers many of them: the first that is due reads it, and all get the news. Falls back to
 * single polls if the list is missing, lags or omits a job, and for what a list does not contain:
 * why a job failed, and where its file is.
 */
export class SharedPolls {
	private readonly watchers = new Map<string, Watcher>();
	private readonly chunks: Chunk[] = [];
	private entered = 0;
	/** The single answer about the first finished job: whether it says more than the list. */
	private comparing?: Promise<PollResult>;

	constructor(
		private readonly protocol: Protocol,
		private readonly limits: Pick<EndpointLimits, 'getQueryIntervalMs'>,
		private isListUsable = true,
	) {}

	/** Registers a running job until `leave`, in the order in which jobs were ordered. */
	enter(id: string): void {
		if (this.watchers.has(id)) return;
		const index = Math.floor(this.entered++ / CHUNK);
		const chunk = (this.chunks[index] ??= createChunk(id));
		chunk.size++;
		chunk.total++;
		this.watchers.set(id, { chunk, isMissing: false, wake: () => {} });
	}

	leave(id: string): void {
		const watcher = this.watchers.get(id);
		if (!watcher) return;
		this.setMissing(watcher, true);
		this.watchers.delete(id);
	}

	/**
	 * Milliseconds until a job's next poll. If its progress does not show when it ends, a page that
	 * covers many jobs is read more often than a single job would be polled.
	 */
	toWaitMs(id: string, view: PollView): number {
		const waitMs = getNextPollMs(view);
		const watcher = this.watchers.get(id);
		const { elapsedMs, samples } = view;
		if (!watcher || samples.length > 0 || elapsedMs < BLIND_MS || !this.isShared(watcher))
			return waitMs;
		const sharedMs = Math.max(this.getMinIntervalMs(), elapsedMs / (watcher.chunk.total * SHARE));
		return Math.min(waitMs, sharedMs);
	}

	/** Waits `waitMs`, or until somebody else's page mentions this job; polls it if none did. */
	async poll(at: QueryContext, job: WatchedJob, waitMs: number): Promise<PollResult> {
		const watcher = this.watchers.get(job.id);
		if (!watcher) {
			await at.ports.sleep(waitMs);
			return await this.querySingle(at, job, job.getChance);
		}
		const news = await this.sleep(at, watcher, waitMs);
		if (news) return await this.complete(at, job, news);
		if (!this.isShared(watcher)) return await this.querySingle(at, job, job.getChance);
		if (watcher.chunk.reads >= watcher.chunk.nextCheck)
			return await this.checkList(at, job, watcher);
		const verdict = await this.readPage(at, watcher.chunk);
		const read = takeNews(watcher);
		if (read) return await this.complete(at, job, read);
		return verdict && this.isListUsable
			? { verdict }
			: await this.querySingle(at, job, job.getChance);
	}

	/** Polls a job on its own, and compares the list with the answer. */
	private async checkList(
		at: QueryContext,
		job: WatchedJob,
		watcher: Watcher,
	): Promise<PollResult> {
		postponeCheck(watcher.chunk);
		const alone = await this.querySingle(at, job);
		await this.readPage(at, watcher.chunk);
		const read = takeNews(watcher);
		if (read && 'value' in alone && isBehind(read.snapshot, alone.value)) this.isListUsable = false;
		return alone;
	}

	/** Sleeps in slices, because a sleep cannot be interrupted. */
	private async sleep(
		{ ports }: QueryContext,
		watcher: Watcher,
		waitMs: number,
	): Promise<ListedSnapshot | undefined> {
		const until = ports.monotonic() + waitMs;
		for (let left = waitMs; left > 0 && !watcher.news; left = until - ports.monotonic()) {
			if (!this.isShared(watcher)) {
				await ports.sleep(left);
				break;
			}
			const woken = new Promise<void>((resolve) => (watcher.wake = resolve));
			await Promise.race([woken, ports.sleep(Math.min(SLICE_MS, left))]);
		}
		return takeNews(watcher);
	}

	/** Reads a chunk's page once for concurrent callers; returns a verdict if it cannot be read. */
	private async readPage(at: QueryContext, chunk: Chunk) {
		const tooEarlyMs = chunk.readAt + this.getMinIntervalMs() - at.ports.monotonic();
		if (!chunk.reading && tooEarlyMs > 0) await at.ports.sleep(tooEarlyMs);
		chunk.reading ??= this.fetchPage(at, chunk).finally(() => (chunk.reading = undefined));
		const read = await chunk.reading;
		return 'verdict' in read ? read.verdict : undefined;
	}

	private async fetchPage(at: QueryContext, chunk: Chunk): Promise<QueryResult<unknown>> {
		const askedAt = (chunk.readAt = at.ports.monotonic());
		chunk.reads++;
		const { previousReadAt } = chunk;
		chunk.previousReadAt = at.ports.now();
		const after = this.chunks[this.chunks.indexOf(chunk) + 1]?.firstId;
		const listed = await listJobs(at, this.protocol, { limit: PAGE, after });
		if ('verdict' in listed) {
			const { class: cls, retryable, httpStatus = 0 } = listed.verdict;
			// Trouble passes, but a missing list, or one of another shape, does not.
			if (retryable || cls === 'rate_limit') return listed;
			this.isListUsable = false;
			if (MISSING.includes(httpStatus)) noteMissingList(at.endpoint, this.protocol, askedAt);
			return listed;
		}
		const found = new Map(listed.value.jobs.map((snapshot) => [snapshot.id, snapshot]));
		for (const [id, watcher] of this.watchers) {
			if (watcher.chunk !== chunk) continue;
			const snapshot = found.get(id);
			this.setMissing(watcher, snapshot?.status === undefined);
			if (snapshot?.status === undefined) continue;
			watcher.news = { snapshot, askedAt, previousReadAt };
			watcher.wake();
		}
		return listed;
	}

	private setMissing(watcher: Watcher, isMissing: boolean): void {
		if (watcher.isMissing === isMissing) return;
		watcher.isMissing = isMissing;
		watcher.chunk.size += isMissing ? -1 : 1;
	}

	/**
	 * Polls for what a list lacks: why a job failed, and where its file is, if single answers say so.
	 */
	private async complete(
		at: QueryContext,
		job: WatchedJob,
		{ snapshot, askedAt, previousReadAt }: ListedSnapshot,
	): Promise<PollResult> {
		const listed = { value: snapshot, askedAt };
		if (!hasEnded(snapshot)) return listed;
		if (snapshot.completedAt !== undefined && snapshot.completedAt + LAG_MS < previousReadAt)
			this.isListUsable = false;
		if (snapshot.status === 'failed') return await this.querySingle(at, job);
		if (snapshot.video) return listed;
		const isFirst = this.comparing === undefined;
		this.comparing ??= this.querySingle(at, job);
		const compared = await this.comparing;
		if (isFirst) return compared;
		const tellsMore = !('value' in compared) || compared.value.video !== undefined;
		return tellsMore ? await this.querySingle(at, job) : listed;
	}

	/** @param getChance makes it wait for more promising polls, if requests are limited */
	private async querySingle(
		at: QueryContext,
		job: WatchedJob,
		getChance?: () => number,
	): Promise<PollResult> {
		const askedAt = at.ports.monotonic();
		const found = await queryJob({ ...at, getChance }, this.protocol, job.id, job.pollUrl);
		return 'verdict' in found ? found : { value: found.value, askedAt };
	}

	private getMinIntervalMs(): number {
		return Math.max(MIN_INTERVAL_MS, this.limits.getQueryIntervalMs());
	}

	private isShared({ isMissing, chunk }: Watcher): boolean {
		return this.isListUsable && !isMissing && chunk.size >= MIN_JOBS;
	}
}

function takeNews(watcher: Watcher): ListedSnapshot | undefined {
	const { news } = watcher;
	watcher.news = undefined;
	return news;
}
