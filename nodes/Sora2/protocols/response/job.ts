import { z } from 'zod';
import { readBilling } from '../../errors/billing';
import { holdsError, holdsSomething } from '../../errors/envelope';
import type { Billed } from '../../errors/failure';
import { toJobStatus, type JobStatus } from '../../errors/statusWords';
import { firstText, toEpochMs, toPercent, toPositive } from './values';
import { findVideo, isWebAddress, videoFieldsSchema, type VideoSource } from './videoSource';

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

// Every field forgives: an endpoint that gets one of them wrong still has a job we paid for.
const text = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);
const number = z.union([z.number(), z.string()]).optional().catch(undefined);
const url = z.string().min(1).optional().catch(undefined);

const jobSchema = z.object({
	id: text,
	task_id: text,
	taskId: text,
	job_id: text,
	jobId: text,
	video_id: text,
	videoId: text,
	generation_id: text,
	generationId: text,
	request_id: text,
	requestId: text,
	status: text,
	state: text,
	task_status: text,
	progress: number,
	model: text,
	prompt: z.string().optional().catch(undefined),
	size: z.string().optional().catch(undefined),
	seconds: number,
	duration: number,
	created_at: number,
	created: number,
	submitted_at: number,
	completed_at: number,
	finished_at: number,
	expires_at: number,
	thumbnail_url: url,
	polling_url: url,
	usage: z.object({ cost: number, cost_in_usd_ticks: number }).optional().catch(undefined),
	cost: number,
	error: z.unknown(),
	error_code: text,
	error_message: text,
	fail_reason: text,
	failure_reason: text,
	failMsg: text,
	failCode: text,
	message: text,
	...videoFieldsSchema,
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
