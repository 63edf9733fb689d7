import { parseEvents, isEventStream } from '../../errors/eventStream';
import { holdsSomething, isBadCode } from '../../errors/signals';
import { toJobStatus } from './status';

/** Where an endpoint puts the ID of a job it accepted. */
const JOB_ID_KEYS = ['id', 'task_id', 'taskId', 'video_id', 'generation_id'];
const ALL_IS_WELL = /^\s{0,9}(success|successful|ok|accepted|成功|操作成功|请求成功)[.!]?\s{0,9}$/i;

/**
 * Whether a body that came with HTTP 200 is a refusal all the same: `{"error": …}`, `{"code": 500, "msg": …}`,
 * server-sent events with an error in them. A job that carries its own error is not: it was accepted.
 * @param body the text as JSON; undefined when it is none
 */
export function isRefusal(body: unknown, text: string): boolean {
	if (body === undefined)
		return (
			isEventStream(text) &&
			parseEvents(text).some(({ data, error }) => error || isRefusal(parse(data), ''))
		);
	const value = Array.isArray(body) && body.length === 1 ? (body as unknown[])[0] : body;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const object = value as Record<string, unknown>;
	const has = (key: string) => holdsSomething(object[key]);
	if (object.success === false || object.type === 'error' || object.object === 'error') return true;
	// An envelope's HTTP number outweighs an ID inside: that one is then the request's.
	const saysNo = typeof object.code === 'number' && object.code >= 400 && object.code < 600;
	if (holdsJob(object) || (holdsJob(object.data) && !saysNo)) return false;
	const status = toJobStatus(typeof object.status === 'string' ? object.status : undefined);
	const said = has('message') || has('msg');
	// A job's state without its ID: what it says of itself is read as the job's.
	if (
		status === 'failed' &&
		!said &&
		object.status !== 'error' &&
		(has('error') || has('fail_reason') || has('failMsg'))
	)
		return false;
	if (has('error') || has('errors')) return true;
	if (
		status === undefined &&
		(has('detail') || has('error_message') || has('errorMessage') || has('error_msg'))
	)
		return true;
	if (typeof object.status === 'number' && object.status >= 400 && (said || has('title')))
		return true;
	const isFine = [object.message, object.msg].some(
		(words) => typeof words === 'string' && ALL_IS_WELL.test(words),
	);
	if (isBadCode(object.code) && !isFine && (said || /^\d{1,9}$/.test(String(object.code))))
		return true;
	return status === 'failed' && said;
}

function holdsJob(value: unknown): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		JOB_ID_KEYS.some((key) => holdsSomething((value as Record<string, unknown>)[key]))
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return null;
	}
}
