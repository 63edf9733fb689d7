import { isErrorValue, hasContent } from '../../errors/envelope';
import { parseJson } from '../../errors/json';
import { toJobStatus } from '../../errors/statusWords';
import { hasJobId } from './job';

/** Keys under which envelopes keep the job itself. */
const INNER = ['data', 'result', 'output', 'video', 'task', 'job', 'response'];
const MAX_WRAPPINGS = 3;

/**
 * Takes the object that describes the job out of its envelopes: `{code: "success", data: {…}}`,
 * `[{…}]`, `{data: "task_1"}`, JSON inside a JSON string.
 * @param jobId the requested job, whose entry is taken from a list
 */
export function unwrapJob(body: unknown, jobId?: string, wrappings = 0): unknown {
	if (wrappings > MAX_WRAPPINGS) return body;
	if (typeof body === 'string') {
		if (isJobIdWord(body)) return { id: body };
		return /^\s{0,9}\{/.test(body) ? unwrapJob(parseJson(body), jobId, wrappings + 1) : undefined;
	}
	if (Array.isArray(body)) {
		const entry = pickEntry(body, jobId);
		return entry === undefined ? body : unwrapJob(entry, jobId, wrappings + 1);
	}
	if (typeof body !== 'object' || body === null) return body;
	const outer = body as Record<string, unknown>;
	if (hasJobId(outer) || isErrorValue(outer.error)) return body;
	const bareId = findBareId(outer);
	if (bareId !== undefined) return { ...outer, data: undefined, id: bareId };
	const inner = INNER.map((key) => outer[key]).find(
		(value) => typeof value === 'object' && value !== null && isJobOrWrapping(value, jobId),
	);
	if (inner === undefined) return body;
	const opened = unwrapJob(inner, jobId, wrappings + 1);
	// In `{status: "success", data: {id, status: "queued"}}` the outer word is about the request.
	if (hasState(outer)) return hasJobId(opened) && hasState(opened) ? opened : body;
	return hasJobId(opened) || hasState(opened) || (outer.data === inner && !Array.isArray(inner))
		? opened
		: body;
}

/** A list is opened for the requested entry, or for its only one. */
function isJobOrWrapping(value: object, jobId?: string): boolean {
	return !Array.isArray(value) || hasJobId(pickEntry(value, jobId));
}

function pickEntry(list: unknown[], jobId?: string): unknown {
	const asked = list
		.slice(0, 500)
		.find((entry) => jobId !== undefined && (entry as { id?: unknown } | null)?.id === jobId);
	return asked ?? (list.length === 1 ? list[0] : undefined);
}

/** Whether a bare string is a job's ID: by its prefix, or because it is a UUID. */
export function isJobIdWord(text: string): boolean {
	return /^((video|task|job|gen)[_-][\w-]{2,200}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i.test(
		text,
	);
}

/** Keys that may hold a bare ID, or a list with nothing but one. */
const BARE_KEYS = [
	'task',
	'job',
	'task_ids',
	'job_ids',
	'video_ids',
	'taskIds',
	'jobIds',
	'videoIds',
	'ids',
];

/**
 * Finds a job's ID without an object around it: `{"code": "success", "data": "task_1"}`, `{"task":
 * "7f3a"}`, `{"ids": ["7f3a"]}`.
 */
function findBareId(outer: Record<string, unknown>): string | number | undefined {
	const getOnly = (value: unknown) =>
		Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
	const data = getOnly(outer.data);
	if (isBareId(data)) return data;
	// Midjourney-style proxies: `{"code": 1, "result": "1712345678901234"}`.
	if (typeof outer.result === 'string' && isBareId(outer.result)) return outer.result;
	const inner = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
	return [outer, inner]
		.flatMap((object) => BARE_KEYS.map((key) => getOnly(object[key])))
		.find((value) => typeof value === 'string' && isBareId(value)) as string | undefined;
}

function isBareId(value: unknown): value is string | number {
	if (typeof value === 'number') return Number.isInteger(value) && value > 0;
	return (
		typeof value === 'string' &&
		/^[\w.:=-]{4,300}$/.test(value) &&
		/\d/.test(value) &&
		!/^https?:/.test(value)
	);
}

export function hasState(value: unknown): boolean {
	const { status, state, task_status } = (value ?? {}) as Record<string, unknown>;
	return [status, state, task_status].some(
		(word) => typeof word === 'string' && hasContent(word) && toJobStatus(word) !== undefined,
	);
}
