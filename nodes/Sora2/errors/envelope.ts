import { parseJson } from './json';
import { toJobStatus } from './statusWords';

/*
 * The one place that knows the shapes in which endpoints report an error, and the ways in which
 * they report that there is none.
 */

/** Values of an error or its message that mean there is no error. */
const NO_ERROR =
	/^\s{0,9}(none|null|nil|undefined|no[ _-]?errors?|ok|okay|success|succeeded|successful|accepted|false|n\/?a|-|0|200|无|無|没有|无错误|正常|\[\]|\{\}|(request|operation|query)( was)? (successful|succeeded)|成功|操作成功|请求成功|提交成功|)[.!]?\s{0,9}$/i;
/** Words and numbers in an error code field that mean success. */
const SUCCESS_CODE =
	/^(success|succeed|succeeded|ok|e?0+|2\d\d|20000|10000|no_?error|null|none|)$/i;
const CODE_KEY = /^(code|status|type|err_?no|ret_?code|status_?code|error_?code)$/i;

/** Whether a value has content; nulls, blanks and empty containers have none. */
export function hasContent(value: unknown): boolean {
	if (isEmpty(value)) return false;
	return (
		typeof value !== 'object' ||
		Object.values(value as object)
			.slice(0, 20)
			.some((v) => !isEmpty(v))
	);
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '' || value === false || value === 0;
}

/**
 * Whether the value of an `error` key describes an error; `"none"` and `{code: 0, message: "ok"}`
 * do not.
 */
export function isErrorValue(value: unknown, depth = 0): boolean {
	if (!hasContent(value)) return false;
	if (typeof value === 'string') {
		const inner = depth <= 2 && /^\s{0,9}[{[]/.test(value) ? parseJson(value) : undefined;
		return inner === undefined
			? !NO_ERROR.test(value.slice(0, 40))
			: isErrorValue(inner, depth + 1);
	}
	if (typeof value !== 'object' || value === null || depth > 2) return true;
	const { message, msg } = value as Record<string, unknown>;
	const saysSuccess = isSuccessMessage(message) || isSuccessMessage(msg);
	return Object.entries(value)
		.slice(0, 20)
		.some(([key, inner]) =>
			CODE_KEY.test(key) && typeof inner !== 'object'
				? isErrorCode(inner) && !saysSuccess
				: isErrorValue(inner, depth + 1),
		);
}

/**
 * Whether the `error` of an unfinished job only reports progress: `{code: 0, message: "queued"}`,
 * `"processing"`. Its code means success, or its words describe a job in progress.
 */
export function isProgressNote(error: unknown): boolean {
	if (typeof error === 'string') return isProgressWord(error);
	if (typeof error !== 'object' || error === null) return false;
	const pairs = Object.entries(error).slice(0, 20);
	const codes = pairs.filter(([key, v]) => CODE_KEY.test(key) && isCodeValue(v)).map(([, v]) => v);
	if (codes.some(isErrorCode)) return false;
	return codes.length > 0 || pairs.some(([, v]) => typeof v === 'string' && isProgressWord(v));
}

function isCodeValue(value: unknown): boolean {
	return typeof value === 'number' || (typeof value === 'string' && !/^(null|none)?$/i.test(value));
}

/** Words of a job that waits or goes on, and words that a progress note does not hold. */
const UNDER_WAY =
	/\b(waiting|in (the )?queue|queued|queueing|pending|processing|in progress|starting)\b|排队|处理中|等待/i;
const RETRYING = /\b(retrying|(will be|being) retried|will retry)\b|正在重试/i;
const TROUBLE = /fail|error|refus|reject|invalid|denied|violat|block|cancel|time|expired|not |n't/i;

function isProgressWord(text: string): boolean {
	const status = toJobStatus(text.trim());
	const words = text.slice(0, 300);
	return (
		status === 'queued' ||
		status === 'running' ||
		RETRYING.test(words) ||
		(UNDER_WAY.test(words) && !TROUBLE.test(words))
	);
}

/** Whether an envelope's code reports an error. */
function isErrorCode(code: unknown): boolean {
	return (
		(typeof code === 'string' || typeof code === 'number') &&
		!SUCCESS_CODE.test(String(code).slice(0, 40).trim())
	);
}

/**
 * Whether the message beside a code reports success. Vendors' success codes start at 0, 1 or 10000.
 */
function isSuccessMessage(words: unknown): boolean {
	return typeof words === 'string' && words !== '' && NO_ERROR.test(words.slice(0, 40));
}

/** Normalizes a key for comparison: lower case without `_` and `-`. */
export function normalizeKey(key: string): string {
	return key.slice(0, 80).toLowerCase().replace(/[_-]/g, '');
}

const ERROR_KEYS = [
	'error',
	'errors',
	'detail',
	'errormessage',
	'errormsg',
	'errmsg',
	'errorcode',
	'errordescription',
	'fault',
];
const NUMBER_KEYS = ['code', 'statuscode', 'ret', 'retcode', 'returncode', 'resultcode', 'errno'];

/**
 * Whether an object has the shape of an error: `{"error": …}`, `{"code": …, "message": …}`,
 * `{"detail": …}`, `{"status": "failure", …}`.
 * @param object its values by normalized key
 */
export function isErrorEnvelope(object: ReadonlyMap<string, unknown>): boolean {
	const has = (key: string) => hasContent(object.get(key));
	const words = has('message') || has('msg') || has('title') || has('statusmsg');
	const status = object.get('status');
	const saysSuccess = [object.get('message'), object.get('msg')].some(isSuccessMessage);
	return (
		ERROR_KEYS.some((key) => isErrorValue(object.get(key))) ||
		[false, 'false'].includes(object.get('success') as boolean) ||
		object.get('ok') === false ||
		object.get('object') === 'error' ||
		object.get('type') === 'error' ||
		(typeof status === 'number' && status >= 400) ||
		(typeof status === 'string' && /^(failure|failed|fail|error)$/i.test(status)) ||
		(words && has('type')) ||
		NUMBER_KEYS.some((key) => isEnvelopeErrorCode(object.get(key), words, saysSuccess))
	);
}

/** A number is enough on its own; a word needs a message beside it. */
function isEnvelopeErrorCode(code: unknown, words: boolean, saysSuccess: boolean): boolean {
	return isErrorCode(code) && !saysSuccess && (words || /^\d{3,9}$/.test(String(code)));
}
