import { toJobStatus } from '../protocols/response/status';
import { parseEvents, isEventStream } from './eventStream';
import { findEmbeddedJson, type Budget } from './embeddedJson';
import { findMarkup, extractPageText, unescapeHtml, readXmlError } from './markup';

/*
 * An endpoint's refusal is rarely where its documentation shows it. Gateways stack: the code that
 * matters may be JSON inside the message of an envelope inside another one, with text around it, a
 * Python repr, a line of server-sent events, or a page of HTML. `unwrap` collects every code, message,
 * parameter and number it can reach; what they mean is decided in `classify.ts`.
 */

/** Levels that are opened. One envelope takes two or three; four in a row were seen in the wild. */
const MAX_DEPTH = 24;
/** Characters of a body that are parsed, of a string inside it that are looked at, and values that are visited. */
const MAX_BODY = 2 * 1024 * 1024;
const MAX_TEXT = 64 * 1024;
const MAX_NODES = 400;
/** Characters that are searched for literals inside texts. */
const MAX_STEPS = 250_000;

export interface Message {
	text: string;
	/** How deep it was found: the innermost sentence is the plainest. */
	depth: number;
	/** A title or a reason, which accompanies the sentence. */
	minor: boolean;
	/** The words of a web page: a proxy's, not the endpoint's. */
	page: boolean;
}

export interface Signals {
	/** Words of `code`, `type` and their kin, outermost first. */
	codes: string[];
	/** Words in sentences that look like codes: `unsupported_country_code`, `RateLimitError`. */
	mentions: string[];
	/** Human text, outermost first. */
	messages: Message[];
	/** Values of `param` and `country`: where a region refusal names the country. */
	params: string[];
	/** Numeric codes, outermost first: HTTP status numbers and vendors' own. */
	numbers: number[];
	/** The endpoint's ID of the request, for its support. */
	requestId?: string;
	/** The body was, or held, an object. */
	structured: boolean;
	/** There was a shape of an error in it. */
	envelope: boolean;
	/** A framework's own check of the request's fields speaks. */
	invalid: boolean;
}

interface State {
	out: Signals;
	nodes: number;
	budget: Budget;
}

// Keys in lower case without `_` and `-`.
const CODE_KEYS = new Set([
	'code',
	'type',
	'errorcode',
	'errcode',
	'errortype',
	'failcode',
	'subcode',
	'reason',
	'status',
	'blockreason',
	'error',
	'name',
]);
const MESSAGE_KEYS = new Set([
	'message',
	'msg',
	'error',
	'errors',
	'err',
	'detail',
	'details',
	'errormessage',
	'errormsg',
	'errmsg',
	'errordescription',
	'failreason',
	'failurereason',
	'failmsg',
	'failmessage',
	'statusmsg',
	'statusmessage',
	'raw',
	'cause',
	'title',
	'description',
	'reason',
]);
const MINOR_KEYS = new Set(['title', 'description', 'reason', 'cause']);
const NUMBER_KEYS = new Set([
	'code',
	'errno',
	'retcode',
	'returncode',
	'resultcode',
	'status',
	'statuscode',
	'errorcode',
	'errcode',
	'failcode',
	'httpstatus',
	'httpcode',
	'error',
]);
const PARAM_KEYS = new Set(['param', 'country', 'countrycode']);
const REQUEST_ID_KEYS = new Set(['requestid', 'xrequestid', 'traceid', 'rayid']);
/** What an endpoint repeats of the request, and what is for its developers. Nothing in there is said to us. */
const ECHO_KEYS = new Set([
	'prompt',
	'negativeprompt',
	'input',
	'inputs',
	'inputreference',
	'request',
	'requestbody',
	'ctx',
	'loc',
	'url',
	'stack',
	'stacktrace',
	'traceback',
	'trace',
	'curl',
]);
/** Pydantic's types of errors whose text the server's author wrote: they may be about anything. */
const CUSTOM_CHECK = /^(value_error|assertion_error|custom)/;

/**
 * Collects what an error body says, however deep it says it.
 * @param body text as it came, or a parsed value
 * Never throws, and its work is bounded whatever it is given.
 */
export function collectSignals(body: unknown): Signals {
	const out: Signals = {
		codes: [],
		mentions: [],
		messages: [],
		params: [],
		numbers: [],
		structured: false,
		envelope: false,
		invalid: false,
	};
	const state: State = { out, nodes: 0, budget: { steps: MAX_STEPS } };
	if (typeof body === 'string') readText(body.replace(/^\ufeff/, ''), 0, false, state, true);
	else if (typeof body === 'number') readEntry('error', body, 0, state);
	else readValue('', body, 0, state);
	return out;
}

