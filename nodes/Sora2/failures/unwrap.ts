/*
 * An endpoint's refusal is rarely where its documentation shows it. Gateways stack: the code that
 * matters may be JSON inside the message of an envelope inside another one, with text around it, a
 * Python repr, a line of server-sent events, or a page of HTML. `unwrap` collects every code, message,
 * parameter and number it can reach; what they mean is decided in `classify.ts`.
 */

/** Nested envelopes that are opened; four were seen in the wild, the rest is room. */
const MAX_DEPTH = 8;
/** Characters of a body or string that are looked at, and nodes of a tree that are visited. */
const MAX_TEXT = 64 * 1024;
const MAX_NODES = 400;
/** Strings inside one string that are tried as JSON. */
const MAX_EMBEDDED = 4;

export interface Signals {
	/** Words of `code`, `type` and their kin, outermost first. */
	codes: string[];
	/** Human text, outermost first. */
	messages: string[];
	/** Values of `param`: where a region refusal names the country. */
	params: string[];
	/** Numeric codes: HTTP status numbers and vendors' own. */
	numbers: number[];
	/** The body was structured (JSON, SSE) and had the shape of an error. */
	envelope: boolean;
	/** The body was a web page. */
	html: boolean;
}

const CODE_KEYS = new Set(['code', 'type', 'error_code', 'errorcode', 'failcode', 'fail_code', 'reason', 'status']);
const MESSAGE_KEYS = new Set([
	'message',
	'msg',
	'error',
	'detail',
	'error_message',
	'errormessage',
	'fail_reason',
	'failmsg',
	'fail_msg',
	'title',
	'description',
	'reason',
]);
const NUMBER_KEYS = new Set(['code', 'status', 'status_code', 'statuscode', 'errorcode', 'error_code', 'failcode']);

/**
 * Collects what an error body says, however deep it says it.
 * @param body text as it came, or a parsed value
 * Never throws, and its work is bounded whatever it is given.
 */
export function unwrap(body: unknown): Signals {
	const signals: Signals = { codes: [], messages: [], params: [], numbers: [], envelope: false, html: false };
	const state = { nodes: 0, text: MAX_TEXT };
	if (typeof body === 'string') readText(body, 0, signals, state, true);
	else readValue(body, 0, signals, state);
	return signals;
}

interface State {
	nodes: number;
	text: number;
}

function readValue(value: unknown, depth: number, out: Signals, state: State): void {
	if (depth > MAX_DEPTH || ++state.nodes > MAX_NODES || value === null || typeof value !== 'object') return;
	if (Array.isArray(value)) {
		for (const entry of value.slice(0, 50)) readEntry('', entry, depth + 1, out, state);
		return;
	}
	const object = value as Record<string, unknown>;
	out.envelope ||= hasErrorShape(object);
	for (const key of Object.keys(object).slice(0, 60)) readEntry(key.toLowerCase(), object[key], depth, out, state);
}

function readEntry(key: string, value: unknown, depth: number, out: Signals, state: State): void {
	if (typeof value === 'number') {
		if (NUMBER_KEYS.has(key)) out.numbers.push(value);
	} else if (typeof value === 'string') {
		const text = value.slice(0, Math.max(0, state.text)).trim();
		if (text === '') return;
		if (key === 'param') out.params.push(text);
		if (NUMBER_KEYS.has(key) && /^\d{3,5}$/.test(text)) out.numbers.push(Number(text));
		else if (CODE_KEYS.has(key) && /^[\w.:-]{2,80}$/.test(text)) out.codes.push(text);
		if (MESSAGE_KEYS.has(key) || key === '' || /[{<]|^data:/.test(text)) readText(text, depth, out, state, false);
	} else {
		readValue(value, depth + 1, out, state);
	}
}

/** Text that may be JSON, hold JSON, be server-sent events, a page, or simply words. */
function readText(text: string, depth: number, out: Signals, state: State, whole: boolean): void {
	if (depth > MAX_DEPTH || ++state.nodes > MAX_NODES) return;
	const trimmed = text.slice(0, Math.max(0, state.text)).trim();
	state.text -= trimmed.length;
	if (trimmed === '') return;
	if (/^\s*<(!doctype|html|head|body|\?xml)/i.test(trimmed)) {
		out.html ||= whole;
		out.messages.push(pageText(trimmed));
		return;
	}
	const parsed = parse(trimmed);
	if (typeof parsed === 'object' && parsed !== null) {
		readValue(parsed, depth + 1, out, state);
		return;
	}
	out.messages.push(typeof parsed === 'string' ? parsed : trimmed);
	if (typeof parsed === 'string') readText(parsed, depth + 1, out, state, false);
	let found = 0;
	for (const piece of embeddedObjects(trimmed)) {
		const value = parse(piece) ?? parse(piece.replace(/\\"/g, '"'));
		if (typeof value === 'object' && value !== null) readValue(value, depth + 1, out, state);
		else readLoosePairs(piece, out);
		if (++found >= MAX_EMBEDDED) break;
	}
}

/** `{"error":…}`, `{"code":…,"message":…}`, `{"detail":…}`, `{"status":"failure",…}`: shapes of an error. */
function hasErrorShape(object: Record<string, unknown>): boolean {
	const has = (key: string) => object[key] !== undefined && object[key] !== null && object[key] !== '' && object[key] !== false;
	const said = has('message') || has('msg');
	const status = typeof object.status === 'string' ? object.status.toLowerCase() : '';
	return (
		has('error') ||
		has('errors') ||
		has('detail') ||
		object.success === false ||
		(said && (has('code') || has('type') || has('status_code') || has('statusCode'))) ||
		(said && /^(failure|failed|fail|error)$/.test(status))
	);
}

function parse(text: string): unknown {
	if (!/^[[{"]/.test(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The balanced `{…}` pieces of a text, outermost only, found in one pass. */
function embeddedObjects(text: string): string[] {
	const pieces: string[] = [];
	let depth = 0;
	let start = -1;
	for (let i = 0; i < text.length && pieces.length < MAX_EMBEDDED; i++) {
		if (text[i] === '{') {
			if (depth++ === 0) start = i;
		} else if (text[i] === '}' && depth > 0 && --depth === 0) {
			pieces.push(text.slice(start, i + 1));
		}
	}
	// A truncated envelope (cut by a gateway's own size cap) still holds its first pairs.
	if (depth > 0 && start >= 0 && pieces.length < MAX_EMBEDDED) pieces.push(text.slice(start));
	return pieces;
}

/** `'code': 'x'`, `code="x"` in a Python repr, escaped or cut-off JSON. */
function readLoosePairs(piece: string, out: Signals): void {
	const pairs = /\\*["']?\b(code|type|message|msg|param|detail)\\*["']?\s{0,3}[:=]\s{0,3}\\*["']([^"'\\]{1,500})/g;
	for (const [, key, value] of Array.from(piece.matchAll(pairs)).slice(0, 20)) {
		if (key === 'param') out.params.push(value);
		else if (key !== 'code' && key !== 'type') out.messages.push(value);
		else if (/^\d{3,5}$/.test(value)) out.numbers.push(Number(value));
		else out.codes.push(value);
		out.envelope = true;
	}
}

/** The readable words of an HTML page, title first. */
function pageText(html: string): string {
	return html
		.slice(0, 8192)
		.replace(/<(script|style)[\s\S]{0,4096}?<\/\1>/gi, ' ')
		.replace(/<[^>]{0,512}>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 300);
}
