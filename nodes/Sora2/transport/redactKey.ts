/** Removes the credential's key from a text, however it is spelled. */
export type RedactKey = (text: string) => string;

const HIDDEN = '***';
/** Shorter keys may also be words, numbers or parts of IDs, so only whole words are redacted. */
const SAFE_LENGTH = 8;
/** Up to this length a key is redacted only if the text says that it is one. */
const NAMED_LENGTH = 3;
/** Fewer characters of a key may also start something else. */
const CUT_LENGTH = 12;
/** What users enter if an endpoint needs no key, and common values in answers: not secret. */
const NO_SECRET =
	/^(none|null|true|false|ok|error|empty|dummy|test|local|video|queued|failed|id)$/i;
const NAMED = String.raw`(?<=\b(?:bearer|basic|api[-_ ]?key|key|token|authorization)(?: (?:provided|given|used|sent|received|supplied|is|was))?["'\\\s:=]{1,6})`;
/** Excludes a JSON number, without which the answer could not be parsed. */
const NO_VALUE = String.raw`(?<![:,[]\s{0,9})`;
/**
 * Longer texts contain a video, and are only searched if they contain the key in one of its usual
 * spellings.
 */
const MAX_SEARCHED = 1024 * 1024;

/**
 * Creates a function that redacts a key echoed by the endpoint: plain, escaped as JSON, in a URL, a
 * header or a page, and in Base64 after a user name, as in Basic authentication. For Basic
 * authentication the credential's key is itself Base64, and the password inside it is redacted,
 * too.
 */
export function createRedactor(apiKey: string): RedactKey {
	const secrets = [apiKey, ...readBasic(apiKey)].filter((s) => s !== '' && !NO_SECRET.test(s));
	if (secrets.length === 0) return (text) => text;
	const pattern = new RegExp(secrets.map(toPattern).join('|'), 'gi');
	const usual = secrets.flatMap((s) => [s, JSON.stringify(s).slice(1, -1), encodeURIComponent(s)]);
	return (text) =>
		text.length <= MAX_SEARCHED || usual.some((spelling) => text.includes(spelling))
			? text.replace(pattern, HIDDEN)
			: text;
}

/** Redacts the key in header values. */
export function redactHeaders(
	headers: Record<string, string>,
	redactKey: RedactKey,
): Record<string, string> {
	// There is almost never anything to redact, and one search finds out.
	const all = Object.values(headers).join('\n');
	if (redactKey(all) === all) return headers;
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, redactKey(value)]),
	);
}

/** Returns `user:password` and the password, if the key is the Base64 of both. */
function readBasic(apiKey: string): string[] {
	if (!/^[\w+/-]{8,}={0,2}$/.test(apiKey)) return [];
	const decoded = Buffer.from(apiKey, 'base64').toString('utf8');
	const [user, ...password] = decoded.split(':');
	return /^[\x20-\x7e]+$/.test(decoded) && user && password.join(':')
		? [decoded, password.join(':')]
		: [];
}

function toPattern(secret: string): string {
	const spelled = [...secret].map(toCharPattern).join('');
	if (secret.length >= SAFE_LENGTH)
		return [spelled, ...toCutPattern(secret), ...toBase64Patterns(secret)].join('|');
	// Property names are not redacted: without them the answer could not be parsed.
	const whole = String.raw`(?<![\w-])${spelled}(?![\w-])(?!"\s*:)`;
	const isNumber = /^[\d.]+$/.test(secret);
	if (secret.length <= NAMED_LENGTH) return NAMED + whole;
	return isNumber ? `${NAMED}${whole}|${NO_VALUE}${whole}` : whole;
}

/** Matches the start of a long key that a gateway's log cut off: at least half of it. */
function toCutPattern(secret: string): string[] {
	if (secret.length < 2 * CUT_LENGTH || !/[a-z]/i.test(secret)) return [];
	const half = [...secret].slice(0, Math.ceil(secret.length / 2)).map(toCharPattern);
	return [String.raw`${half.join('')}[^\s"'<>\\,;)\]}]{0,400}`];
}

/**
 * Matches one character in every spelling: plain, after backslashes, `%2f`, `\u002f`, `&#47;`,
 * `&#x2f;`.
 */
function toCharPattern(char: string): string {
	const code = char.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	const percent = [...Buffer.from(char)].map((b) => `%(?:25)?${b.toString(16).padStart(2, '0')}`);
	const spellings = [
		String.raw`\\{0,4}${escapeForRegExp(char)}`,
		percent.join(''),
		String.raw`\\{1,4}u0{0,2}${hex.padStart(2, '0')}`,
		`&#(?:0{0,4}${code}|x0{0,4}${hex});`,
		...(char === ' ' ? [String.raw`\+`] : []),
		...(char in ENTITIES ? [ENTITIES[char]] : []),
	];
	return `(?:${spellings.join('|')})`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeForRegExp(char: string): string {
	return char.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
}

/**
 * Matches the Base64 of any text that contains the secret: its encoding depends on its offset
 * modulo three bytes.
 */
function toBase64Patterns(secret: string): string[] {
	return [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
		const end = encoded.replace(/=+$/, '').length - (encoded.endsWith('=') ? 1 : 0);
		const own = encoded.slice(before === 0 ? 0 : before + 1, end);
		const core = own.replace(/[+/]/g, (c) => (c === '+' ? '[+-]' : '[/_]'));
		return `${core}[\\w+/=-]{0,400}`;
	});
}
