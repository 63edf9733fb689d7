/** Reads JSON that is not quite JSON; `undefined`, or a throw, where there is nothing to read. */
export type JsonRepairer = (text: string) => unknown;

let repair: JsonRepairer = () => undefined;

/**
 * Sets how broken JSON is read: Python's dicts, single quotes, literals that were cut off. n8n-workflow has such
 * a reader, and this folder imports nothing of n8n; until one is set, only JSON by the letter is read.
 */
export function setJsonRepairer(repairer: JsonRepairer): void {
	repair = repairer;
}

/** Integers a double cannot hold: a job's ID among them would come out as another one. */
const BIG_INTEGER = /[[:,]\s{0,20}-?\d{16,}\s{0,20}[\],}]/;
const STRING_OR_BIG_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?=\s{0,20}[\],}])/g;
const MAX_BIG_INTEGER_TEXT = 2 * 1024 * 1024;

function quoteBigIntegers(json: string): string {
	if (json.length > MAX_BIG_INTEGER_TEXT || !BIG_INTEGER.test(json)) return json;
	return json.replace(STRING_OR_BIG_INTEGER, (token) => (token[0] === '"' ? token : `"${token}"`));
}

/** Parses JSON, `undefined` when it is none. A byte order mark is passed over; integers beyond 2^53 become text. */
export function parseJson(text: string): unknown {
	const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	try {
		return JSON.parse(quoteBigIntegers(json));
	} catch {
		return undefined;
	}
}

/** Literals that are read from one text, and characters of one that are repaired. */
const MAX_LITERALS = 8;
const MAX_REPAIRED = 32 * 1024;
/** Times an escaped literal is unescaped: a JSON string inside a JSON string inside words. */
const MAX_UNESCAPES = 4;
/** What one attempt costs beside the characters it reads. */
const ATTEMPT_COSTS = 200;

/** Characters that may still be read: a bound on the work, shared by everything read from one body. */
export interface Budget {
	steps: number;
}

/** Objects found inside a text, and the text without them. */
export interface EmbeddedJson {
	values: object[];
	rest: string;
}

/**
 * Finds the objects inside a text: error texts quote other errors as JSON, as Python's dicts, escaped once or
 * twice, cut off by a size cap, with words before and after. The work is bounded by `budget`.
 */
export function findEmbeddedJson(text: string, budget: Budget): EmbeddedJson {
	const values: object[] = [];
	let rest = '';
	let from = 0;
	for (
		let at = nextLiteral(text, 0);
		at >= 0 && values.length < MAX_LITERALS && budget.steps > 0;
		at = nextLiteral(text, Math.max(at + 1, from))
	) {
		budget.steps -= ATTEMPT_COSTS;
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

/** Where the next object, or list of objects, begins; another bracket is part of the words. */
function nextLiteral(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		if (text[i] === '{') return i;
		if (text[i] === '[' && /^\[\s{0,40}\{/.test(text.slice(i, i + 42))) return i;
	}
	return -1;
}

interface Literal {
	value: object;
	/** Characters of the text it takes. */
	length: number;
}

/** Where an escaped literal ends in the escaped text is not known: what follows it goes with it. */
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

/** Reads the literal a text begins with: to its closing bracket, else to the end as one that was cut off. */
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
	const value = strict === undefined ? repaired(literal.slice(0, MAX_REPAIRED)) : strict;
	return typeof value === 'object' && value !== null && Object.keys(value).length > 0
		? value
		: undefined;
}

function repaired(literal: string): unknown {
	try {
		// A tuple in Python's dicts: `'loc': ('body', 'seconds')`.
		return repair(quoteBigIntegers(literal).replace(/: ?\((['"][^()]{0,200})\)/g, ': [$1]'));
	} catch {
		return undefined;
	}
}

/** After the bracket that closes the first one. Quotes hide brackets, unless a quote inside a text ends it too early. */
function findEnd(text: string, minding: boolean): number | undefined {
	let depth = 0;
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (c === '\\') i++;
		else if (quote) quote = c === quote ? '' : quote;
		else if (minding && (c === '"' || (c === "'" && !/\w/.test(text[i - 1] ?? '')))) quote = c;
		else if (c === '{' || c === '[') depth++;
		else if ((c === '}' || c === ']') && --depth === 0) return i + 1;
	}
	return undefined;
}
