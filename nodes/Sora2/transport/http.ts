import type { IN8nHttpFullResponse } from 'n8n-workflow';
import {
	CancelledError,
	type FileResponse,
	type HttpResponse,
	type Ports,
	type Sent,
} from '../jobs/ports';
import type { ApiRequest, FormPart } from '../protocols/protocol';
import { OpenBodies, readText } from './body';
import { clock } from './clock';
import { resolveUrl, toDisplayUrl, type Endpoint } from './endpoint';
import { redactKey } from './redactKey';
import {
	isRedirect,
	readHeaders,
	Requester,
	type RequestContext,
	type RequestOptions,
} from './request';

/** Bytes that are read of text in the place of a file. */
const MAX_TEXT_BYTES = 64 * 1024;

/** What a job needs of the world, over n8n's HTTP helpers and the clock. */
export function createPorts(ctx: RequestContext, endpoint: Endpoint, signal?: AbortSignal): Ports {
	const requester = new Requester(ctx, endpoint, signal);
	const bodies = new OpenBodies(signal);
	const { baseUrl, apiKey } = endpoint;
	return {
		now: () => clock.now(),
		monotonic: () => clock.monotonic(),
		random: clock.random,
		uuid: () => crypto.randomUUID(),
		async sleep(ms) {
			await clock.pause(ms, signal);
			if (signal?.aborted) throw new CancelledError();
		},
		async send(request, timeoutMs) {
			const url = /^https?:/i.test(request.path) ? request.path : baseUrl + request.path;
			const options = toOptions(request, timeoutMs);
			const sent =
				request.method === 'GET'
					? await requester.get(url, options)
					: await requester.send(url, { ...options, method: request.method });
			if ('trouble' in sent) return sent;
			const read = await readAnswer(sent.answer, bodies, apiKey);
			if (signal?.aborted) throw new CancelledError();
			return read;
		},
		async open(location, { from, etag, idleMs }) {
			const url = 'url' in location ? resolveUrl(location.url, baseUrl) : baseUrl + location.path;
			const range =
				from > 0
					? { range: `bytes=${from}-`, ...(etag && !etag.startsWith('W/') && { 'if-range': etag }) }
					: {};
			const sent = await requester.get(url, {
				// n8n unpacks what is packed, and keeps its length: nothing would tell then where the file goes on.
				headers: { accept: '*/*', 'accept-encoding': 'identity', ...range },
				qs: 'url' in location ? undefined : location.query,
				timeout: idleMs,
			});
			return 'trouble' in sent ? sent : { answer: toFileResponse(sent.answer, bodies, apiKey) };
		},
	};
}

function toOptions({ headers, json, form, query }: ApiRequest, timeoutMs: number): RequestOptions {
	return {
		headers: {
			accept: 'application/json',
			...(json && { 'content-type': 'application/json' }),
			...headers,
		},
		qs: query,
		body: json ?? (form && toFormData(form)),
		timeout: Math.max(1, Math.round(timeoutMs)),
	};
}

function toFormData(parts: FormPart[]): FormData {
	const form = new FormData();
	for (const part of parts) {
		if ('value' in part) form.append(part.name, part.value);
		else
			form.append(
				part.name,
				new Blob([part.bytes as Uint8Array<ArrayBuffer>], { type: part.mimeType }),
				part.fileName,
			);
	}
	return form;
}

async function readAnswer(
	answer: IN8nHttpFullResponse,
	bodies: OpenBodies,
	apiKey: string,
): Promise<Sent<HttpResponse>> {
	const { bytes, discard } = bodies.open(answer.body);
	const read = await readText(bytes);
	discard();
	if ('trouble' in read) return read;
	const headers = readHeaders(answer);
	const text =
		isRedirect(answer) && headers.location
			? describeRedirect(headers.location)
			: redactKey(read.text, apiKey);
	return { answer: { status: answer.statusCode, headers, text, body: parseJson(text) } };
}

/** A redirect that is not followed, as an endpoint would put it into words. */
function describeRedirect(location: string): string {
	const message = `the endpoint redirects to ${toDisplayUrl(location)}: put the address it has moved to into the credential's Base URL`;
	return JSON.stringify({ error: { message } });
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** An answer as a file; where it is text in the place of one, without the key that the text may repeat. */
function toFileResponse(
	answer: IN8nHttpFullResponse,
	bodies: OpenBodies,
	apiKey: string,
): FileResponse {
	const file = {
		status: answer.statusCode,
		headers: readHeaders(answer),
		...bodies.open(answer.body),
	};
	const isFile =
		(file.status === 200 || file.status === 206) &&
		!/\b(json|html|xml)\b|^text\//i.test(file.headers['content-type'] ?? '');
	return isFile ? file : { ...file, bytes: readRedacted(file.bytes, apiKey) };
}

async function* readRedacted(
	bytes: AsyncIterable<Uint8Array>,
	apiKey: string,
): AsyncGenerator<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of bytes) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > MAX_TEXT_BYTES) break;
	}
	yield Buffer.from(redactKey(Buffer.concat(chunks).toString('utf8'), apiKey));
}
