import type { z } from 'zod';
import { readBilling } from '../../errors/billing';
import { holdsError, holdsSomething, isProgressNote } from '../../errors/envelope';
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

/** What an endpoint says of a job, whatever its dialect. Times in milliseconds since the epoch. */
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
	/** US dollars, where the endpoint reports what it charged. */
	usd?: number;
	/** The job's own error, of any shape, when it has one. */
	error?: unknown;
	/**
	 * False in the answer to a poll that does not name the job that was asked for: a failure in it may be another
	 * job's, or the request's, and needs a second look.
	 */
	namesJob?: false;
	/** What a failed job's answer says of the money, anywhere in it; absent where it says nothing. */
	billed?: Billed;
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
	submitted_at: readNumber,
	completed_at: readNumber,
	finished_at: readNumber,
	expires_at: readNumber,
	thumbnail_url: readFilled,
	polling_url: readFilled,
	usage: readObject({ cost: readNumber, cost_in_usd_ticks: readNumber }),
	cost: readNumber,
	error: readAny,
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

/** xAI finishes a job whose video its moderation withholds. */
function isBlockedVideo(object: unknown): boolean {
	const { video } = (object ?? {}) as { video?: { respect_moderation?: unknown } | null };
	return typeof video === 'object' && video?.respect_moderation === false;
}

/** Reads a job's fields from the object that holds them; nothing when it holds neither an ID, a state nor a video. */
export function readSnapshot(object: unknown, whole: unknown = object): JobSnapshot | undefined {
	const parsed = jobSchema.safeParse(object);
	if (!parsed.success) return undefined;
	const j = parsed.data;
	const statusWord = j.status ?? j.state ?? j.task_status;
	const named = toJobStatus(statusWord);
	// new-api keeps the URL of a finished video in the field for the reason of a failure.
	const finishedAt =
		named === 'completed' && /^https?:/.test(j.fail_reason ?? '') ? j.fail_reason : undefined;
	const video = findVideo({ ...j, result_url: j.result_url ?? finishedAt });
	// The ID of a request is a job's only where the answer tells of a job.
	const id = firstText(
		...ID_KEYS.map((key) => j[key]),
		...(named || video ? [j.request_id, j.requestId] : []),
	);
	const isBlocked = isBlockedVideo(object);
	const error = isBlocked ? BLOCKED : named === 'completed' ? undefined : getError(j, named);
	const status = isBlocked ? 'failed' : (named ?? (video ? 'completed' : undefined));
	if (id === undefined && video === undefined && named === undefined) return undefined;
	// Some never change the state of a job that could not be started.
	const isDead =
		video === undefined &&
		!isProgressNote(j.error) &&
		(status === undefined ? error !== undefined : status === 'queued' && holdsError(j.error));
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
		createdAt: toEpochMs(j.created_at ?? j.created ?? j.submitted_at),
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

/** xAI counts money in these. */
const TICKS_PER_USD = 1e10;

/** What the endpoint says it charged: OpenRouter's and xAI's `usage`, Merge's `cost`, Together's `outputs.cost`. */
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

/** The job's own error, as it came where it says enough, else put together from the fields beside it. */
function getError(j: JobFields, status: JobStatus | undefined): unknown {
	const code = j.error_code ?? j.failCode;
	const own = holdsError(j.error) ? j.error : undefined;
	const words = firstText(
		j.error_message,
		j.fail_reason,
		j.failure_reason,
		j.failMsg,
		status === 'failed' ? j.message : undefined,
	);
	if (own !== undefined && (typeof own === 'object' || !holdsSomething(code))) return own;
	const message = own ?? words;
	if (!holdsSomething(code)) return message;
	return message === undefined && status !== 'failed' ? undefined : { code, message };
}
