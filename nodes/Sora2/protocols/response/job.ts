import type { z } from 'zod';
import { readBilling } from '../../errors/billing';
import { isErrorValue, hasContent, isProgressNote } from '../../errors/envelope';
import type { Billed } from '../../errors/failure';
import { toJobStatus, type JobStatus } from '../../errors/statusWords';
import {
	fieldsSchema,
	readAny,
	readFilled,
	readNumber,
	readObject,
	readString,
	readText,
} from './fields';
import { firstText, toEpochMs, toPercent, toPositive } from './values';
import { findVideo, isWebAddress, videoFields, type VideoSource } from './videoSource';

export type { VideoSource } from './videoSource';

/**
 * The state of a job as its endpoint reports it, in any dialect. Times in milliseconds since the
 * epoch.
 */
export interface JobSnapshot {
	id?: string;
	status?: JobStatus;
	/** The endpoint's own status word. */
	statusWord?: string;
	progress?: number;
	model?: string;
	prompt?: string;
	size?: string;
	/** Seconds of video, as reported. */
	seconds?: number;
	createdAt?: number;
	completedAt?: number;
	expiresAt?: number;
	video?: VideoSource;
	thumbnailUrl?: string;
	pollUrl?: string;
	/** What the endpoint says it charged, in US dollars. */
	usd?: number;
	/** The job's own error, of any shape, if it has one. */
	error?: unknown;
	/**
	 * False if the answer to a poll does not name the requested job: a failure in it may be about
	 * another job, or about the request, and has to be confirmed.
	 */
	namesJob?: false;
	/** What a failed job's answer says about billing; undefined if nothing. */
	billed?: Billed;
}

/** Whether a job is finished or has failed. */
export function hasEnded({ status }: Pick<JobSnapshot, 'status'>): boolean {
	return status === 'completed' || status === 'failed';
}

const jobSchema = fieldsSchema({
	id: readText,
	task_id: readText,
	taskId: readText,
	job_id: readText,
	jobId: readText,
	video_id: readText,
	videoId: readText,
	generation_id: readText,
	generationId: readText,
	request_id: readText,
	requestId: readText,
	status: readText,
	state: readText,
	task_status: readText,
	progress: readNumber,
	model: readText,
	prompt: readString,
	size: readString,
	seconds: readNumber,
	duration: readNumber,
	created_at: readNumber,
	created: readNumber,
	createdAt: readNumber,
	create_time: readNumber,
	submitted_at: readNumber,
	completed_at: readNumber,
	finished_at: readNumber,
	expires_at: readNumber,
	thumbnail_url: readFilled,
	polling_url: readFilled,
	usage: readObject({ cost: readNumber, cost_in_usd_ticks: readNumber }),
	cost: readNumber,
	error: readAny,
	info: readObject({ errors: readAny }),
	error_code: readText,
	error_message: readText,
	fail_reason: readText,
	failure_reason: readText,
	failMsg: readText,
	failCode: readText,
	message: readText,
	...videoFields,
});

type JobFields = z.infer<typeof jobSchema>;

const BLOCKED = {
	code: 'content_policy_violation',
	message: 'The finished video was withheld by moderation',
};

/** xAI completes a job even if its moderation withholds the video. */
function isBlockedVideo(object: unknown): boolean {
	const { video } = (object ?? {}) as { video?: { respect_moderation?: unknown } | null };
	return typeof video === 'object' && video?.respect_moderation === false;
}

/**
 * Reads a job from the object that describes it; undefined if it has no ID, no state and no video.
 */
export function readSnapshot(object: unknown, whole: unknown = object): JobSnapshot | undefined {
	const parsed = jobSchema.safeParse(object);
	if (!parsed.success) return undefined;
	const j = parsed.data;
	const statusWord = j.status ?? j.state ?? j.task_status;
	const named = toJobStatus(statusWord);
	// new-api puts the URL of a finished video into the field for the failure reason.
	const finishedAt =
		named === 'completed' && /^https?:/.test(j.fail_reason ?? '') ? j.fail_reason : undefined;
	const video = findVideo(finishedAt ? { result_url: finishedAt, ...j } : j);
	// A request ID counts as the job's only if the answer describes a job.
	const id = firstText(
		...ID_KEYS.map((key) => j[key]),
		...(named || video ? [j.request_id, j.requestId] : []),
	);
	const isBlocked = isBlockedVideo(object);
	const error = isBlocked ? BLOCKED : named === 'completed' ? undefined : getError(j, named);
	const status = isBlocked ? 'failed' : (named ?? (video ? 'completed' : undefined));
	if (id === undefined && video === undefined && named === undefined) return undefined;
	// Some endpoints never update the state of a job that could not be started.
	const isDead =
		video === undefined &&
		!isProgressNote(j.error) &&
		(status === undefined ? error !== undefined : status === 'queued' && isErrorValue(j.error));
	const isFailed = isDead || status === 'failed';
	return {
		id,
		status: isFailed ? 'failed' : status,
		statusWord,
		progress: toPercent(j.progress),
		model: j.model || undefined,
		prompt: j.prompt,
		size: j.size || undefined,
		seconds: toPositive(j.seconds ?? j.duration),
		createdAt: toEpochMs(
			j.created_at ?? j.createdAt ?? j.created ?? j.create_time ?? j.submitted_at,
		),
		completedAt: toEpochMs(j.completed_at ?? j.finished_at),
		expiresAt: toEpochMs(j.expires_at),
		video,
		thumbnailUrl: j.thumbnail_url && isWebAddress(j.thumbnail_url) ? j.thumbnail_url : undefined,
		pollUrl: j.polling_url && isWebAddress(j.polling_url) ? j.polling_url : undefined,
		usd: getUsd(j),
		error,
		billed: isFailed ? readBilling(whole) : undefined,
	};
}

/** The unit in which xAI reports its charges. */
const TICKS_PER_USD = 1e10;

/**
 * What the endpoint says it charged: OpenRouter's and xAI's `usage`, Merge's `cost`, Together's
 * `outputs.cost`.
 */
function getUsd({ usage, cost, outputs }: JobFields): number | undefined {
	const ticks = toPositive(usage?.cost_in_usd_ticks);
	const inside = typeof outputs === 'object' && 'cost' in outputs ? outputs.cost : undefined;
	return (
		toPositive(usage?.cost) ??
		(ticks === undefined ? undefined : ticks / TICKS_PER_USD) ??
		toPositive(cost) ??
		toPositive(inside)
	);
}

const ID_KEYS = [
	'id',
	'task_id',
	'taskId',
	'job_id',
	'jobId',
	'video_id',
	'videoId',
	'generation_id',
	'generationId',
] as const;

/** Whether an object names a job by an ID. */
export function hasJobId(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return ID_KEYS.some((key) => isId((value as Record<string, unknown>)[key]));
}

function isId(value: unknown): boolean {
	return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/**
 * Returns the job's own error: as received if it is specific enough, else built from the fields
 * next to it.
 */
function getError(j: JobFields, status: JobStatus | undefined): unknown {
	const code = j.error_code ?? j.failCode;
	// Together keeps the reasons for a failed job in `info.errors`.
	const own = [j.error, status === 'failed' && j.info?.errors].find(isErrorValue);
	const words = firstText(
		j.error_message,
		j.fail_reason,
		j.failure_reason,
		j.failMsg,
		status === 'failed' ? j.message : undefined,
	);
	if (own !== undefined && (typeof own === 'object' || !hasContent(code))) return own;
	const message = own ?? words;
	if (!hasContent(code)) return message;
	return message === undefined && status !== 'failed' ? undefined : { code, message };
}
