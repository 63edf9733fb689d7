import { describeBareError } from '../errors/bareError';
import { classify } from '../errors/classify';
import { type Billed, type Failure, type Verdict } from '../errors/failure';
import {
	describeGoneVideo,
	describeTimeout,
	describeUnfetchedFile,
	describeUnknownJob,
	describeUnstoredFile,
	GONE,
	type FailureWords,
} from '../errors/messages';
import { isGone } from '../errors/statusWords';
import type { JobSnapshot } from '../protocols/response/job';
import type { Route, JobContext } from './context';
import type { JobRecord } from './itemLedger';
import { buildFailure, recordAttempt } from './record';

/**
 * The failure of a job that failed at the endpoint, in the endpoint's words. A job that is gone
 * (`expired`, `deleted`) may have finished before, unless it was seen unfinished, or is at
 * OpenRouter, where a finished job stays `completed`.
 */
export function toFailedJobFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	seenUnfinished = false,
): Failure {
	const { snapshot } = job;
	const { ports, ledger } = jobContext;
	const isNamed = job.origin === 'named';
	if (job.deliveredAt !== undefined) return toNoLongerThereFailure(jobContext, route, job);
	const isJobGone =
		isGone(snapshot.statusWord) && !seenUnfinished && route.protocol.name !== 'openRouter';
	const verdict = classify(
		{ during: 'job', body: snapshot.error, prompt: route.request.prompt },
		ports.now(),
	);
	verdict.billed = getBilled(route, snapshot, verdict, isJobGone);
	const isNotBilled = verdict.billed === 'no';
	// A canceled job is not ordered again: somebody did not want it.
	const mayReorder = isNotBilled && !isCancelled(snapshot);
	recordAttempt(jobContext, route, verdict, { id: job.id });
	return buildFailure(
		jobContext,
		route,
		{
			...verdict,
			retryable: verdict.retryable && mayReorder && ledger.failedJobs === 0 && !isNamed,
			failover: verdict.failover && mayReorder,
			upstreamMessage: verdict.upstreamMessage ?? describeBareError(snapshot, verdict.code),
		},
		{ jobId: job.id, isNamedByUser: isNamed, isGone: isJobGone },
	);
}

/** Whether a job was canceled, by the operation 'Cancel' or at the endpoint. */
export function isCancelled({ statusWord }: JobSnapshot): boolean {
	return /^cancell?ed$/i.test(statusWord?.trim() ?? '');
}

/**
 * Whether a failed job was billed, as far as known: the endpoint's own statement comes first, then
 * the channel's declaration. A reported cost may have been refunded, and an answer that does not
 * name the job says nothing about it.
 */
function getBilled(
	{ channel }: Route,
	{ billed, namesJob, usd = 0 }: JobSnapshot,
	verdict: Verdict,
	isJobGone: boolean,
): Billed {
	if (namesJob === false) return 'unknown';
	if (billed !== undefined) return billed;
	const isOpen = verdict.billed === 'unknown' || isJobGone || usd > 0;
	return isOpen ? 'unknown' : (channel.failedJobsBilled ?? 'unknown');
}

/**
 * The failure of a job that did not finish in time. Its ID stays valid, for the next try or for the
 * operation 'Wait'.
 */
export function toTimeoutFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	last: Verdict | undefined,
): Failure {
	if (job.deliveredAt !== undefined && (last?.httpStatus === 404 || last?.httpStatus === 410))
		return toNoLongerThereFailure(jobContext, route, job);
	if (job.origin === 'named' && job.snapshot.status === undefined)
		return toNeverSeenFailure(jobContext, route, job, last, jobContext.policy.timeoutMs);
	const status = job.snapshot.statusWord ?? job.snapshot.status ?? 'accepted';
	const of = {
		channelName: route.channel.displayName,
		jobId: job.id,
		timeoutMs: jobContext.policy.timeoutMs,
		last,
	};
	const words =
		job.snapshot.status === 'completed'
			? describeUnfetchedFile(of)
			: describeTimeout({
					...of,
					status,
					isNamedByUser: job.origin === 'named',
					settings: jobContext.settings,
				});
	return buildJobFailure(jobContext, route, job.id, toTimeoutVerdict('yes', true, last), words);
}

/** The failure of a job the user named and the endpoint never showed: it may not exist. */
export function toNeverSeenFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	last: Verdict | undefined,
	waitedMs: number,
): Failure {
	const refused = last !== undefined && deniesJob(last);
	const words = describeUnknownJob({
		channelName: route.channel.displayName,
		jobId: job.id,
		waitedMs,
		last,
	});
	const verdict = toTimeoutVerdict('unknown', !refused, last);
	return buildJobFailure(jobContext, route, job.id, verdict, words);
}

/** @param last the verdict on the last poll, if it failed */
function toTimeoutVerdict(billed: Billed, retryable: boolean, last: Verdict | undefined): Verdict {
	return {
		class: 'timeout',
		retryable,
		failover: false,
		billed,
		httpStatus: last?.httpStatus,
		upstreamMessage: last?.upstreamMessage,
	};
}

/** Builds the failure of a job, with `words` instead of the sentences that fit its verdict. */
function buildJobFailure(
	jobContext: JobContext,
	route: Route,
	jobId: string | undefined,
	verdict: Verdict,
	words: FailureWords,
): Failure {
	return { ...buildFailure(jobContext, route, verdict, { jobId }), ...words };
}

/**
 * Whether the endpoint answered a poll that it does not have this job, or this path; some use a 400
 * for that.
 */
export function isUnknownJob({ class: cls, httpStatus = 0, detail }: Verdict): boolean {
	if (detail === 'unknown_job') return true;
	return [404, 405, 410].includes(httpStatus) || cls === 'invalid_request';
}

/**
 * Whether an answer means that polling on is pointless: the job is unknown, this key may not see
 * it, or the answer contains no job.
 */
export function deniesJob(verdict: Verdict): boolean {
	const { httpStatus = 0, detail } = verdict;
	const mayPass = [408, 425, 429].includes(httpStatus) || detail === 'web_page';
	return isUnknownJob(verdict) || (httpStatus >= 200 && httpStatus < 500 && !mayPass);
}

/** The failure of a video that n8n could not store: a full disk, a size limit. */
export function toNotStoredFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	reason: string,
): Failure {
	const verdict: Verdict = {
		class: 'unknown',
		retryable: true,
		failover: false,
		billed: 'yes',
		upstreamMessage: reason,
	};
	const words = describeUnstoredFile(job.id, reason);
	return buildJobFailure(jobContext, route, job.id, verdict, words);
}

function toNoLongerThereFailure(jobContext: JobContext, route: Route, job: JobRecord): Failure {
	return toGoneFailure(jobContext, route, job, GONE.atEndpoint(route.channel.displayName));
}

/**
 * The failure of a video that was paid for and is no longer available; `why` ends the sentence. No
 * replacement is ordered.
 */
export function toGoneFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	why: string,
): Failure {
	const verdict: Verdict = {
		class: 'job_failed',
		retryable: false,
		failover: false,
		billed: 'yes',
	};
	const { id } = job.snapshot;
	const delivered = job.deliveredAt !== undefined;
	const earlier = delivered || job.origin === 'restored';
	const words = describeGoneVideo({ jobId: id, delivered, earlier, why });
	return buildJobFailure(jobContext, route, id, verdict, words);
}
