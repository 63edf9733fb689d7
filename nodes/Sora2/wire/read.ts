import { z } from 'zod';
import { percent, statusOf, type JobStatus } from './status';

/** Where the file of a finished video is: at a URL the answer named, in the answer itself, or under `/content`. */
export type VideoSource = { kind: 'url'; url: string } | { kind: 'inline'; base64: string; mimeType: string };

/** What an endpoint says of a job, whatever its dialect. Times in milliseconds since the epoch. */
export interface JobReading {
	id?: string;
	status?: JobStatus;
	/** The endpoint's own status word. */
	word?: string;
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
const anyObject = z.object({}).passthrough();
const url = z.string().min(1).optional().catch(undefined);
const urls = z.array(z.string().min(1)).optional().catch(undefined);

const file = z.object({ url, b64_json: url, output_format: z.string().optional().catch(undefined) });

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
	data: z.array(file.nullable().catch(null)).optional().catch(undefined),
	url,
	video_url: url,
	result_url: url,
	urls,
	unsigned_urls: urls,
	video: z.union([url, file]).optional().catch(undefined),
	resultJson: z.string().optional().catch(undefined),
	metadata: z.object({ url, video_url: url }).optional().catch(undefined),
	thumbnail_url: url,
	polling_url: url,
	usage: z.object({ cost: number }).optional().catch(undefined),
	error: z.unknown(),
	fail_reason: text,
	failMsg: text,
	failCode: text,
});

const envelopeSchema = z.object({ data: anyObject, id: z.undefined().or(z.null()) });

/**
 * Reads a job, or a video answered at once, from a parsed body. Nothing when the body holds neither an ID,
 * nor a status word, nor a video: then it is an error or a stranger's page.
 */
export function readJob(body: unknown): JobReading | undefined {
	const inner = unwrapped(body);
	const parsed = jobSchema.safeParse(inner);
	if (!parsed.success) return undefined;
	const j = parsed.data;
	const word = j.status ?? j.state ?? j.task_status;
	const video = videoOf(j);
	const id = firstText(j.id, j.task_id, j.taskId, j.video_id, j.request_id, j.generation_id);
	const error = firstOf(j.error, j.fail_reason, j.failMsg);
	const status = statusOf(word) ?? (video ? 'completed' : undefined);
	if (id === undefined && video === undefined && statusOf(word) === undefined) return undefined;
	return {
		id,
		status: error !== undefined && (status === undefined || status === 'queued') && video === undefined ? 'failed' : status,
		word,
		progress: percent(j.progress),
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

const listSchema = z.object({ data: z.array(z.unknown()), has_more: z.boolean().optional().catch(undefined), last_id: text });

/** One page of an endpoint's jobs. */
export interface JobPage {
	jobs: JobReading[];
	/** The ID to continue after, when there is more. */
	after?: string;
}

/** Reads a page of jobs: `{data: […]}` or a bare array; nothing when the body is no list. */
export function readList(body: unknown): JobPage | undefined {
	const parsed = listSchema.safeParse(Array.isArray(body) ? { data: body } : body);
	if (!parsed.success) return undefined;
	const jobs = parsed.data.data.map(readJob).filter((j) => j?.id !== undefined) as JobReading[];
	if (jobs.length === 0 && parsed.data.data.length > 0) return undefined;
	return { jobs, after: parsed.data.has_more ? (parsed.data.last_id ?? jobs.at(-1)?.id) : undefined };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string(), name: z.string().optional().catch(undefined) }).nullable().catch(null)) });

/** The IDs an endpoint's `GET /models` lists. */
export function readModels(body: unknown): string[] {
	const parsed = modelsSchema.safeParse(Array.isArray(body) ? { data: body } : body);
	return parsed.success ? parsed.data.data.flatMap((m) => (m ? [m.id] : [])) : [];
}

/** Task envelopes: `{code: "success", data: {…}}`, `{code: 200, data: {taskId}}`. */
function unwrapped(body: unknown): unknown {
	if (Array.isArray(body) && body.length === 1) return unwrapped(body[0]);
	const parsed = envelopeSchema.safeParse(body);
	if (!parsed.success) return body;
	const outer = body as Record<string, unknown>;
	const saysStatus = statusOf(typeof outer.status === 'string' ? outer.status : undefined) !== undefined;
	return saysStatus || outer.task_id !== undefined ? body : parsed.data.data;
}

type Job = z.infer<typeof jobSchema>;

function videoOf(j: Job): VideoSource | undefined {
	const first = j.data?.find((d) => d?.url || d?.b64_json);
	const video = typeof j.video === 'object' ? j.video : { url: j.video };
	const inline = first?.b64_json ?? (typeof j.video === 'object' ? j.video.b64_json : undefined);
	const link = firstText(first?.url, j.video_url, j.url, j.urls?.[0], j.unsigned_urls?.[0], video.url, j.result_url, resultUrl(j.resultJson), j.metadata?.url, j.metadata?.video_url);
	if (link) return link.startsWith('data:') ? fromDataUrl(link) : { kind: 'url', url: link };
	return inline ? { kind: 'inline', base64: inline, mimeType: `video/${first?.output_format ?? 'mp4'}` } : undefined;
}

function fromDataUrl(dataUrl: string): VideoSource | undefined {
	const [, mimeType, base64] = /^data:([\w.+-]+\/[\w.+-]+);base64,([\s\S]+)$/.exec(dataUrl) ?? [];
	return base64 ? { kind: 'inline', base64, mimeType } : undefined;
}

/** kie.ai keeps its result as a string of JSON. */
function resultUrl(json: string | undefined): string | undefined {
	if (!json) return undefined;
	try {
		const parsed = z.object({ resultUrls: z.array(z.string()) }).safeParse(JSON.parse(json));
		return parsed.success ? parsed.data.resultUrls[0] : undefined;
	} catch {
		return undefined;
	}
}

function firstText(...values: Array<string | undefined>): string | undefined {
	return values.find((v) => v !== undefined && v !== '');
}

function firstOf(...values: unknown[]): unknown {
	return values.find((v) => v !== undefined && v !== null && v !== '' && v !== false && v !== 0);
}

function positive(value: number | string | undefined): number | undefined {
	const n = Number(value);
	return value !== undefined && value !== '' && Number.isFinite(n) && n >= 0 ? n : undefined;
}

/** Seconds or milliseconds since the epoch, or an ISO date, as milliseconds. */
function epochMs(value: number | string | undefined): number | undefined {
	if (value === undefined || value === '') return undefined;
	const n = Number(value);
	const ms = Number.isFinite(n) ? (n > 1e11 ? n : n * 1000) : Date.parse(String(value));
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
