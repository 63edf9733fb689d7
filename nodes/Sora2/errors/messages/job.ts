import type { Failure, Verdict } from '../failure';
import type { FailureSettings } from './context';
import { formatSeconds } from './text';

/** The two texts of a failure: what happened, and what it cost and what to do next. */
export type FailureWords = Pick<Failure, 'message' | 'hint'>;

/** Why an answer with a good status cannot be used. */
export const UNREADABLE = {
	empty: 'the answer is empty',
	web_page: 'the answer is a web page',
	not_json: 'the answer is not JSON',
	unknown_shape: 'the answer has an unknown shape',
	other_job: 'the answer reports the end of a job without naming this one',
} as const;

/**
 * Why a request was not sent: an earlier 429 still holds it back, or its turn would have come too
 * late.
 */
export const NOT_SENT = {
	paused: 'it asked for a pause earlier, so this request was not sent',
	tooLate: 'the request was not sent, because its turn did not come in time',
} as const;

/** A job that did not finish within the user's time limit. */
export function describeTimeout(of: {
	channelName: string;
	jobId: string;
	/** The endpoint's own word for the job's state. */
	status: string;
	timeoutMs: number;
	/** Why the last poll failed, if it did. */
	last?: Verdict;
	/** The user named the job by its ID: running the node again looks it up and orders nothing. */
	isNamedByUser?: boolean;
	settings?: FailureSettings;
}): FailureWords {
	const message = `The video was not delivered within ${formatSeconds(of.timeoutMs)}: job ${of.jobId} is ${of.status} on ${of.channelName}${describeLastQuery(of.last)}`;
	if (of.isNamedByUser)
		return {
			message,
			hint: "The job continues at the endpoint, and waiting for it costs nothing: run this node again, with a longer 'Timeout (Seconds)' if necessary.",
		};
	const { retries, onError = 'stop' } = of.settings ?? {};
	const retry = retries === 'left' ? ' Retry On Fail continues with the same job.' : '';
	const orRetry =
		onError === 'stop' ? ', or, under Stop Workflow only, with Retry in the Executions tab' : '';
	return {
		message,
		hint: `The job was accepted, so it is charged or reserved, and it continues at the endpoint.${retry} Do not run this node again: that orders and pays for a second video. Get this one with the operation 'Wait' and the ID above${orRetry}. A longer 'Timeout (Seconds)' helps later orders.`,
	};
}

/** A finished job whose file could not be fetched in time. */
export function describeUnfetchedFile(of: {
	channelName: string;
	jobId: string;
	timeoutMs: number;
	last?: Verdict;
}): FailureWords {
	const upstream = of.last?.upstreamMessage
		? ` (${of.last.upstreamMessage.replace(/[.。\s]+$/, '')})`
		: '';
	return {
		message: `The video of job ${of.jobId} is finished, but ${of.channelName} did not deliver its file within ${formatSeconds(of.timeoutMs)}${describeLastQuery(of.last)}${upstream}`,
		hint: "The job is charged, and its video is kept at the endpoint for a while. Fetch it with the operation 'Download' and this ID; running this step again orders another video.",
	};
}

/** A job named by the user that the endpoint never knew. */
export function describeUnknownJob(of: {
	channelName: string;
	jobId: string;
	waitedMs: number;
	last?: Verdict;
}): FailureWords {
	return {
		message: `No job with the ID ${of.jobId} was seen on ${of.channelName} within ${formatSeconds(of.waitedMs)}${describeLastQuery(of.last)}`,
		hint: 'It is not known whether this job exists or was charged. Check the ID, the channel and the credential.',
	};
}

/** A video that was paid for and is no longer available; no replacement is ordered. */
export function describeGoneVideo(of: {
	/** Undefined if the endpoint named none. */
	jobId?: string;
	/** An earlier run already returned it. */
	delivered?: boolean;
	/** An earlier run ordered it. */
	earlier?: boolean;
	/** How the sentence ends: "Official Relay no longer has it". */
	why: string;
}): FailureWords {
	const what = of.jobId === undefined ? 'The video of this item' : `The video of job ${of.jobId}`;
	return {
		message: `${what} was ${of.delivered ? 'delivered' : 'made'}${of.earlier ? ' in an earlier run' : ''}, and ${of.why}`,
		hint: `It is paid for, and no replacement is ordered. ${of.delivered ? 'Take it from the output of the earlier run; a' : 'A'} new execution orders, and pays for, a new video.`,
	};
}

/** Why a video is gone, as the end of `describeGoneVideo`. */
export const GONE = {
	atEndpoint: (channelName: string) => `${channelName} no longer has it`,
	inAnswer: 'its bytes came with the answer to the order: there is no other copy',
	/** `problem`: what arrived instead. */
	unusable: (problem: string) => `${problem}, in the answer to the order: there is no other copy`,
} as const;

