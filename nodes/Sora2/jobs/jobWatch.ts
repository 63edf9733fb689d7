import { withoutEmpty, type Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import type { JobSnapshot } from '../protocols/response/job';
import type { Route, JobContext } from './context';
import type { ProgressSample } from './forecast';
import { isUnknownJob, toFailedJobFailure, toNeverSeenFailure } from './jobFailures';
import type { JobRecord } from './ledger';
import { isOverdue, addDuration, type PollView } from './pollSchedule';

/** An ID the user named and the endpoint has never known is answered after this long. */
const UNKNOWN_MS = 60_000;
/** Further polls of a job after an answer that ends it without naming it. */
const MAX_DOUBTS = 2;
/** How many progress samples of one job are remembered. */
const MAX_SAMPLES = 40;

/** A job under way, as the polls of it show it. */
export class JobWatch {
	private samples: ProgressSample[] = [];
	private overdue = 0;
	/** Answers in a row that ended the job and did not name it. */
	private doubts = 0;
	/** Other IDs by which unfinished answers called the job, and how often: some endpoints have two for it. */
	private readonly aliases = new Map<string, number>();
	/** Since when the endpoint has said that it does not know the job. */
	private unknownAt?: number;
	/** When a poll last found it unfinished, in milliseconds since it was submitted. */
	private unfinishedMs?: number;
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

	/** Since the job was submitted. */
	elapsedMs(): number {
		return this.jobContext.ports.monotonic() - this.startedAt;
	}

	view(): PollView {
		return {
			elapsedMs: this.elapsedMs(),
			samples: this.samples,
			overdue: this.overdue,
			// What siblings that have finished meanwhile tell counts at once.
			earlier: this.jobContext.endpoint.durations.get(this.likeness()) ?? [],
		};
	}

	/** Takes in a poll that failed. Throws a `JobFailure` where the user named a job the endpoint has never known. */
	addVerdict(verdict: Verdict): void {
		const { ports } = this.jobContext;
		if (!isUnknownJob(verdict)) return void (this.unknownAt = undefined);
		this.unknownAt ??= ports.monotonic();
		const waitedMs = ports.monotonic() - this.unknownAt;
		const isNeverSeen = this.job.origin === 'named' && this.job.snapshot.status === undefined;
		if (isNeverSeen && waitedMs >= UNKNOWN_MS)
			throw new JobFailure(
				toNeverSeenFailure(this.jobContext, this.route, this.job, verdict, waitedMs),
			);
	}

	/**
	 * Whether what was found may be about another job: it ends one without naming this one. Asked again it says so
	 * again, where the endpoint never names the job, and then it counts.
	 */
	isDoubtful({ id, status, namesJob }: JobSnapshot): boolean {
		const isFinal = status === 'completed' || status === 'failed';
		const timesCalled = id === undefined ? 0 : (this.aliases.get(id) ?? 0);
		if (namesJob === false && id !== undefined && !isFinal) this.aliases.set(id, timesCalled + 1);
		const isAnonymousSuccess = status === 'completed' && id === undefined;
		if (!isFinal || namesJob !== false || timesCalled > 1 || isAnonymousSuccess) {
			this.doubts = 0;
			return false;
		}
		return ++this.doubts <= MAX_DOUBTS;
	}

	/** Takes in what a poll found that went out at `askedAt`, on the monotonic clock. */
	add(found: JobSnapshot, askedAt: number): void {
		const { job } = this;
		const sentMs = askedAt - this.startedAt;
		// Fields an endpoint leaves out of a later answer keep their value: some report the model only once.
		const { id } = job.snapshot;
		job.snapshot = { ...job.snapshot, ...withoutEmpty(found), id, namesJob: found.namesJob };
		if (job.snapshot.status === 'completed' || job.snapshot.status === 'failed') return;
		this.unfinishedMs = sentMs;
		if (found.progress !== undefined)
			this.samples = [
				...this.samples,
				{ sentMs, answeredMs: this.elapsedMs(), progress: found.progress },
			].slice(-MAX_SAMPLES);
		this.overdue = isOverdue(this.view()) ? this.overdue + 1 : 0;
	}

	/** Whether the job is finished; throws a `JobFailure` when it has failed. */
	isFinished(): boolean {
		const { job, jobContext, route, unfinishedMs } = this;
		const { ledger, endpoint } = jobContext;
		if (job.snapshot.status === 'failed') {
			const failure = toFailedJobFailure(jobContext, route, job, unfinishedMs !== undefined);
			if (failure.retryable) {
				// A later try makes it anew, once, and only because it was certainly not billed.
				ledger.job = undefined;
				ledger.failedJobs++;
			}
			throw new JobFailure(failure);
		}
		if (job.snapshot.status !== 'completed') return false;
		// How long a finished job took tells when to poll the next one; one that was done at the first poll tells nothing.
		if (unfinishedMs !== undefined) {
			const like = this.likeness();
			const duration = { from: unfinishedMs, to: this.elapsedMs() };
			endpoint.durations.set(like, addDuration(endpoint.durations.get(like) ?? [], duration));
		}
		return true;
	}

	/** What makes two jobs of a run take about as long. */
	private likeness(): string {
		const { channel, request } = this.route;
		return JSON.stringify([channel.name, request.model, request.duration, request.resolution]);
	}
}