function readEvents(text: string, depth: number, state: State): void {
	for (const { data, error } of parseEvents(text)) {
		state.out.envelope ||= error;
		readText(data, depth + 1, false, state);
	}
}

function readValue(parent: string, value: unknown, depth: number, state: State): void {
	if (depth > MAX_DEPTH || ++state.nodes > MAX_NODES || value === null || typeof value !== 'object')
		return;
	if (Array.isArray(value)) {
		for (const entry of value.slice(0, 50)) readEntry(parent || 'errors', entry, depth + 1, state);
		return;
	}
	const pairs = Object.keys(value)
		.slice(0, 60)
		.map((key): [string, unknown] => [
			key.slice(0, 80).toLowerCase().replace(/[_-]/g, ''),
			(value as Record<string, unknown>)[key],
		]);
	const object = new Map(pairs);
	state.out.structured = true;
	// Cloudflare's own pages come as JSON, too, for clients that ask for it.
	const page = object.has('cloudflareerror');
	state.out.envelope ||= !page && hasErrorShape(object);
	const type = object.get('type');
	if (Array.isArray(object.get('loc')) && typeof object.get('msg') === 'string') {
		const field = (object.get('loc') as unknown[])
			.slice(1, 9)
			.filter((at) => typeof at === 'string' || typeof at === 'number')
			.join('.')
			.slice(0, 80);
		readText(
			field ? `${field}: ${String(object.get('msg'))}` : String(object.get('msg')),
			depth,
			false,
			state,
		);
		if (typeof type === 'string') state.out.codes.push(type.slice(0, 80));
		state.out.invalid ||= typeof type === 'string' && !CUSTOM_CHECK.test(type);
		return;
	}
	for (const [key, v] of pairs) {
		// `{errors: {prompt: ["…"]}}` names the fields; what is said of them is a message.
		if (!ECHO_KEYS.has(key) || (parent === 'errors' && Array.isArray(v)))
			readEntry(parent === 'errors' && Array.isArray(v) ? 'errors' : key, v, depth, state);
	}
}

function readEntry(key: string, value: unknown, depth: number, state: State): void {
	const { out } = state;
	if (typeof value === 'number') {
		if (NUMBER_KEYS.has(key) && Number.isInteger(value)) out.numbers.push(value);
	} else if (typeof value !== 'string') {
		readValue(key, value, depth + 1, state);
	} else {
		const text = value.slice(0, MAX_TEXT).trim();
		if (text === '') return;
		if (PARAM_KEYS.has(key)) out.params.push(text);
		if (REQUEST_ID_KEYS.has(key) && /^[\w.:-]{4,120}$/.test(text)) out.requestId = text;
		if (NUMBER_KEYS.has(key) && /^\d{3,5}$/.test(text)) out.numbers.push(Number(text));
		else if (isCode(key, text)) out.codes.push(slug(text));
		if (MESSAGE_KEYS.has(key)) readText(text, depth, MINOR_KEYS.has(key), state);
		else if (isEventStream(text)) readEvents(text, depth, state);
		else if (text.includes('{')) readPieces(text, depth, state);
	}
}

