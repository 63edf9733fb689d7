import { z } from 'zod';
import { holdsSomething } from '../../errors/signals';
import { toCappedArray, videoFieldsSchema, findVideo, type VideoSource } from './videoSource';
import { toPercent, toJobStatus, type JobStatus } from './status';

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
}

// Every field forgives: an endpoint that gets one of them wrong still has a job we paid for.
const text = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);
const number = z.union([z.number(), z.string()]).optional().catch(undefined);
const url = z.string().min(1).optional().catch(undefined);

const jobSchema = z.object({
	id: text,
	task_id: text,
	taskId: text,
	video_id: text,
	generation_id: text,
	request_id: text,
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
	usage: z.object({ cost: number }).optional().catch(undefined),
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

/**
 * Reads a job, or a video answered at once, from a parsed body. Nothing when the body holds neither an ID,
 * nor a status word, nor a video: then it is an error or a stranger's page.
 */
export function readJob(body: unknown): JobSnapshot | undefined {
	const inner = unwrapped(body);
	const parsed = jobSchema.safeParse(inner);
	if (!parsed.success) return undefined;
	const j = parsed.data;
	const statusWord = j.status ?? j.state ?? j.task_status;
	const said = toJobStatus(statusWord);
	// new-api keeps the URL of a finished video in the field for the reason of a failure.
	const finishedAt =
		said === 'completed' && /^https?:/.test(j.fail_reason ?? '') ? j.fail_reason : undefined;
	const video = findVideo({ ...j, result_url: j.result_url ?? finishedAt });
	// The ID of a request is a job's only where the answer tells of a job.
	const id = firstText(
		j.id,
		j.task_id,
		j.taskId,
		j.video_id,
		...(said || video ? [j.request_id, j.generation_id] : []),
	);
	const error = said === 'completed' ? undefined : errorOf(j, said);
	const status = said ?? (video ? 'completed' : undefined);
	if (id === undefined && video === undefined && said === undefined) return undefined;
	// Some never change the state of a job that could not be started.
	const isDead =
		video === undefined &&
		(status === undefined ? error !== undefined : status === 'queued' && holdsSomething(j.error));
	return {
		id,
		status: isDead ? 'failed' : status,
		statusWord,
		progress: toPercent(j.progress),
		model: j.model || undefined,
		prompt: j.prompt,
		size: j.size || undefined,
		seconds: positive(j.seconds ?? j.duration),
		createdAt: epochMs(j.created_at ?? j.created ?? j.submitted_at),
		completedAt: epochMs(j.completed_at ?? j.finished_at),
		expiresAt: epochMs(j.expires_at),
		video,
		thumbnailUrl: j.thumbnail_url,
		pollUrl: j.polling_url,
		usd: positive(j.usage?.cost),
		error,
	};
}

/** The job's own error, as it came where it says enough, else put together from the fields beside it. */
function errorOf(j: Job, status: JobStatus | undefined): unknown {
	const code = j.error_code ?? j.failCode;
	const own = holdsSomething(j.error) ? j.error : undefined;
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

/** Entries of a page that are read: endpoints give 100 at most. */
const MAX_JOBS = 500;
const MAX_MODELS = 5000;

const listSchema = z.object({
	data: toCappedArray(z.unknown(), MAX_JOBS),
	has_more: z.boolean().optional().catch(undefined),
	last_id: text,
});

/** One page of an endpoint's jobs. */
export interface JobPage {
	jobs: JobSnapshot[];
	/** The ID to continue after, when there is more. */
	after?: string;
}

/** Reads a page of jobs: `{data: […]}` or a bare array; nothing when the body is no list. */
export function readList(body: unknown): JobPage | undefined {
	const parsed = listSchema.safeParse(Array.isArray(body) ? { data: body } : body);
	if (!parsed.success || parsed.data.data === undefined) return undefined;
	const jobs = parsed.data.data
		.map((entry) => readJob(entry))
		.filter((j) => j?.id !== undefined) as JobSnapshot[];
	if (jobs.length === 0 && parsed.data.data.length > 0) return undefined;
	return {
		jobs,
		after: parsed.data.has_more ? (parsed.data.last_id ?? jobs.at(-1)?.id) : undefined,
	};
}

const modelsSchema = z.object({
	data: toCappedArray(z.object({ id: z.string() }).optional().catch(undefined), MAX_MODELS),
});

/** The IDs an endpoint's `GET /models` lists. */
export function readModels(body: unknown): string[] {
	const parsed = modelsSchema.safeParse(Array.isArray(body) ? { data: body } : body);
	return parsed.success ? (parsed.data.data ?? []).flatMap((m) => (m ? [m.id] : [])) : [];
}

/** Keys under which envelopes keep the job itself. */
const INNER = ['data', 'result', 'output', 'video', 'task', 'job', 'response'];
const MAX_WRAPPINGS = 3;

/** Task envelopes: `{code: "success", data: {…}}`, `{code: 200, data: {taskId}}`, `[{…}]`, JSON as a string of JSON. */
function unwrapped(body: unknown, wrappings = 0): unknown {
	if (wrappings >= MAX_WRAPPINGS) return body;
	if (typeof body === 'string')
		return /^\s{0,9}\{/.test(body) ? unwrapped(parse(body), wrappings + 1) : undefined;
	if (Array.isArray(body)) return body.length === 1 ? unwrapped(body[0], wrappings + 1) : body;
	if (typeof body !== 'object' || body === null) return body;
	const outer = body as Record<string, unknown>;
	if (idOf(outer) || holdsSomething(outer.error)) return body;
	const inner = INNER.map((key) => outer[key]).find(
		(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	);
	if (inner === undefined) return body;
	const opened = unwrapped(inner, wrappings + 1);
	// `{status: "success", data: {id, status: "queued"}}`: the outer word is about the request.
	if (hasState(outer)) return idOf(opened) && hasState(opened) ? opened : body;
	return idOf(opened) || hasState(opened) || outer.data === inner ? opened : body;
}

function idOf(value: unknown): boolean {
	const { id, task_id, taskId, video_id } = (value ?? {}) as Record<string, unknown>;
	return [id, task_id, taskId, video_id].some(holdsSomething);
}

function hasState(value: unknown): boolean {
	const { status, state, task_status } = (value ?? {}) as Record<string, unknown>;
	return [status, state, task_status].some(
		(word) => typeof word === 'string' && toJobStatus(word) !== undefined,
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

type Job = z.infer<typeof jobSchema>;

function firstText(...values: Array<string | undefined>): string | undefined {
	return values.find((v) => v !== undefined && v !== '');
}

function positive(value: number | string | undefined): number | undefined {
	// `"8"`, and `"8s"` as some write it.
	const n =
		typeof value === 'string'
			? Number(/^\s{0,9}(\d{1,9}(?:\.\d{1,9})?)\s?s?\s{0,9}$/.exec(value)?.[1])
			: value;
	return n !== undefined && Number.isFinite(n) && n >= 0 ? n : undefined;
}

/** Seconds or milliseconds since the epoch, or an ISO date, as milliseconds. */
function epochMs(value: number | string | undefined): number | undefined {
	if (value === undefined || value === '') return undefined;
	const n = Number(value);
	const ms = Number.isFinite(n) ? (n > 1e11 ? n : n * 1000) : Date.parse(String(value));
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
