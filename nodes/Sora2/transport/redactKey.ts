/** A text as it may be shown: without the credential's key, however it is spelled. */
export type RedactKey = (text: string) => string;

const HIDDEN = '***';
/** Shorter keys are also words, numbers and parts of IDs: only whole words are taken for them. */
const SAFE_LENGTH = 8;
/** Up to this length a key is hidden only where the text says that it is one. */
const NAMED_LENGTH = 3;
/** What users type where an endpoint wants no key, and what answers are made of: no secrets. */
const NO_SECRET =
	/^(none|null|true|false|ok|error|empty|dummy|test|local|video|queued|failed|id)$/i;
const NAMED = String.raw`(?<=\b(?:bearer|basic|api[-_ ]?key|key|token|authorization)["'\s:=]{1,6})`;
/** Longer texts hold a video: they are searched only where they hold the key in one of its usual spellings. */
const MAX_SEARCHED = 1024 * 1024;

/**
 * Hides the key that an endpoint echoes: as it is, escaped as JSON, in a URL, a header or a page, and in Base64 with
 * a user name before it, as Basic authentication writes it. For Basic authentication the key in the credential is
 * itself Base64, and the password in it is hidden too.
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

/** Headers without the key in their values. */
export function redactHeaders(
	headers: Record<string, string>,
	redactKey: RedactKey,
): Record<string, string> {
	// Nearly always there is nothing to hide, and one search tells.
	const all = Object.values(headers).join('\n');
	if (redactKey(all) === all) return headers;
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, redactKey(value)]),
	);
}

/** User name with password, and password, of a key that is the Base64 of both. */
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
	if (secret.length >= SAFE_LENGTH) return [spelled, ...toBase64Patterns(secret)].join('|');
	// A property's name is none of the endpoint's words: without it the answer could not be read.
	const whole = String.raw`(?<![\w-])${spelled}(?![\w-])(?!"\s*:)`;
	const isNumber = /^[\d.]+$/.test(secret);
	return secret.length <= NAMED_LENGTH || isNumber ? NAMED + whole : whole;
}

/** One character in every spelling: as it is, behind backslashes, `%2f`, `\u002f`, `&#47;`, `&#x2f;`. */
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

/** Base64 of anything with the secret in it: what it looks like hangs on where in three bytes it begins. */
function toBase64Patterns(secret: string): string[] {
	return [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
		const end = encoded.replace(/=+$/, '').length - (encoded.endsWith('=') ? 1 : 0);
		const own = encoded.slice(before === 0 ? 0 : before + 1, end);
		const core = own.replace(/[+/]/g, (c) => (c === '+' ? '[+-]' : '[/_]'));
		return `${core}[\\w+/=-]{0,400}`;
	});
}