function isCode(key: string, text: string): boolean {
	if (!CODE_KEYS.has(key) || !/^[\w.:#/-]{2,160}$/.test(text) || /^about:|^\d+$/.test(text))
		return false;
	// A state is no code; an `error` that is one word may be; a `name` is the class of an exception, or somebody's.
	if (toJobStatus(text) !== undefined) return false;
	if (key === 'error') return /^[a-z0-9]+(_[a-z0-9]+)+$|^[A-Z][a-z]+([A-Z][a-z]+)+$/.test(text);
	return key !== 'name' || /(error|exception)$/i.test(text);
}

/** A problem type's URL, or a class with its package, as the word at its end. */
function slug(code: string): string {
	return /[/#]|^urn:/.test(code)
		? (code
				.replace(/:https?:.*$/, '')
				.split(/[/#:]/)
				.filter(Boolean)
				.at(-1) ?? code)
		: code;
}

/** Text that may be JSON, hold JSON, be a page, or simply words. */
function readText(text: string, depth: number, minor: boolean, state: State, whole = false): void {
	if (depth > MAX_DEPTH || ++state.nodes > MAX_NODES) return;
	if (isEventStream(text)) return readEvents(text, depth, state);
	const parsed = parse(text.slice(0, whole ? MAX_BODY : MAX_TEXT).trim());
	const trimmed = text.slice(0, MAX_TEXT).trim();
	if (trimmed === '') return;
	if (typeof parsed === 'object' && parsed !== null) readValue('', parsed, depth + 1, state);
	else if (typeof parsed === 'string') readText(parsed, depth + 1, minor, state);
	else {
		const markup = findMarkup(trimmed);
		if (markup !== undefined) readMarkup(trimmed.slice(markup), depth, state);
		// An event stream that is quoted after some words: its objects may go over several lines.
		const plain = (markup === undefined ? trimmed : trimmed.slice(0, markup)).replace(
			/\n[ \t]{0,8}data: ?/g,
			'\n',
		);
		readWords(
			readPieces(plain.includes('&quot;') ? unescapeHtml(plain) : plain, depth, state),
			depth,
			minor,
			state,
		);
	}
}

/** Reads the objects inside a text, and gives back the words around them. */
function readPieces(text: string, depth: number, state: State): string {
	const { values, rest } = findEmbeddedJson(text, state.budget);
	for (const value of values) readValue('', value, depth + 1, state);
	return rest.trim();
}

function readMarkup(markup: string, depth: number, { out }: State): void {
	const xml = /^<(!doctype html|html)/i.test(markup) ? undefined : readXmlError(markup);
	if (xml) {
		out.envelope = out.structured = true;
		if (xml.code) out.codes.push(xml.code);
		if (xml.message) out.messages.push({ text: xml.message, depth, minor: false, page: false });
	} else out.messages.push({ text: extractPageText(markup), depth, minor: false, page: true });
}

const STATUS_IN_WORDS =
	/\b(?:error code|status(?: code)?|http(?:\/[\d.]{1,3})?(?: error)?|request failed|returned|responded with)\s{0,3}[:=]?\s{0,3}\(?([45]\d\d)\b/gi;
const CODE_IN_WORDS =
	/\b(?:[a-z]{2,30}(?:_[a-z0-9]{1,30}){1,8}|[A-Z][a-z]{1,30}(?:[A-Z][a-z]{1,30}){1,6})\b/g;
const PAIR_IN_WORDS =
	/\b(code|type|param|country)["'\\]{0,4}\s{0,3}[:=]\s{0,3}["'\\]{0,4}([\w.-]{2,80})/g;

function readWords(text: string, depth: number, minor: boolean, { out }: State): void {
	if (text === '') return;
	out.messages.push({ text, depth, minor, page: false });
	const head = text.slice(0, 4096);
	for (const [, number] of head.matchAll(STATUS_IN_WORDS)) out.numbers.push(Number(number));
	for (const [word] of head.matchAll(CODE_IN_WORDS))
		if (out.mentions.length < 100) out.mentions.push(word);
	for (const [, key, value] of head.matchAll(PAIR_IN_WORDS))
		if (key === 'param' || key === 'country') out.params.push(value);
	out.requestId ??= /\brequest[ _-]?id["']?:?\s{0,3}["']?([\w-]{6,120})/i.exec(head)?.[1];
}

/** `{"error":…}`, `{"code":…,"message":…}`, `{"detail":…}`, `{"status":"failure",…}`: shapes of an error. */
function hasErrorShape(object: Map<string, unknown>): boolean {
	const has = (key: string) => holdsSomething(object.get(key));
	const said = has('message') || has('msg') || has('title') || has('statusmsg');
	const status = object.get('status');
	return (
		[
			'error',
			'errors',
			'detail',
			'errormessage',
			'errormsg',
			'errmsg',
			'errorcode',
			'errordescription',
		].some(has) ||
		object.get('success') === false ||
		object.get('success') === 'false' ||
		object.get('ok') === false ||
		(said &&
			(has('type') ||
				['code', 'statuscode', 'ret', 'retcode', 'returncode', 'resultcode', 'errno'].some((key) =>
					isBadCode(object.get(key)),
				) ||
				(typeof status === 'number' && status >= 400))) ||
		(said && typeof status === 'string' && /^(failure|failed|fail|error)$/i.test(status))
	);
}

/** Whether a value says anything: nulls, blanks and empty shells do not. */
export function holdsSomething(value: unknown): boolean {
	if (value === undefined || value === null || value === '' || value === false || value === 0)
		return false;
	return typeof value !== 'object' || Object.values(value).slice(0, 20).some(holdsShallow);
}

/** Words and numbers in the place of an error code that mean all is well. */
const FINE = /^(success|succeed|succeeded|ok|0|2\d\d|20000|10000|null|none|)$/i;

/** Whether an envelope's code says that something is wrong. */
export function isBadCode(code: unknown): boolean {
	return (
		(typeof code === 'string' || typeof code === 'number') &&
		!FINE.test(String(code).slice(0, 40).trim())
	);
}

const holdsShallow = (value: unknown) =>
	value !== undefined && value !== null && value !== '' && value !== false && value !== 0;

function parse(text: string): unknown {
	if (!/^[[{"]/.test(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
