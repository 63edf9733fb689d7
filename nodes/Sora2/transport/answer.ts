import type { HttpResponse, Sent } from '../jobs/ports';
import { readText, type Body } from './body';
import { toDisplayUrl } from './endpoint';
import { redactHeaders, type RedactKey } from './redactKey';
import { isRedirect, type OpenAnswer } from './request';

/** Characters of an answer that broke off that are handed over. */
const MAX_PARTIAL_TEXT = 256 * 1024;

/**
 * Reads an answer to its end, without the key that it may repeat. One that breaks off or goes silent is network
 * trouble; its status, its headers and what had come of it are handed over all the same.
 */
export async function readAnswer(
	answer: OpenAnswer,
	body: Body,
	redactKey: RedactKey,
): Promise<Sent<HttpResponse>> {
	const { status } = answer;
	const headers = redactHeaders(answer.headers, redactKey);
	const read = await readText(body);
	if (read.trouble) {
		const partialText = redactKey(read.text.slice(0, MAX_PARTIAL_TEXT));
		return { trouble: { ...read.trouble, status, headers, partialText } };
	}
	// 303 names where the result is, not where the endpoint has moved to.
	const moved = isRedirect(answer) && status !== 303 && headers.location;
	const text = moved ? describeRedirect(headers.location) : redactKey(read.text);
	return { answer: { status, headers, text } };
}

/** A redirect that is not followed, as an endpoint would put it into words. */
function describeRedirect(location: string): string {
	const message = `the endpoint redirects to ${toDisplayUrl(location)}: put the address it has moved to into the credential's Base URL`;
	return JSON.stringify({ error: { message } });
}
