import { isErrorValue, isErrorEnvelope, normalizeKey } from '../../errors/envelope';
import { isEventStream, parseEvents } from '../../errors/eventStream';
import { findMarkup, isWholePage } from '../../errors/markup';
import { findEmbeddedJson, parseJson } from '../../errors/json';
import { withoutEmpty } from '../../errors/failure';
import { readJobAddress, readLocation } from '../../errors/location';
import { toJobStatus } from '../../errors/statusWords';
import { readPage, type JobPage } from './list';
import { hasJobId, readSnapshot, type JobSnapshot } from './job';
import { hasState, isJobIdWord, unwrapJob } from './unwrap';

/** An HTTP answer of any status, read to its end or to where the connection broke off. */
export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** What the request was for, which decides what counts as an answer. */
export type Question =
	| { for: 'order' }
	/** A poll; the ID shows whether the answer is about this job. */
	| { for: 'job'; id: string }
	| { for: 'list' }
	| { for: 'deletion' };

/** What an answer turned out to be. `classify` judges refusals and unreadable answers. */
export type Answer =
	| { kind: 'job'; job: JobSnapshot }
	| { kind: 'list'; page: JobPage }
	| { kind: 'deleted' }
	| { kind: 'refusal' }
	| { kind: 'unreadable'; why: 'empty' | 'web_page' | 'not_json' | 'unknown_shape' };

/** Maximum characters searched for JSON surrounded by words. */
const MAX_LOOSE_TEXT = 256 * 1024;
const MAX_STEPS = 500_000;

/**
 * Reads an answer of any endpoint. The one place that knows the shapes in which jobs and lists
 * come. Never throws.
 */
export function readAnswer({ status, headers, text }: HttpResponse, question: Question): Answer {
	const isGood = status >= 200 && status < 300;
	if (question.for === 'order' && (isGood || status === 303)) {
		const named = readLocation(headers);
		const answer = isGood ? readBody(text, question) : undefined;
		if (answer?.kind === 'job' || answer?.kind === 'refusal' || named === undefined)
			return answer ?? { kind: 'refusal' };
		return { kind: 'job', job: { ...named, status: 'queued' } };
	}
	return isGood ? readBody(text, question) : { kind: 'refusal' };
}

function readBody(text: string, question: Question): Answer {
	const body = text.replace(/^\ufeff/, '').trim();
	if (body === '')
		return question.for === 'deletion' ? { kind: 'deleted' } : { kind: 'unreadable', why: 'empty' };
	const parsed = parseJson(body) ?? (isJobIdWord(body) ? body : undefined);
	if (parsed !== undefined) return readValue(parsed, question);
	if (isEventStream(body)) return readEvents(body, question);
	if (findMarkup(body) !== 0) return readLooseText(body, question);
	// PHP prints its warnings as HTML before the JSON.
	const behind = isWholePage(body) ? undefined : readLooseText(body, question);
	return behind && behind.kind !== 'unreadable' ? behind : { kind: 'unreadable', why: 'web_page' };
}

function readValue(value: unknown, question: Question): Answer {
	if (question.for === 'list') {
		const page = isRefusal(value, value) ? undefined : readPage(value);
		if (page) return { kind: 'list', page };
		return isRefusal(value, value)
			? { kind: 'refusal' }
			: { kind: 'unreadable', why: 'unknown_shape' };
	}
	const jobId = question.for === 'job' ? question.id : undefined;
	const inner = unwrapJob(value, jobId);
	if (isRefusal(inner, value)) return { kind: 'refusal' };
	if (question.for === 'deletion') return readDeletion(value);
	const job = question.for === 'order' ? readOrdered(inner, value) : readSnapshot(inner, value);
	if (job && (question.for === 'job' || job.id !== undefined || job.video))
		return {
			kind: 'job',
			job: namesJob(jobId, job, value) ? job : { ...job, namesJob: false as const },
		};
	return hasErrorShape(value) ? { kind: 'refusal' } : { kind: 'unreadable', why: 'unknown_shape' };
}

/**
 * Reads a new job. One that is named only by its URL or, as at xAI, by the request's ID, is queued.
 */
function readOrdered(inner: unknown, whole: unknown): JobSnapshot | undefined {
	const job = readSnapshot(inner, whole);
	if (job?.id !== undefined || job?.video) return job;
	const named = readAddress(inner) ?? readRequestId(inner);
	return named && { status: 'queued', ...job, ...named };
}

/** Reads `{"request_id": …}`, if the answer holds nothing else. */
function readRequestId(value: unknown): Pick<JobSnapshot, 'id'> | undefined {
	const { request_id, requestId } = (value ?? {}) as Record<string, unknown>;
	const id = request_id ?? requestId;
	return (typeof id === 'string' && id !== '') || typeof id === 'number'
		? { id: String(id) }
		: undefined;
}

/** Keys that hold the URL of the job's state. */
const ADDRESS_KEYS = ['polling_url', 'poll_url', 'pollUrl', 'status_url', 'statusUrl', 'location'];

function readAddress(value: unknown): Pick<JobSnapshot, 'id' | 'pollUrl'> | undefined {
	const object = toObject(value) ?? {};
	const inside = toObject(object.urls ?? object.links ?? object._links);
	const self = toObject(inside?.self)?.href ?? inside?.self;
	const urls = [...ADDRESS_KEYS.map((key) => object[key]), inside?.get, self];
	return urls.map(readJobAddress).find((found) => found !== undefined);
}

