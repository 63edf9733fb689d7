import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import type { NetworkTrouble } from '../errors/classify';
import {
	CancelledError,
	type HttpResponse,
	type FileResponse,
	type FileLocation,
	type Ports,
	type Sent,
} from '../jobs/ports';
import type { FormPart } from '../protocols/protocol';
import { clock } from './clock';

export const CREDENTIAL = 'sora2Api';
/** Bytes of an answer that are read: room for a video that comes inside JSON, and a bound for everything else. */
const MAX_ANSWER = 96 * 1024 * 1024;
/** Bytes that are read of words in the place of a file. */
const MAX_WORDS = 64 * 1024;
const MAX_REDIRECTS = 5;

/** The body of a streamed answer, whatever stream class this n8n hands out. */
type Body = AsyncIterable<Uint8Array> & {
	destroy(): void;
	on(event: 'error', listener: () => void): void;
};
type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** An endpoint as a credential names it. */
export interface Endpoint {
	/** Without a slash at the end. */
	baseUrl: string;
	/** Only to keep it out of texts that are shown: n8n itself puts it into requests. */
	apiKey: string;
}

/**
 * The node's side of the world: every request goes through n8n's helpers, because only they honour the
 * operator's proxy, the SSRF guard and cancellation. Redirects are followed here, so that the key never leaves
 * the endpoint's origin: older versions of n8n would send it along.
 */
export function createPorts(ctx: Context, endpoint: Endpoint, signal?: AbortSignal): Ports {
	const origin = new URL(endpoint.baseUrl).origin;
	const bodies = openBodies(signal);

	async function request(
		url: string,
		options: Partial<IHttpRequestOptions>,
	): Promise<Sent<IN8nHttpFullResponse>> {
		if (signal?.aborted) throw new CancelledError();
		const full: IHttpRequestOptions = {
			...options,
			url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			abortSignal: signal,
		};
		const own = new URL(url).origin === origin;
		const sending = own
			? ctx.helpers.httpRequestWithAuthentication.call(ctx, CREDENTIAL, full)
			: ctx.helpers.httpRequest(full);
		const sent = await (sending as Promise<IN8nHttpFullResponse>).then(
			(answer) => ({ answer }),
			(error: unknown) => ({ trouble: troubleOf(error) }),
		);
		if (signal?.aborted) {
			if ('answer' in sent) discard(sent.answer.body as unknown as Body);
			throw new CancelledError();
		}
		return sent;
	}

	/** A GET that follows redirects: with the key on the endpoint's own origin, without it anywhere else. */
	async function get(
		url: string,
		options: Partial<IHttpRequestOptions>,
	): Promise<Sent<IN8nHttpFullResponse>> {
		for (let hop = 0, at = url; ; hop++) {
			if (!mayFetch(at, endpoint.baseUrl))
				return {
					trouble: {
						code: 'ERR_UNSAFE_URL',
						message: `the answer names an address this node does not open (${shown(at)})`,
					},
				};
			// A redirect names the whole address: a signed one would not bear our query.
			const sent = await request(at, {
				...options,
				...(hop > 0 && { qs: undefined }),
				method: 'GET',
			});
			if ('trouble' in sent || sent.answer.statusCode < 300 || sent.answer.statusCode >= 400)
				return sent;
			const location = headersOf(sent.answer).location;
			if (!location || hop >= MAX_REDIRECTS || !URL.canParse(location, at)) return sent;
			discard(sent.answer.body as unknown as Body);
			at = new URL(location, at).href;
		}
	}

	return {
		now: clock.now,
		random: clock.random,
		uuid: () => crypto.randomUUID(),
		async sleep(ms) {
			await clock.pause(ms, signal);
			if (signal?.aborted) throw new CancelledError();
		},
		async send(apiRequest, timeoutMs) {
			const url = /^https?:/i.test(apiRequest.path)
				? apiRequest.path
				: endpoint.baseUrl + apiRequest.path;
			const options: Partial<IHttpRequestOptions> = {
				headers: {
					accept: 'application/json',
					...(apiRequest.json && { 'content-type': 'application/json' }),
					...apiRequest.headers,
				},
				qs: apiRequest.query,
				body: apiRequest.json ?? (apiRequest.form && formOf(apiRequest.form)),
				timeout: Math.max(1, Math.round(timeoutMs)),
			};
			const sent =
				apiRequest.method === 'GET'
					? await get(url, options)
					: await request(url, { ...options, method: apiRequest.method });
			return 'trouble' in sent ? sent : await answerOf(sent.answer, endpoint, bodies, signal);
		},
		async open(place: FileLocation, { from, etag, idleMs }) {
			const url =
				'url' in place ? resolve(place.url, endpoint.baseUrl) : endpoint.baseUrl + place.path;
			// n8n unpacks what is packed, and keeps its length: nothing would tell then where the file goes on.
			const range =
				from > 0
					? { range: `bytes=${from}-`, ...(etag && !etag.startsWith('W/') && { 'if-range': etag }) }
					: {};
			const sent = await get(url, {
				headers: { accept: '*/*', 'accept-encoding': 'identity', ...range },
				qs: 'url' in place ? undefined : place.query,
				timeout: idleMs,
			});
			return 'trouble' in sent ? sent : { answer: speaking(fileOf(sent.answer, bodies), endpoint) };
		},
	};
}

