/** The credential's name, as workflows hold it. */
export const CREDENTIAL = 'sora2Api';

/** An endpoint as a credential names it. */
export interface Endpoint {
	/** Up to and including the version, without a slash at the end. */
	baseUrl: string;
	/** Only to keep it out of texts that are shown: n8n itself puts it into requests. */
	apiKey: string;
}

/** The endpoint's address from the credential's fields, or the sentence that says what is wrong with it. */
export function parseEndpoint(fields: {
	baseUrl?: unknown;
	apiKey?: unknown;
}): Endpoint | { problem: string } {
	const baseUrl = String(fields.baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');
	const valid = URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol);
	if (!valid)
		return {
			problem: `The Base URL in the credential, '${toDisplayUrl(baseUrl)}', is no web address`,
		};
	return { baseUrl, apiKey: String(fields.apiKey ?? '') };
}

/** An address an answer named, absolute: it may be relative to the endpoint. */
export function resolveUrl(url: string, baseUrl: string): string {
	return URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url;
}

/** Whether an address may be opened: `https:` always, `http:` only where the endpoint itself is reached that way. */
export function isAllowedUrl(url: string, baseUrl: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol } = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && baseUrl.startsWith('http:'));
}

/** An address without what may be secret in it: its query. */
export function toDisplayUrl(url: string): string {
	return url.split(/[?#]/)[0].slice(0, 200);
}
