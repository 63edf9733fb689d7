import { holdsError, holdsSomething } from '../../errors/envelope';
import { parseJson } from '../../errors/json';
import { toJobStatus } from '../../errors/statusWords';
import { hasJobId } from './job';

/** Keys under which envelopes keep the job itself. */
const INNER = ['data', 'result', 'output', 'video', 'task', 'job', 'response'];
const MAX_WRAPPINGS = 3;

/**
 * The object that tells of the job, out of its envelopes: `{code: "success", data: {…}}`, `[{…}]`,
 * `{data: "task_1"}`, JSON as a string of JSON.
 * @param jobId the job that was asked for: of a list, its entry is taken
 */
export function unwrapJob(body: unknown, jobId?: string, wrappings = 0): unknown {
	if (wrappings > MAX_WRAPPINGS) return body;
	if (typeof body === 'string') {
		if (/^(video|task|job|gen)[_-][\w-]{2,200}$/.test(body)) return { id: body };
		return /^\s{0,9}\{/.test(body) ? unwrapJob(parseJson(body), jobId, wrappings + 1) : undefined;
	}
	if (Array.isArray(body)) {
		const entry = pickEntry(body, jobId);
		return entry === undefined ? body : unwrapJob(entry, jobId, wrappings + 1);
	}
	if (typeof body !== 'object' || body === null) return body;
	const outer = body as Record<string, unknown>;
	if (hasJobId(outer) || holdsError(outer.error)) return body;
	if (isBareId(outer.data)) return { ...outer, data: undefined, id: outer.data };
	const inner = INNER.map((key) => outer[key]).find(
		(value) => typeof value === 'object' && value !== null && isJobOrWrapping(value, jobId),
	);
	if (inner === undefined) return body;
	const opened = unwrapJob(inner, jobId, wrappings + 1);
	// `{status: "success", data: {id, status: "queued"}}`: the outer word is about the request.
	if (hasState(outer)) return hasJobId(opened) && hasState(opened) ? opened : body;
	return hasJobId(opened) || hasState(opened) || (outer.data === inner && !Array.isArray(inner))
		? opened
		: body;
}

/** A list is opened for the entry that was asked for, or for its only one. */
function isJobOrWrapping(value: object, jobId?: string): boolean {
	return !Array.isArray(value) || hasJobId(pickEntry(value, jobId));
}

function pickEntry(list: unknown[], jobId?: string): unknown {
	const asked = list
		.slice(0, 500)
		.find((entry) => jobId !== undefined && (entry as { id?: unknown } | null)?.id === jobId);
	return asked ?? (list.length === 1 ? list[0] : undefined);
}

/** new-api's `{"code": "success", "data": "task_1"}`. */
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
		(word) => typeof word === 'string' && holdsSomething(word) && toJobStatus(word) !== undefined,
	);
}
