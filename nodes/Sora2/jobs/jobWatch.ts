import { withoutEmpty, type Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { hasEnded, type JobSnapshot } from '../protocols/response/job';
import type { Route, JobContext } from './context';
import { getBounds, getChance } from './chance';
import type { ProgressSample } from './forecast';
import { deniesJob, toFailedJobFailure, toNeverSeenFailure } from './jobFailures';
import type { JobRecord } from './itemLedger';
import {
	addDuration,
	isOverdue,
	MAX_SAMPLES,
	type DurationRange,
	type PollView,
} from './pollSchedule';

/** After this long, a user-named ID that the endpoint has never known counts as unknown. */
const UNKNOWN_MS = 60_000;
/** Additional polls of a job after an answer that ends it without naming it. */
const MAX_DOUBTS = 2;
/** Jobs of a run whose bounds tell something about a similar one: the latest polled. */
const MAX_BOUNDS = 40;

/** The state of an unfinished job, built up from its polls. */
export class JobWatch {
	private samples: ProgressSample[] = [];
	private overdue = 0;
	/** Consecutive answers that ended the job without naming it. */
	private doubts = 0;
	/**
	 * Other IDs that unfinished answers used for the job, with counts: some endpoints have two IDs
	 * for a job.
	 */
	private readonly aliases = new Map<string, number>();
	/** When the endpoint started to answer without this job. */
	private unknownAt?: number;
	/** When a poll last found it unfinished, in milliseconds since it was submitted. */
	private unfinishedMs?: number;
	/** Between which it ends, in milliseconds since it was submitted, as far as that is known. */
	private bounds: DurationRange = { from: 0, to: Infinity };
	/** When it was submitted, on the monotonic clock. */
	private readonly startedAt: number;

	constructor(
		private readonly jobContext: JobContext,
		private readonly route: Route,
		private readonly job: JobRecord,
	) {
		const { ports } = jobContext;
		this.startedAt = ports.monotonic() - Math.max(0, ports.now() - job.submittedAt);
	}

	/** Milliseconds since the job was submitted. */
	elapsedMs(): number {
		return this.jobContext.ports.monotonic() - this.startedAt;
	}

	view(): PollView {
		return {
			elapsedMs: this.elapsedMs(),
			samples: this.samples,
			overdue: this.overdue,
			// Includes similar jobs that have finished in the meantime.
			earlier: this.jobContext.endpoint.durations.get(this.likeness()) ?? [],
		};
	}

	/** The chance, from 0 to 1, that the job has ended by now. */
	getChance(): number {
		const others = [...this.getKnownBounds()].filter(([id]) => id !== this.job.id);
		return getChance(
			this.elapsedMs(),
			this.bounds,
			others.map(([, bounds]) => bounds),
		);
	}

	/**
	 * Handles a failed poll. Throws a `JobFailure` if the user named a job the endpoint has never
	 * known.
	 */
	addVerdict(verdict: Verdict): void {
		const { ports } = this.jobContext;
		if (!deniesJob(verdict)) return void (this.unknownAt = undefined);
		this.unknownAt ??= ports.monotonic();
		const waitedMs = ports.monotonic() - this.unknownAt;
		const isNeverSeen = this.job.origin === 'named' && this.job.snapshot.status === undefined;
		if (isNeverSeen && waitedMs >= UNKNOWN_MS)
			throw new JobFailure(
				toNeverSeenFailure(this.jobContext, this.route, this.job, verdict, waitedMs),
			);
	}

	/**
	 * Whether an answer may be about another job, because it ends one without naming this one. If the
	 * endpoint never names the job, further polls give the same answer, and then it counts.
	 */
	isDoubtful({ id, status, namesJob }: JobSnapshot): boolean {
		const isFinal = hasEnded({ status });
		const timesCalled = id === undefined ? 0 : (this.aliases.get(id) ?? 0);
		if (namesJob === false && id !== undefined && !isFinal) this.aliases.set(id, timesCalled + 1);
		const isAnonymousSuccess = status === 'completed' && id === undefined;
		if (!isFinal || namesJob !== false || timesCalled > 1 || isAnonymousSuccess) {
			this.doubts = 0;
			return false;
		}
		return ++this.doubts <= MAX_DOUBTS;
	}

	/** Handles the answer to a poll sent at `askedAt`, on the monotonic clock. */
	add(found: JobSnapshot, askedAt: number): void {
		const { job } = this;
		const sentMs = askedAt - this.startedAt;
		// Fields missing from a later answer keep their value: some endpoints report the model only
		// once.
		const { id } = job.snapshot;
		job.snapshot = { ...job.snapshot, ...withoutEmpty(found), id, namesJob: found.namesJob };
		if (hasEnded(job.snapshot)) return;
		this.unfinishedMs = sentMs;
		if (found.progress !== undefined)
			this.samples = [
				...this.samples,
				{ sentMs, answeredMs: this.elapsedMs(), progress: found.progress },
			].slice(-MAX_SAMPLES);
		this.overdue = isOverdue(this.view()) ? this.overdue + 1 : 0;
		this.setBounds(getBounds(this.samples, sentMs));
	}

	/** Whether the job is finished. Throws a `JobFailure` if it has failed. */
	isFinished(): boolean {
		const { job, jobContext, route, unfinishedMs } = this;
		const { ledger, endpoint } = jobContext;
		if (job.snapshot.status === 'failed') {
			const failure = toFailedJobFailure(jobContext, route, job, unfinishedMs !== undefined);
			if (failure.retryable) {
				// A later try orders it again, once, and only because it was certainly not billed.
				ledger.job = undefined;
				ledger.failedJobs++;
			}
			throw new JobFailure(failure);
		}
		if (job.snapshot.status !== 'completed') return false;
		this.setBounds({ from: unfinishedMs ?? 0, to: this.elapsedMs() });
		// A finished job's duration tells when to poll the next one, unless it was already done at the
		// first poll.
		if (unfinishedMs !== undefined) {
			const like = this.likeness();
			const duration = { from: unfinishedMs, to: this.elapsedMs() };
			endpoint.durations.set(like, addDuration(endpoint.durations.get(like) ?? [], duration));
		}
		return true;
	}

	private setBounds(bounds: DurationRange): void {
		this.bounds = bounds;
		const known = this.getKnownBounds();
		known.delete(this.job.id);
		known.set(this.job.id, bounds);
		const [oldest] = known.keys();
		if (known.size > MAX_BOUNDS) known.delete(oldest);
	}

	/** The bounds of similar jobs of this run, by job ID. */
	private getKnownBounds(): Map<string, DurationRange> {
		const byLikeness = (this.jobContext.endpoint.bounds ??= new Map());
		const known = byLikeness.get(this.likeness()) ?? new Map<string, DurationRange>();
		byLikeness.set(this.likeness(), known);
		return known;
	}

	/** Jobs of a run with the same likeness should take about the same time. */
	private likeness(): string {
		const { channel, request } = this.route;
		return JSON.stringify([channel.name, request.model, request.duration, request.resolution]);
	}
}
