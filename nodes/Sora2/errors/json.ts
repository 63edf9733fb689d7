/** Parses malformed JSON. Returns undefined or throws if there is nothing to read. */
export type JsonRepairer = (text: string) => unknown;

let repair: JsonRepairer = () => undefined;

/**
 * Sets the parser for malformed JSON: Python dicts, single quotes, truncated literals. It is
 * injected because n8n-workflow has one and this folder imports nothing from n8n. Until it is set,
 * only valid JSON is read.
 */
export function setJsonRepairer(repairer: JsonRepairer): void {
	repair = repairer;
}

/** Integers too large for a double: a job ID among them would be rounded to another one. */
const BIG_INTEGER = /[[:,]\s{0,20}-?\d{16,}\s{0,20}[\],}]/;
const STRING_OR_BIG_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?=\s{0,20}[\],}])/g;
const MAX_BIG_INTEGER_TEXT = 2 * 1024 * 1024;

function quoteBigIntegers(json: string): string {
	if (json.length > MAX_BIG_INTEGER_TEXT || !BIG_INTEGER.test(json)) return json;
	return json.replace(STRING_OR_BIG_INTEGER, (token) => (token[0] === '"' ? token : `"${token}"`));
}

/**
 * Parses JSON; undefined if invalid. Skips a byte order mark and turns integers beyond 2^53 into
 * text.
 */
export function parseJson(text: string): unknown {
	const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	try {
		return JSON.parse(quoteBigIntegers(json));
	} catch {
		return undefined;
	}
}

/** Maximum literals read from one text, and characters of one literal that are repaired. */
const MAX_LITERALS = 8;
const MAX_REPAIRED = 32 * 1024;
/** Maximum times a literal is unescaped: a JSON string may hold another one inside words. */
const MAX_UNESCAPES = 4;
/** Fixed cost of one attempt, in addition to the characters it reads. */
const ATTEMPT_COST = 200;

/** Characters that may still be read: bounds the work, shared by everything read from one body. */
export interface Budget {
	steps: number;
}

/** Objects found inside a text, and the text without them. */
export interface EmbeddedJson {
	values: object[];
	rest: string;
}

/**
 * Finds the objects inside a text. Error texts quote other errors as JSON or Python dicts, escaped
 * once or twice, truncated by a size cap, with words before and after. `budget` bounds the work.
 */
export function findEmbeddedJson(text: string, budget: Budget): EmbeddedJson {
	const values: object[] = [];
	let rest = '';
	let from = 0;
	for (
		let at = findNextLiteral(text, 0);
		at >= 0 && values.length < MAX_LITERALS && budget.steps > 0;
		at = findNextLiteral(text, Math.max(at + 1, from))
	) {
		budget.steps -= ATTEMPT_COST;
		const found = /^[{[]\s{0,40}\\/.test(text.slice(at, at + 42))
			? readEscaped(text.slice(at), budget)
			: readLiteral(text.slice(at), budget);
		if (found === undefined) continue;
		values.push(found.value);
		rest += `${text.slice(from, at)} `;
		from = at + found.length;
	}
	return { values, rest: rest + text.slice(from) };
}

/**
 * Finds the start of the next object or list of objects; any other bracket is part of the words.
 */
function findNextLiteral(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		if (text[i] === '{') return i;
		if (text[i] === '[' && /^\[\s{0,40}\{/.test(text.slice(i, i + 42))) return i;
	}
	return -1;
}

interface Literal {
	value: object;
	/** Length in the text, in characters. */
	length: number;
}

/**
 * The end of an escaped literal in the escaped text is unknown, so the rest of the text is taken
 * with it.
 */
function readEscaped(text: string, budget: Budget): Literal | undefined {
	let plain = text;
	for (let i = 0; i < MAX_UNESCAPES && budget.steps > 0; i++) {
		budget.steps -= plain.length;
		plain = plain
			.replace(/\\(["'\\/nrt])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c)
			.replace(/\n[ \t]{0,8}data: ?/g, '\n');
		const found = readLiteral(plain, budget);
		if (found) return { value: found.value, length: text.length };
	}
	return undefined;
}

/**
 * Reads the literal at the start of a text up to its closing bracket, else to the end, as if
 * truncated.
 */
function readLiteral(text: string, budget: Budget): Literal | undefined {
	const ends = new Set([findEnd(text, true), findEnd(text, false), text.length]);
	for (const end of ends) {
		if (end === undefined || budget.steps <= 0) continue;
		budget.steps -= end;
		const value = toObject(text.slice(0, end));
		if (value) return { value, length: end };
	}
	return undefined;
}

function toObject(literal: string): object | undefined {
	const strict = parseJson(literal);
	const value = strict === undefined ? parseRepaired(literal.slice(0, MAX_REPAIRED)) : strict;
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0
		? value
		: undefined;
}

function parseRepaired(literal: string): unknown {
	try {
		// Converts tuples in Python dicts: `'loc': ('body', 'seconds')`.
		return repair(quoteBigIntegers(literal).replace(/: ?\((['"][^()]{0,200})\)/g, ': [$1]'));
	} catch {
		return undefined;
	}
}

/**
 * Finds the position after the bracket that closes the first one. Brackets in quotes are ignored
 * when `skipQuoted` is set; without it, a stray quote inside a text cannot end the literal too early.
 */
function findEnd(text: string, skipQuoted: boolean): number | undefined {
	let depth = 0;
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (c === '\\') i++;
		else if (quote) quote = c === quote ? '' : quote;
		else if (skipQuoted && (c === '"' || (c === "'" && !/\w/.test(text[i - 1] ?? '')))) quote = c;
		else if (c === '{' || c === '[') depth++;
		else if ((c === '}' || c === ']') && --depth === 0) return i + 1;
	}
	return undefined;
}