/** Whether an answer contains the ID of the requested job, under any key for IDs. */
function namesJob(jobId: string | undefined, job: JobSnapshot, whole: unknown): boolean {
	if (jobId === undefined || job.id === jobId) return true;
	const objects = [whole, ...Object.values(toObject(whole) ?? {})].map(toObject);
	return objects.some((object) =>
		Object.entries(object ?? {}).some(([key, v]) => /id$/i.test(key) && toText(v) === jobId),
	);
}

/**
 * Whether an answer with a good status is a refusal: `{"error": …}`, `{"code": 500, "msg": …}`. A
 * job that carries its own error is not: it was accepted.
 * @param inner the object that describes the job, if there is one
 * @param whole the body
 */
function isRefusal(inner: unknown, whole: unknown): boolean {
	const outer = toObject(Array.isArray(whole) && whole.length === 1 ? whole[0] : whole);
	const object = toObject(inner);
	if (outer === undefined || object === undefined) return false;
	if (outer.success === false || outer.type === 'error' || outer.object === 'error') return true;
	const own = inner === whole || inner === outer;
	// An HTTP number in the envelope outweighs an ID inside, which is then the request's.
	if (/^[45]\d\d$/.test(toText(outer.code)) && (!own || !hasState(object))) return true;
	if (hasJobId(object)) return false;
	if (!hasErrorShape(outer)) return false;
	const status = toJobStatus(typeof outer.status === 'string' ? outer.status : undefined);
	if (status === undefined) return true;
	if (status !== 'failed') return isErrorValue(outer.error) || isErrorValue(outer.errors);
	// A job state without an ID: a reason in its own field belongs to the job, otherwise to the
	// envelope.
	const hasReason = ['error', 'fail_reason', 'failMsg'].some((key) => isErrorValue(outer[key]));
	const hasWords = typeof (outer.message ?? outer.msg) === 'string';
	return /^(error|fail)$/i.test(toText(outer.status)) || hasWords || !hasReason;
}

function hasErrorShape(value: unknown): boolean {
	const object = toObject(Array.isArray(value) && value.length === 1 ? value[0] : value);
	return (
		object !== undefined &&
		isErrorEnvelope(new Map(Object.entries(object).map(([key, v]) => [normalizeKey(key), v])))
	);
}

/** Words for a deletion that was not done. */
const NOT_DONE = /\b(not|cannot|failed|unable|denied)\b|n't\b|失败|失敗|无法|無法|不能|不存在/i;

/**
 * Reads the answer to a deletion: confirmed unless the body denies it, as `deleted: false` does.
 */
function readDeletion(value: unknown): Answer {
	const object = toObject(value);
	if (object === undefined) return { kind: 'unreadable', why: 'unknown_shape' };
	const inner = toObject(object.data) ?? object;
	const flags = [object.deleted, inner.deleted, object.success, inner.success];
	const isDenied = flags.some((flag) => /^(false|no|0)$/i.test(toText(flag)));
	const isConfirmed = flags.some((flag) => /^(true|yes|1)$/i.test(toText(flag)));
	const words = `${toText(object.message)} ${toText(object.msg)}`.slice(0, 1000);
	return isDenied || (!isConfirmed && NOT_DONE.test(words))
		? { kind: 'refusal' }
		: { kind: 'deleted' };
}

/**
 * Reads server-sent events: an error in any of them, else everything they say about the job,
 * merged.
 */
function readEvents(text: string, question: Question): Answer {
	const answers = parseEvents(text).map(({ data, error }): Answer => {
		const value = parseJson(data);
		if (error) return { kind: 'refusal' };
		return value === undefined
			? { kind: 'unreadable', why: 'not_json' }
			: readValue(value, question);
	});
	if (answers.some(({ kind }) => kind === 'refusal')) return { kind: 'refusal' };
	const jobs = answers.flatMap((answer) => (answer.kind === 'job' ? [answer] : []));
	if (jobs.length === 0) return answers.at(-1) ?? { kind: 'unreadable', why: 'not_json' };
	return {
		kind: 'job',
		job: Object.assign({}, ...jobs.map(({ job }) => withoutEmpty(job))) as JobSnapshot,
	};
}

/**
 * Reads JSON surrounded by words, or cut off in the middle. An ID counts only if it is complete.
 */
function readLooseText(text: string, question: Question): Answer {
	const head = text.slice(0, MAX_LOOSE_TEXT);
	const { values } = findEmbeddedJson(head, { steps: MAX_STEPS });
	for (const value of values) {
		const answer = readValue(value, question);
		if (answer.kind === 'refusal') return answer;
		if (answer.kind !== 'job') continue;
		const { id, ...rest } = answer.job;
		if (id === undefined || isWhole(id, head)) return answer;
		return question.for === 'job'
			? { kind: 'job', job: { ...rest, namesJob: false } }
			: { kind: 'unreadable', why: 'not_json' };
	}
	return { kind: 'unreadable', why: 'not_json' };
}

/** Whether an ID ends before the text does, and so was not cut off. */
function isWhole(id: string, text: string): boolean {
	const at = text.indexOf(id);
	return at >= 0 && /^["'\\,}\]\s]/.test(text.slice(at + id.length));
}

/** Converts a primitive value to text; an object becomes the empty string. */
function toText(value: unknown): string {
	return typeof value === 'object' || value === undefined ? '' : String(value);
}

function toObject(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}
