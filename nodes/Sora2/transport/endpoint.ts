/** The credential's name in saved workflows. */
export const CREDENTIAL = 'sora2Api';

/** An endpoint, as configured in a credential. */
export interface Endpoint {
	/** Up to and including the version; without a trailing slash, user name or query. */
	baseUrl: string;
	/** Used only to redact it: n8n itself adds it to requests. */
	apiKey: string;
}

const EXAMPLE = 'https://api.apiyi.com/v1';
/**
 * Whitespace, invisible characters that were pasted along, and quotes or brackets around an
 * address.
 */
const AROUND = /^[\s\p{Cf}"'`<(]+|[\s\p{Cf}"'`>)]+$/gu;
/** An operation's path that was pasted with the address: every path is appended to the Base URL. */
const OPERATION_PATH =
	/\/(videos(\/generations)?|(video|images)\/generations|chat\/completions|responses|models)$/i;
/** Longer than any key, and than what a server takes as a header. */
const MAX_KEY_LENGTH = 8192;

/**
 * Parses the endpoint's address from the credential's fields, correcting it if there is only one
 * possible meaning. Otherwise returns a sentence that says what is wrong. The sentence never
 * repeats the input, which may be a key.
 */
export function parseEndpoint(fields: {
	baseUrl?: unknown;
	apiKey?: unknown;
}): Endpoint | { problem: string } {
	const typed = toText(fields.baseUrl);
	const apiKey = toText(fields.apiKey).replace(/\p{Cf}/gu, '');
	const problem = findProblem(typed, apiKey) ?? findKeyProblem(apiKey);
	if (problem) return { problem };
	const { origin, pathname } = new URL(typed);
	const path = pathname
		.replace(/\/{2,}/g, '/')
		.replace(/\/$/, '')
		.replace(OPERATION_PATH, '')
		.replace(/\/$/, '');
	return { baseUrl: origin + path, apiKey };
}

function toText(field: unknown): string {
	return String(field ?? '').replace(AROUND, '');
}

function findProblem(typed: string, apiKey: string): string | undefined {
	if (typed === '')
		return `The credential has no Base URL: enter the endpoint's address, for example ${EXAMPLE}`;
	if (looksLikeKey(typed, apiKey))
		return `The Base URL in the credential is an API key, not a web address: enter the key in the field API Key, and an address such as ${EXAMPLE} in this one`;
	if (/^https?:\/\//i.test(typed) && !URL.canParse(typed))
		return `The Base URL in the credential is not a valid web address: check its host and its port; an example is ${EXAMPLE}`;
	if (!URL.canParse(typed) || !/^https?:$/.test(new URL(typed).protocol))
		return `The Base URL in the credential is not a web address: it must begin with https://, for example ${EXAMPLE}`;
	const { username, password, hostname, search, hash } = new URL(typed);
	if (username || password)
		return 'The Base URL in the credential contains a user name or a password before an @: remove them, and enter the key in the field API Key';
	if (looksLikeKey(hostname, apiKey))
		return `The Base URL in the credential contains an API key instead of a host: enter the key in the field API Key, and an address such as ${EXAMPLE} in this one`;
	if (search || hash || /[?#]$/.test(typed))
		return `The Base URL in the credential continues after its path: remove the ${search || typed.endsWith('?') ? '?' : '#'} and everything after it`;
	return undefined;
}

/** A key cannot hold what no header may: an endpoint would only refuse what is left of it. */
function findKeyProblem(apiKey: string): string | undefined {
	const [key] = /\S.*$/s.exec(apiKey.replace(/^(Bearer|Basic)\s+/i, '')) ?? [''];
	if (key.length > MAX_KEY_LENGTH)
		return `The API key in the credential has ${key.length} characters, more than any key: copy the key alone`;
	if (!/^[\x21-\x7e]*$/.test(key))
		return 'The API key in the credential contains a space, a line break or a letter that no key has: copy it again from your account';
	return undefined;
}

/** Whether a text is the credential's key, or looks like an API key. */
function looksLikeKey(text: string, apiKey: string): boolean {
	const isOwn = apiKey.length >= 4 && text.toLowerCase() === apiKey.toLowerCase();
	const isOpaque = /^[\w-]{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text);
	return isOwn || isOpaque || /^(sk|pk|xai|key|fal|hf|r8|gsk)[-_][\w-]{6,}$/i.test(text);
}

/**
 * Builds the URL of one of the endpoint's paths; undefined if the path leaves the Base URL
 * (`/videos/..`).
 */
export function toEndpointUrl(path: string, baseUrl: string): string | undefined {
	const [pathname] = path.split(/[?#]/);
	const climbs = pathname.split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));
	return climbs ? undefined : baseUrl + path;
}

/** Makes an address from an answer absolute: it may be relative to the endpoint. */
export function resolveUrl(url: string, baseUrl: string): string {
	return URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url;
}

/**
 * Whether an address may be opened: `https:` always, `http:` only if the endpoint itself uses it.
 */
export function isAllowedUrl(url: string, baseUrl: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol } = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && new URL(baseUrl).protocol === 'http:');
}

/** Removes what may be secret from an address: its user name and its query. */
export function toDisplayUrl(url: string): string {
	return url
		.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
		.split(/[?#]/)[0]
		.slice(0, 200);
}
