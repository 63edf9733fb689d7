import { setJsonRepairer } from '../errors/json';
import { CancelledError, type Ports } from '../jobs/ports';
import type { ApiRequest, FormPart } from '../protocols/protocol';
import { Body } from './body';
import { clock } from './clock';
import { resolveUrl, toEndpointUrl, type Endpoint } from './endpoint';
import { toFileResponse } from './file';
import { createRedactor } from './redactKey';
import { repairJson } from './repairJson';
import { toHttpResponse } from './response';
import { Requester, type RequestContext, type RequestOptions } from './request';
import { Watchdog } from './watchdog';

/** A connection that delivers nothing for this long is abandoned. */
const IDLE_MS = 60_000;
/** Below these rates an answer or a file is abandoned: the connection is only being kept open. */
const ANSWER_BYTES_PER_SECOND = 50_000;
const FILE_BYTES_PER_SECOND = 1000;

/** Implements what a job needs from outside, on top of n8n's HTTP helpers and the clock. */
export function createPorts(ctx: RequestContext, endpoint: Endpoint, signal?: AbortSignal): Ports {
	setJsonRepairer(repairJson);
	const watchdog = new Watchdog();
	const requester = new Requester(ctx, endpoint, signal);
	const redactKey = createRedactor(endpoint.apiKey);
	const { baseUrl } = endpoint;
	return {
		now: () => clock.now(),
		monotonic: () => clock.monotonic(),
		setBackMs: () => clock.setBackMs(),
		random: clock.random,
		uuid: () => crypto.randomUUID(),
		async sleep(ms) {
			await clock.pause(ms, signal);
			if (signal?.aborted) throw new CancelledError();
		},
		async send(request, timeoutMs) {
			const url = toUrl(request.path, baseUrl);
			if (url === undefined) return OUTSIDE;
			const options = toOptions(request, timeoutMs);
			const sent =
				request.method === 'GET'
					? await requester.get(url, options)
					: await requester.send(url, { ...options, method: request.method });
			if ('error' in sent) return sent;
			const limits = {
				idleMs: Math.min(timeoutMs, IDLE_MS),
				totalMs: timeoutMs,
				minBytesPerSecond: ANSWER_BYTES_PER_SECOND,
			};
			const body = new Body(sent.answer, limits, watchdog);
			const read = await toHttpResponse(sent.answer, body, redactKey);
			// The answer to an order is read even after a Stop, as far as it arrived: it may name a paid
			// job.
			if (signal?.aborted && request.method === 'GET') throw new CancelledError();
			return read;
		},
		async open(location, { from, etag, idleMs }) {
			const url =
				'url' in location ? resolveUrl(location.url, baseUrl) : toUrl(location.path, baseUrl);
			if (url === undefined) return OUTSIDE;
			const range =
				from > 0
					? { range: `bytes=${from}-`, ...(etag && !etag.startsWith('W/') && { 'if-range': etag }) }
					: {};
			const sent = await requester.get(url, {
				// n8n decompresses a body but keeps its compressed length, so a resumed download could not
				// find its offset.
				headers: { accept: '*/*', 'accept-encoding': 'identity', ...range },
				qs: 'url' in location ? undefined : location.query,
				timeout: idleMs,
			});
			if ('error' in sent) return sent;
			const limits = { idleMs, totalMs: idleMs, minBytesPerSecond: FILE_BYTES_PER_SECOND };
			const body = new Body(sent.answer, limits, watchdog);
			return { answer: toFileResponse(sent.answer, body, redactKey) };
		},
	};
}

const OUTSIDE = {
	error: {
		code: 'ERR_UNSAFE_URL',
		message: "the ID would lead out of the endpoint's paths: nothing was sent",
	},
};

/** Resolves a path of the endpoint, or a whole address that one of its answers named. */
function toUrl(path: string, baseUrl: string): string | undefined {
	return /^https?:/i.test(path) ? path : toEndpointUrl(path, baseUrl);
}

function toOptions({ headers, json, form, query }: ApiRequest, timeout: number): RequestOptions {
	return {
		headers: {
			accept: 'application/json',
			...(json && { 'content-type': 'application/json' }),
			...headers,
		},
		qs: query,
		body: json ?? (form && toFormData(form)),
		timeout,
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