/** Describes what arrived instead of a video. `text`: its first characters. */
export function describeWrongFile(kind: string, mimeType?: string, text = ''): string {
	const format = /^\s*</.test(text) ? 'a web page' : /^\s*[[{"]/.test(text) ? 'JSON' : 'text';
	const what =
		{ empty: 'nothing', broken: 'broken Base64', picture: 'a picture', text: format }[kind] ??
		'another file';
	return `${what}${mimeType ? ` (${mimeType})` : ''} arrived instead of the video`;
}

/** A finished video that n8n could not store: a full disk, a size limit. */
export function describeUnstoredFile(jobId: string, reason: string): FailureWords {
	return {
		message: `The video of job ${jobId} is finished, but n8n could not store it: ${reason}`,
		hint: "The job is charged and its video is kept at the endpoint for a while. Make room for binary data in n8n, then fetch it with the operation 'Download' and this ID.",
	};
}

/** The hint for a video that was made but not fetched, if the endpoint named no ID. */
export function describeOnlyAddress(url: string): string {
	return `The video was made and is charged. The endpoint named no ID, so it can be fetched only from this address, while it lasts: ${url}`;
}

/** An endpoint without a job list: its jobs can be found only by their IDs. */
export function describeMissingList(channelName: string): FailureWords {
	return {
		message: `${channelName} has no list of jobs at this endpoint`,
		hint: "Nothing was charged. Keep the IDs of your jobs: the operations 'Get' and 'Wait' take one. n8n's log has the ID of every job this node had accepted.",
	};
}

/** A bug in this package, or unexpected input from n8n. */
export function describeUnforeseen(
	reason: string,
	money: 'job_accepted' | 'outcome_unknown' | 'nothing_sent',
): FailureWords {
	const cost = {
		job_accepted:
			"The job was accepted, so it is charged or reserved. The operation 'Wait' with its ID delivers it.",
		outcome_unknown:
			"An order may have been charged: look at the endpoint's job list before sending it again.",
		nothing_sent: 'Nothing was charged.',
	}[money];
	return {
		message: `Unexpected error in this node: ${reason}`,
		hint: `${cost} Please report it.`,
	};
}

/** Why it is unknown whether an earlier run of the execution ordered this video. */
export const DOUBT = {
	noList: (channelName: string, isMissing: boolean, upstream?: string) =>
		`${isMissing ? `${channelName} does not list its jobs` : `the list of jobs on ${channelName} could not be read`}${upstream ? ` (${upstream.replace(/[.。\s]+$/, '')})` : ''}`,
	shortList: (channelName: string, since: string) =>
		`the list of jobs on ${channelName} does not reach back to ${since}`,
	several: (channelName: string, count: number) =>
		count === 1
			? `a job on ${channelName} may belong to it, or to another order`
			: `${count} jobs on ${channelName} may belong to it`,
	retriedTwice: 'another Retry of this execution is ordering it right now',
} as const;

/**
 * An item of a run that was killed or stopped, if its endpoint cannot say whether it was ordered.
 */
export function describePastOrder(of: { doubt: string; candidates: string[] }): FailureWords {
	const found = of.candidates.length
		? `Look at these jobs: ${of.candidates.join(', ')}.`
		: "n8n's log names the jobs that were accepted.";
	return {
		message: `It is not known whether an earlier run of this execution ordered this video: ${of.doubt}`,
		hint: `It may have been charged, and nothing was ordered now. ${found} The operation 'Wait' delivers a job by its ID. If there is none for this item, turn on 'Order Again If Answer Lost' (resubmitWhenUnknown) and retry with the currently saved workflow: it orders without knowing.`,
	};
}

/** The end of the error's description: jobs that a stopping workflow leaves behind. */
export function describeRemainingJobs(of: {
	/** Accepted in this run. Failed ones are not offered: there is nothing to deliver. */
	jobs: ReadonlyArray<{ id: string; itemIndex: number; status: string }>;
	/** Jobs that other items, whose answers were lost, may have ordered. */
	candidates: ReadonlyArray<{ id: string; itemIndex: number }>;
}): string {
	const live = of.jobs.filter(({ status }) => status !== 'failed');
	const accepted = live.map((j) => `${j.id} (item ${j.itemIndex}, ${j.status})`).join(', ');
	const candidates = of.candidates.map((c) => `${c.id} (item ${c.itemIndex})`).join(', ');
	return (
		(accepted &&
			` Jobs accepted in this run: ${accepted}. The operation 'Wait' delivers them by ID, and Retry of this execution continues with them.`) +
		(candidates && ` Jobs that may belong to other items whose answer was lost: ${candidates}.`)
	);
}

/**
 * Counts failed items. Under On Error = Continue the canvas does not distinguish them from
 * delivered ones.
 */
export function describeFailedItems(failed: number, all: number): string {
	return `${failed} of ${all} ${all === 1 ? 'item' : 'items'} failed. The key 'error' of an item says what happened, whether it cost anything and what to do next.`;
}

function describeLastQuery(last: Verdict | undefined): string {
	return last
		? `; the last query was answered with ${last.httpStatus ? `HTTP ${last.httpStatus}` : (last.code ?? 'nothing')}`
		: '';
}
