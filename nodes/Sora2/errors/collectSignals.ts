import { isErrorEnvelope, normalizeKey } from './envelope';
import { parseEvents, isEventStream } from './eventStream';
import { readFieldCheck, type FieldCheck } from './fieldCheck';
import { findEmbeddedJson, parseJson, type Budget } from './json';
import { findMarkup, extractPageText, isWholePage, unescapeHtml, readXmlError } from './markup';
import {
	CUSTOM_CHECK,
	ECHO_KEYS,
	JOB_ID_KEYS,
	MESSAGE_KEYS,
	MINOR_KEYS,
	NUMBER_KEYS,
	PARAM_KEYS,
	REQUEST_ID_KEYS,
} from './signalKeys';
import { createSignals, type Signals } from './signals';
import { isCode, readWords, toCodeWord } from './signalWords';
import { toJobStatus } from './statusWords';

/*
 * An endpoint's refusal is rarely where its documentation says. Gateways stack: the code that
 * matters may be JSON inside the message of an envelope inside another envelope, surrounded by
 * text, or a Python repr, a line of server-sent events, or an HTML page. `collectSignals` collects
 * every code, message, parameter and number it can reach; `matchRule.ts` decides what they mean.
 */

/**
 * Maximum nesting depth. One envelope takes two or three levels; four in a row were seen in the
 * wild.
 */
const MAX_DEPTH = 24;
/**
 * Maximum characters parsed of a body, characters read of a string inside it, and values visited.
 */
const MAX_BODY = 2 * 1024 * 1024;
const MAX_TEXT = 64 * 1024;
const MAX_NODES = 400;
/** Maximum characters scanned for literals inside texts. */
const MAX_STEPS = 250_000;

/** Keys, normalized, of a list of jobs. */
const JOB_LISTS =
	/^(active|running|queued|pending|current|existing)?(jobs|tasks|videos|generations|predictions|queue)$/;

interface State {
	out: Signals;
	nodes: number;
	budget: Budget;
}

/**
 * Collects what an error body says, at any depth. Never throws, and its work is bounded for any
 * input.
 * @param body the raw text, or a parsed value
 */
export function collectSignals(body: unknown): Signals {
	const out = createSignals();
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
		const before = state.out.jobIds.length;
		for (const entry of value.slice(0, 50)) readEntry(parent || 'errors', entry, depth + 1, state);
		if (JOB_LISTS.test(parent)) state.out.listedIds.push(...state.out.jobIds.splice(before));
		return;
	}
	const pairs = Object.keys(value)
		.slice(0, 60)
		.map((key): [string, unknown] => [normalizeKey(key), (value as Record<string, unknown>)[key]]);
	const object = new Map(pairs);
	state.out.structured = true;
	// Cloudflare's own error pages also come as JSON, for clients that ask for it.
	const page = object.has('cloudflareerror');
	state.out.envelope ||= !page && isErrorEnvelope(object);
	const type = object.get('type');
	readJobIds(parent, object, state.out);
	const check = readFieldCheck(object);
	if (check) {
		addFieldCheck(check, depth, state);
		if (typeof type === 'string') state.out.codes.push(type.slice(0, 80));
		const isFramework = Array.isArray(object.get('loc')) && typeof type === 'string';
		state.out.invalid ||= isFramework && !CUSTOM_CHECK.test(type);
		return;
	}
	// JSend's `{status: "fail", data: {prompt: "…"}}`.
	const isJSend = type === undefined && object.get('status') === 'fail';
	for (const [key, v] of pairs) {
		// In `{errors: {prompt: ["…"]}}` the keys are field names and the values are messages.
		const isField = parent === 'errors' && Array.isArray(v);
		const [first] = isField ? (v as unknown[]) : [];
		if (isJSend && key === 'data') {
			readJSendChecks(v, depth, state);
			continue;
		}
		if (typeof first === 'string')
			addFieldCheck({ field: key.slice(0, 80), message: first }, depth, state);
		else if (!ECHO_KEYS.has(key) || isField) readEntry(isField ? 'errors' : key, v, depth, state);
	}
}

/** JSend names the fields it found wrong, with the reasons; whatever is no sentence is read as usual. */
function readJSendChecks(data: unknown, depth: number, state: State): void {
	const entries = typeof data === 'object' && data !== null ? Object.entries(data) : [];
	for (const [field, message] of entries.slice(0, 20))
		if (typeof message === 'string' && /\s/.test(message.trim()))
			addFieldCheck({ field: field.slice(0, 80), message }, depth, state);
	readEntry('data', data, depth, state);
}

