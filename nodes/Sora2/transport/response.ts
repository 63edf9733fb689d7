import type { HttpResponse, Sent } from '../jobs/ports';
import { readText, type Body } from './body';
import { toDisplayUrl } from './endpoint';
import { redactHeaders, type RedactKey } from './redactKey';
import { isRedirect, type OpenAnswer } from './request';

/** Maximum characters kept of an answer that broke off. */
const MAX_PARTIAL_TEXT = 256 * 1024;

/**
 * Reads an answer to its end and removes the key if the answer repeats it. An answer that breaks
 * off or stalls is a network error, returned with its status, its headers and the part that
 * arrived.
 */
export async function toHttpResponse(
	answer: OpenAnswer,
	body: Body,
	redactKey: RedactKey,
): Promise<Sent<HttpResponse>> {
	const { status } = answer;
	const headers = redactHeaders(answer.headers, redactKey);
	const read = await readText(body);
	if (read.error) {
		const partialText = redactKey(read.text.slice(0, MAX_PARTIAL_TEXT));
		return { error: { ...read.error, status, headers, partialText } };
	}
	// A 303 points to the result, not to a new address of the endpoint.
	const moved = isRedirect(answer) && status !== 303 && headers.location;
	const text = moved ? describeRedirect(headers.location) : redactKey(read.text);
	return { answer: { status, headers, text } };
}

/** Builds an error body for a redirect that was not followed. */
function describeRedirect(location: string): string {
	const message = `the endpoint redirects to ${toDisplayUrl(location)}: enter that address as the credential's Base URL`;
	return JSON.stringify({ error: { message } });
}
