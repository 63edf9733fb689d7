import {
	fieldsSchema,
	readAny,
	readFlag,
	readList,
	readObject,
	readString,
	readText,
	type FieldReader,
} from './fields';
import { hasJobId, readSnapshot, type JobSnapshot } from './job';
import { hasState, unwrapJob } from './unwrap';

/** Maximum entries read of a page. Endpoints that respect the limit return at most 100. */
const MAX_JOBS = 5000;
const MAX_MODELS = 5000;
/** Keys that hold the entries or the pages. */
const ENTRIES = ['data', 'items', 'videos', 'jobs', 'tasks', 'results', 'list', 'records'];
const MAX_WRAPPINGS = 2;

/** One page of an endpoint's jobs. */
export interface JobPage {
	jobs: JobSnapshot[];
	/** Where the next page starts, if there is one: a job's ID, or the endpoint's own cursor. */
	after?: string;
	/** The endpoint says that this is the last page. */
	isLast?: boolean;
}

const readCursor: FieldReader<string> = (value) => readText(value) || undefined;

const pageSchema = fieldsSchema({
	has_more: readFlag,
	hasMore: readFlag,
	has_next: readFlag,
	last_id: readCursor,
	lastId: readCursor,
	next: readAny,
	next_page: readCursor,
	next_cursor: readCursor,
	nextCursor: readCursor,
	next_page_token: readCursor,
	nextPageToken: readCursor,
	links: readObject({ next: readAny }),
});

/**
 * Reads a page of jobs: `{data: […]}` and similar objects, or a bare array. Undefined if the body
 * is not a list.
 */
export function readPage(body: unknown): JobPage | undefined {
	const entries = findEntries(body);
	if (entries === undefined) return undefined;
	const jobs = entries
		.slice(0, MAX_JOBS)
		.map((entry) => unwrapJob(entry))
		// A cheap check that drops most entries that are not jobs.
		.filter((entry) => hasJobId(entry) || hasState(entry))
		.map((entry) => readSnapshot(entry))
		.filter((job) => job?.id !== undefined) as JobSnapshot[];
	if (jobs.length === 0 && entries.length > 0) return undefined;
	return { jobs, ...findCursor(body, jobs) };
}

function findEntries(body: unknown, wrappings = 0): unknown[] | undefined {
	if (Array.isArray(body)) return body;
	if (typeof body !== 'object' || body === null || wrappings > MAX_WRAPPINGS) return undefined;
	for (const key of ENTRIES) {
		const found = findEntries((body as Record<string, unknown>)[key], wrappings + 1);
		if (found) return found;
	}
	return undefined;
}

function findCursor(body: unknown, jobs: JobSnapshot[]): Pick<JobPage, 'after' | 'isLast'> {
	const inner = (body as { data?: unknown } | null)?.data;
	for (const object of [body, Array.isArray(inner) ? undefined : inner]) {
		const parsed = pageSchema.safeParse(object);
		if (!parsed.success) continue;
		const p = parsed.data;
		const more = [p.has_more, p.hasMore, p.has_next].find((value) => value !== undefined);
		if (more !== undefined && !isYes(more)) return { isLast: true };
		const named =
			[p.next_cursor, p.nextCursor, p.next_page_token, p.nextPageToken].find(Boolean) ??
			toCursor(p.next) ??
			toCursor(p.links?.next);
		if (named !== undefined) return { after: named };
		if (more !== undefined) return { after: p.last_id ?? p.lastId ?? jobs.at(-1)?.id };
	}
	return {};
}

function isYes(value: boolean | string | number): boolean {
	return /^(true|yes|1)$/i.test(String(value).trim());
}

/** Reads `next` as a cursor, or as the URL of the next page with the cursor in its query. */
function toCursor(next: unknown): string | undefined {
	if (typeof next !== 'string' || next === '') return undefined;
	const query = /\?([^#]{1,2000})/.exec(next)?.[1];
	if (query === undefined) return /^[\w.:=-]{1,300}$/.test(next) ? next : undefined;
	const values = new URLSearchParams(query);
	return values.get('after') ?? values.get('cursor') ?? values.get('page_token') ?? undefined;
}

const modelsSchema = fieldsSchema({
	data: readList(readObject({ id: readString }), MAX_MODELS),
});

/** The IDs an endpoint's `GET /models` lists. */
export function readModels(body: unknown): string[] {
	const parsed = modelsSchema.safeParse(Array.isArray(body) ? { data: body } : body);
	return parsed.success ? (parsed.data.data ?? []).flatMap((m) => m?.id ?? []) : [];
}