function addFieldCheck({ field, message }: FieldCheck, depth: number, state: State): void {
	const text = field ? `${field}: ${message}` : message;
	if (state.out.checks.length < 10) state.out.checks.push(text);
	if (field) state.out.params.push(field);
	readText(text, depth, false, state);
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
		else if (isCode(key, text)) out.codes.push(toCodeWord(text));
		if (MESSAGE_KEYS.has(key)) readText(text, depth, MINOR_KEYS.has(key), state);
		else if (isEventStream(text)) readEvents(text, depth, state);
		else if (text.includes('{')) readPieces(text, depth, state);
	}
}

/** Reads text that may be JSON, contain JSON, be a web page, or simply be words. */
function readText(text: string, depth: number, minor: boolean, state: State, whole = false): void {
	if (depth > MAX_DEPTH || ++state.nodes > MAX_NODES) return;
	if (isEventStream(text)) return readEvents(text, depth, state);
	const parsed = parseNested(text.slice(0, whole ? MAX_BODY : MAX_TEXT).trim());
	const trimmed = text.slice(0, MAX_TEXT).trim();
	if (trimmed === '') return;
	if (typeof parsed === 'object' && parsed !== null) readValue('', parsed, depth + 1, state);
	else if (typeof parsed === 'string') readText(parsed, depth + 1, minor, state);
	else {
		const markup = findMarkup(trimmed);
		if (markup !== undefined) {
			readMarkup(trimmed.slice(markup), depth, state);
			// PHP prints its warnings as HTML before the JSON.
			if (!isWholePage(trimmed)) readPieces(trimmed.slice(markup), depth, state);
		}
		// An event stream quoted after some words; its objects may span several lines.
		const plain = (markup === undefined ? trimmed : trimmed.slice(0, markup)).replace(
			/\n[ \t]{0,8}data: ?/g,
			'\n',
		);
		readWords(
			readPieces(plain.includes('&quot;') ? unescapeHtml(plain) : plain, depth, state),
			depth,
			minor,
			state.out,
		);
	}
}

/** Reads the objects inside a text and returns the words around them. */
function readPieces(text: string, depth: number, state: State): string {
	const { values, rest } = findEmbeddedJson(text, state.budget);
	for (const value of values) readValue('', value, depth + 1, state);
	return rest.trim();
}

function readMarkup(markup: string, depth: number, { out }: State): void {
	for (const [, id] of markup.matchAll(
		/<(?:task|job|video)(?:_?id)?>\s{0,9}(?:<id>)?([\w.:-]{3,200})</gi,
	))
		if (out.jobIds.length < 10) out.jobIds.push(id);
	const xml = /^<(!doctype html|html)/i.test(markup) ? undefined : readXmlError(markup);
	if (xml) {
		out.envelope = out.structured = true;
		if (xml.code) out.codes.push(xml.code);
		if (xml.message) out.messages.push({ text: xml.message, depth, minor: false, page: false });
	} else out.messages.push({ text: extractPageText(markup), depth, minor: false, page: true });
}

/** Collects the job IDs an object names. A bare `id` may be the request's or the error's. */
function readJobIds(parent: string, object: ReadonlyMap<string, unknown>, out: Signals): void {
	for (const [key, value] of object) {
		if (typeof value !== 'string' && typeof value !== 'number') continue;
		const id = String(value);
		const isJobId =
			JOB_ID_KEYS.has(key) ||
			((key === 'id' || key === 'uuid') && isJobsOwnId(parent, id, object)) ||
			// Google names a running operation this way.
			(key === 'name' && /(^|\/)operations\/[\w.-]+$/.test(id));
		if (isJobId && /^[\w.:=/+-]{1,300}$/.test(id) && out.jobIds.length < 10) out.jobIds.push(id);
	}
}

function isJobsOwnId(parent: string, id: string, object: ReadonlyMap<string, unknown>): boolean {
	if (/^(req|request|err|error|evt|trace|chatcmpl)[_-]/i.test(id)) return false;
	if (/^(video|task|job|gen|vid|pred)[_-]/i.test(id)) return true;
	const status = object.get('status');
	return (
		JOB_LISTS.test(parent) ||
		['data', 'task', 'job', 'video', 'result', 'output'].includes(parent) ||
		['video', 'video.generation', 'job', 'task'].includes(object.get('object') as string) ||
		['progress', 'seconds', 'createdat'].some((key) => object.has(key)) ||
		(typeof status === 'string' &&
			toJobStatus(status) !== undefined &&
			!/^(error|fail)$/i.test(status))
	);
}

function parseNested(text: string): unknown {
	return /^[[{"]/.test(text) ? parseJson(text) : undefined;
}