function resolve(url: string, baseUrl: string): string {
	return URL.canParse(url, baseUrl) ? new URL(url, baseUrl).href : url;
}

/** `https:` always; `http:` only where the endpoint itself is reached that way; nothing else. */
function mayFetch(url: string, baseUrl: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol } = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && baseUrl.startsWith('http:'));
}

/** A URL without what may be secret in it: its query. */
function shown(url: string): string {
	return url.split(/[?#]/)[0].slice(0, 200);
}

function formOf(parts: FormPart[]): FormData {
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

function headersOf(response: IN8nHttpFullResponse): Record<string, string> {
	return Object.fromEntries(
		Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

/** Reads an answer up to the cap. One that breaks off in the middle is network trouble, not an answer. */
async function answerOf(
	response: IN8nHttpFullResponse,
	endpoint: Endpoint,
	bodies: Set<Body>,
	signal?: AbortSignal,
): Promise<Sent<HttpResponse>> {
	const { bytes, discard: stop } = fileOf(response, bodies);
	const parts: Uint8Array[] = [];
	let size = 0;
	const broken = await read();
	stop();
	if (signal?.aborted) throw new CancelledError();
	if (broken) return { trouble: broken };
	const text = withoutKey(Buffer.concat(parts).toString('utf8'), endpoint.apiKey);
	const headers = headersOf(response);
	const moved = response.statusCode >= 300 && response.statusCode < 400 && headers.location;
	const notice = moved
		? JSON.stringify({
				error: {
					message: `the endpoint redirects to ${shown(moved)}: put the address it has moved to into the credential's Base URL`,
				},
			})
		: text;
	return { answer: { status: response.statusCode, headers, text: notice, body: json(notice) } };

	async function read(): Promise<NetworkTrouble | undefined> {
		try {
			for await (const chunk of bytes) {
				parts.push(chunk);
				size += chunk.length;
				if (size > MAX_ANSWER)
					return { code: 'ERR_ANSWER_TOO_LARGE', message: 'the answer is too large to be read' };
			}
			return undefined;
		} catch (error) {
			return troubleOf(error);
		}
	}
}

function fileOf(response: IN8nHttpFullResponse, bodies: Set<Body>): FileResponse {
	const body = response.body as unknown as Body;
	body.on('error', () => {});
	bodies.add(body);
	const stop = () => {
		bodies.delete(body);
		discard(body);
	};
	return { status: response.statusCode, headers: headersOf(response), bytes: body, discard: stop };
}

/**
 * The bodies being read, which an abort ends. One listener for all of them: a listener each would keep every body
 * of a run, and the connection behind it, until the run ends.
 */
function openBodies(signal?: AbortSignal): Set<Body> {
	const bodies = new Set<Body>();
	signal?.addEventListener('abort', () => bodies.forEach(discard), { once: true });
	return bodies;
}

/** An answer in the place of a file that is words, without the key they may repeat; a file as it is. */
function speaking(answer: FileResponse, { apiKey }: Endpoint): FileResponse {
	const isFile =
		(answer.status === 200 || answer.status === 206) &&
		!/\b(json|html|xml)\b|^text\//i.test(answer.headers['content-type'] ?? '');
	return isFile ? answer : { ...answer, bytes: wordsOf(answer.bytes, apiKey) };
}

async function* wordsOf(
	bytes: AsyncIterable<Uint8Array>,
	apiKey: string,
): AsyncGenerator<Uint8Array> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of bytes) {
		parts.push(chunk);
		size += chunk.length;
		if (size > MAX_WORDS) break;
	}
	yield Buffer.from(withoutKey(Buffer.concat(parts).toString('utf8'), apiKey));
}

function discard(body: Body): void {
	if (typeof body?.destroy === 'function') body.destroy();
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** An endpoint that echoes the key must not put it into an item. */
function withoutKey(text: string, apiKey: string): string {
	return apiKey.length >= 8 && text.length < 1024 * 1024 ? text.replaceAll(apiKey, '***') : text;
}

/** What n8n's helpers throw, over its versions: an AxiosError, or a NodeApiError around one. */
function troubleOf(error: unknown): NetworkTrouble {
	const e = (error ?? {}) as {
		code?: unknown;
		httpCode?: unknown;
		message?: unknown;
		description?: unknown;
		messages?: unknown;
		cause?: { code?: unknown; message?: unknown };
	};
	const code = [e.cause?.code, e.code, e.httpCode].find(
		(c): c is string => typeof c === 'string' && /^[A-Z_]{3,}/.test(c),
	);
	const texts = [
		e.cause?.message,
		...(Array.isArray(e.messages) ? e.messages : []),
		e.description,
		e.message,
	];
	const message =
		texts.find((t): t is string => typeof t === 'string' && t !== '') ?? 'the connection failed';
	return { code, message: message.slice(0, 300) };
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
		return { problem: `The Base URL in the credential, '${shown(baseUrl)}', is no web address` };
	return { baseUrl, apiKey: String(fields.apiKey ?? '') };
}
