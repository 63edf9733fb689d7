/*
 * Error texts quote other errors: as JSON, as the repr of a Python dict, as JSON whose quotes are escaped once
 * or twice, cut off by a gateway's size cap, with words before and after. This reads such literals where they
 * stand and gives back the words around them.
 */

/** Levels of one literal that are followed. */
const MAX_LEVELS = 32;
/** Literals that are read from one text. */
const MAX_PIECES = 8;
/** Times an escaped literal is unescaped: a JSON string inside a JSON string inside words. */
const MAX_UNESCAPES = 4;

/** What one try costs beside the characters it reads. */
const TRY_COSTS = 20;

/** Characters that may still be read: a bound on the work, shared by everything read from one body. */
export interface Budget {
	steps: number;
}

export interface EmbeddedJson {
	/** The objects and arrays found in the text. */
	values: object[];
	/** The text without them. */
	rest: string;
}

/** Finds the objects inside a text. Its work is bounded by `budget`, whatever the text. */
export function findEmbeddedJson(text: string, budget: Budget): EmbeddedJson {
	const values: object[] = [];
	let rest = '';
	let from = 0;
	for (
		let at = nextBrace(text, 0);
		at >= 0 && values.length < MAX_PIECES && budget.steps > 0;
		at = nextBrace(text, Math.max(at + 1, from))
	) {
		budget.steps -= TRY_COSTS;
		const found = /^[{[]\s{0,40}\\/.test(text.slice(at, at + 42))
			? readEscaped(text.slice(at), budget)
			: readAt(text, at, budget);
		if (found === undefined) continue;
		values.push(found.value);
		rest += text.slice(from, at) + ' ';
		from = Math.min(text.length, found.end);
	}
	return { values, rest: rest + text.slice(from) };

	function readEscaped(escaped: string, left: Budget) {
		let plain = escaped;
		for (let i = 0; i < MAX_UNESCAPES && left.steps > 0; i++) {
			left.steps -= plain.length;
			plain = plain
				.replace(/\\(["'\\/nrt])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c)
				.replace(/\n[ \t]{0,8}data: ?/g, '\n');
			const found = readAt(plain, 0, left);
			// Where the literal ends in the escaped text is not known: what follows it goes with it.
			if (found) return { value: found.value, end: text.length };
		}
		return undefined;
	}
}

function nextBrace(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		if (text[i] === '{') return i;
		// A bracket opens a list of objects, or is part of the words.
		if (text[i] === '[' && /^\[\s{0,40}\{/.test(text.slice(i, i + 42))) return i;
	}
	return -1;
}

const WORDS: Record<string, unknown> = {
	null: null,
	None: null,
	undefined: null,
	nil: null,
	true: true,
	True: true,
	false: false,
	False: false,
};
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '', f: '' };

/** Reads one literal. `undefined` stands for "no literal": inside literals there is only `null`. */
function readAt(
	text: string,
	start: number,
	budget: Budget,
): { value: object; end: number } | undefined {
	let at = start;
	const value = read(0);
	budget.steps -= at - start;
	return typeof value === 'object' && value !== null ? { value, end: at } : undefined;

	function read(level: number): unknown {
		space();
		if (level > MAX_LEVELS || budget.steps < at - start) return undefined;
		if (text[at] === '{') return object(level);
		if (text[at] === '[') return array(level);
		// Python marks strings: b'…', u"…".
		if (/[bru]/.test(text[at] ?? '') && /["']/.test(text[at + 1] ?? '')) at++;
		return /["']/.test(text[at] ?? '') ? string() : word();
	}

	function object(level: number): unknown {
		const pairs: Array<[string, unknown]> = [];
		at++;
		for (;;) {
			space();
			if (text[at] === ',') at++;
			else if (text[at] === '}' || at >= text.length) break;
			else {
				const key = /["']/.test(text[at]) ? string() : bareKey();
				space();
				if (key === '' || !/[:=]/.test(text[at] ?? '')) {
					// Cut off inside a key: the pairs before it stand. Anything else is no object.
					if (pairs.length > 0 && at >= text.length) break;
					return undefined;
				}
				at += text[at + 1] === '>' ? 2 : 1;
				const value = read(level + 1);
				if (value === undefined) return undefined;
				pairs.push([key, value]);
				skipTo(/[,}]/);
			}
		}
		at++;
		return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
	}

	function array(level: number): unknown {
		const entries: unknown[] = [];
		at++;
		for (;;) {
			space();
			if (text[at] === ',') at++;
			else if (text[at] === ']' || at >= text.length) break;
			else {
				const value = read(level + 1);
				if (value === undefined) return undefined;
				entries.push(value);
				skipTo(/[,\]]/);
			}
		}
		at++;
		return entries;
	}

	function string(): string {
		const quote = text[at++];
		let out = '';
		for (let from = at; ; ) {
			if (at >= text.length || text[at] === quote) {
				out += text.slice(from, at++);
				return out;
			}
			if (text[at] === '\\') {
				out += text.slice(from, at);
				const unicode = /^u([0-9a-f]{4})/i.exec(text.slice(at + 1, at + 6))?.[1];
				out += unicode
					? String.fromCharCode(parseInt(unicode, 16))
					: (ESCAPES[text[at + 1]] ?? text[at + 1] ?? '');
				at += unicode ? 6 : 2;
				from = at;
			} else at++;
		}
	}

	function bareKey(): string {
		const from = at;
		while (at < text.length && at - from < 80 && /[\w$@.-]/.test(text[at])) at++;
		return text.slice(from, at);
	}

	function word(): unknown {
		const from = at;
		while (at < text.length && at - from < 400 && !/[,}\]\n]/.test(text[at])) at++;
		const said = text.slice(from, at).trim();
		if (said === '') return undefined;
		if (said in WORDS) return WORDS[said];
		return /^-?\d{1,15}(\.\d+)?$/.test(said) ? Number(said) : said;
	}

	function space(): void {
		while (at < text.length && /\s/.test(text[at])) at++;
	}

	/** A quote inside a quoted text ends it too early: go on at the next pair. */
	function skipTo(end: RegExp): void {
		while (at < text.length && !end.test(text[at])) at++;
	}
}
