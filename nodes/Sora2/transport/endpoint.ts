/** The credential's name, as workflows hold it. */
export const CREDENTIAL = 'sora2Api';

/** An endpoint as a credential names it. */
export interface Endpoint {
	/** Up to and including the version: no slash at the end, no user name, no query. */
	baseUrl: string;
	/** Only to keep it out of texts that are shown: n8n itself puts it into requests. */
	apiKey: string;
}

const EXAMPLE = 'https://api.apiyi.com/v1';
/** Spaces, and what cannot be seen when it is pasted along; quotes and brackets around an address. */
const AROUND = /^[\s\p{Cf}"'`<(]+|[\s\p{Cf}"'`>)]+$/gu;
/** The path of an operation, pasted along with the address: every path is appended to the Base URL. */
const OPERATION_PATH = /\/(videos(\/generations)?|video\/generations|chat\/completions|models)$/i;

/**
 * The endpoint's address from the credential's fields, corrected where only one thing can be meant, or the sentence
 * that says what is wrong with it. What was typed is never repeated: it may be a key.
 */
export function parseEndpoint(fields: {
	baseUrl?: unknown;
	apiKey?: unknown;
}): Endpoint | { problem: string } {
	const typed = toText(fields.baseUrl);
	const apiKey = toText(fields.apiKey);
	const problem = findProblem(typed, apiKey);
	if (problem) return { problem };
	const { origin, pathname } = new URL(typed);
	const path = pathname.replace(/\/+$/, '').replace(OPERATION_PATH, '').replace(/\/+$/, '');
	return { baseUrl: origin + path, apiKey };
}

function toText(field: unknown): string {
	return String(field ?? '').replace(AROUND, '');
}

function findProblem(typed: string, apiKey: string): string | undefined {
	if (typed === '')
		return `The credential has no Base URL: enter the endpoint's address, for example ${EXAMPLE}`;
	if (isKey(typed, apiKey))
		return `The Base URL in the credential is no web address but an API key: the key belongs into the field API Key, and an address such as ${EXAMPLE} into this one`;
	if (!URL.canParse(typed) || !/^https?:$/.test(new URL(typed).protocol))
		return `The Base URL in the credential is no web address: it must begin with https://, for example ${EXAMPLE}`;
	const { username, password, hostname, search, hash } = new URL(typed);
	if (username || password)
		return 'The Base URL in the credential holds a user name or a password before an @: remove them, and put the key into the field API Key';
	if (isKey(hostname, apiKey))
		return `The Base URL in the credential holds an API key in the place of the host: the key belongs into the field API Key, and an address such as ${EXAMPLE} into this one`;
	if (search || hash || /[?#]$/.test(typed))
		return `The Base URL in the credential goes on after its path: remove everything from the ${search || typed.endsWith('?') ? '?' : '#'} on`;
	return undefined;
}

/** Whether a text is the credential's key, or looks like anybody's. */
function isKey(text: string, apiKey: string): boolean {
	const isOwn = apiKey.length >= 4 && text.toLowerCase() === apiKey.toLowerCase();
	const isOpaque = /^[\w-]{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text);
	return isOwn || isOpaque || /^(sk|pk|xai|key|fal|hf|r8|gsk)[-_][\w-]{6,}$/i.test(text);
}

/** The address of one of the endpoint's paths; undefined where the path leads out of the Base URL (`/videos/..`). */
export function toEndpointUrl(path: string, baseUrl: string): string | undefined {
	const [pathname] = path.split(/[?#]/);
	const climbs = pathname.split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));
	return climbs ? undefined : baseUrl + path;
}

/** An address an answer named, absolute: it may be relative to the endpoint. */
export function resolveUrl(url: string, baseUrl: string): string {
	return URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url;
}

/** Whether an address may be opened: `https:` always, `http:` only where the endpoint itself is reached that way. */
export function isAllowedUrl(url: string, baseUrl: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol } = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && new URL(baseUrl).protocol === 'http:');
}

/** An address without what may be secret in it: its user name, its query. */
export function toDisplayUrl(url: string): string {
	return url
		.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
		.split(/[?#]/)[0]
		.slice(0, 200);
}
