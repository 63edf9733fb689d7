import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { CancelledError, type Sent } from '../jobs/ports';
import { CREDENTIAL, isAllowedUrl, toDisplayUrl, type Endpoint } from './endpoint';
import { readNetworkError } from './networkError';

const MAX_REDIRECTS = 5;
/** The longest delay a timer supports, in milliseconds; anything longer becomes 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** The n8n contexts that can send requests. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions;
export type RequestOptions = Partial<IHttpRequestOptions> & {
	/** Milliseconds until the response headers must have arrived. */
	timeout: number;
};

/** An answer whose headers have arrived and whose body is still to be read. */
export interface OpenAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	stream: AsyncIterable<Uint8Array>;
	/** Closes the connection, unless the body was read to its end. */
	close(body?: { isEnded: boolean }): void;
}

/** A stream, of whatever class this version of n8n returns. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
	on(event: 'error', listener: () => void): void;
}

/**
 * Sends requests through n8n's helpers, because only they honor the operator's proxy and the SSRF
 * guard. Follows redirects itself, so that the key never leaves the endpoint's origin: older
 * versions of n8n would send it along.
 */
export class Requester {
	private readonly origin: string;
	private readonly connections = new Set<AbortController>();

	/**
	 * Adds one listener for all connections: one per connection would retain what it references until
	 * the run ends.
	 */
	constructor(
		private readonly ctx: RequestContext,
		private readonly endpoint: Endpoint,
		private readonly signal?: AbortSignal,
	) {
		this.origin = new URL(endpoint.baseUrl).origin;
		signal?.addEventListener('abort', () => this.connections.forEach((c) => c.abort()), {
			once: true,
		});
	}

	/** Sends one request, with the key only if it goes to the endpoint's own origin. */
	async send(url: string, options: RequestOptions): Promise<Sent<OpenAnswer>> {
		if (this.signal?.aborted) throw new CancelledError();
		const connection = new AbortController();
		this.connections.add(connection);
		const timeout = Math.min(MAX_TIMER_MS, Math.max(1, Math.round(options.timeout)));
		const sent = await this.request(url, { ...options, timeout }, connection.signal).then(
			(response) => ({ answer: this.toOpenAnswer(response, connection) }),
			(error: unknown) => ({ error: readNetworkError(error) }),
		);
		if ('error' in sent) this.close(connection);
		if (this.signal?.aborted) throw new CancelledError();
		return sent;
	}

	/** Sends a GET and follows redirects, with the key only on the endpoint's own origin. */
	async get(url: string, options: RequestOptions): Promise<Sent<OpenAnswer>> {
		for (let hop = 0, at = url; ; hop++) {
			if (!isAllowedUrl(at, this.endpoint.baseUrl))
				return {
					error: {
						code: 'ERR_UNSAFE_URL',
						message: `the answer names an address this node does not open (${toDisplayUrl(at)})`,
					},
				};
			// A redirect contains the whole address, and adding our query would invalidate a signed one.
			const qs = hop === 0 ? options.qs : undefined;
			const sent = await this.send(at, { ...options, qs, method: 'GET' });
			if ('error' in sent || !isRedirect(sent.answer)) return sent;
			const { location } = sent.answer.headers;
			if (!location || hop >= MAX_REDIRECTS || !URL.canParse(location, at)) return sent;
			sent.answer.close();
			at = new URL(location, at).href;
		}
	}

	private async request(
		url: string,
		options: RequestOptions,
		abortSignal: AbortSignal,
	): Promise<IN8nHttpFullResponse> {
		const full: IHttpRequestOptions = {
			...options,
			url,
			encoding: 'stream',
			returnFullResponse: true,
			// n8n repeats a request after a 401 unless statuses are ignored: a POST would be sent twice.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			abortSignal,
		};
		const { helpers } = this.ctx;
		if (new URL(url).origin !== this.origin)
			return (await helpers.httpRequest(full)) as IN8nHttpFullResponse;
		// This helper takes the abort signal from its context. Only its own signal ends a silent
		// connection: destroying the stream that n8n 2.39 returns does not close it.
		const ctx = Object.create(this.ctx, {
			getExecutionCancelSignal: { value: () => abortSignal },
		}) as RequestContext;
		return (await helpers.httpRequestWithAuthentication.call(
			ctx as IExecuteFunctions,
			CREDENTIAL,
			full,
		)) as IN8nHttpFullResponse;
	}

	private toOpenAnswer(
		{ statusCode, headers, body }: IN8nHttpFullResponse,
		connection: AbortController,
	): OpenAnswer {
		const stream = body as unknown as BodyStream;
		// Without a listener, a connection that breaks while nobody reads would crash the process.
		stream.on('error', () => {});
		return {
			status: statusCode,
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
			),
			stream,
			close: ({ isEnded } = { isEnded: false }) => {
				if (isEnded) return void this.connections.delete(connection);
				this.close(connection);
				stream.destroy();
			},
		};
	}

	private close(connection: AbortController): void {
		this.connections.delete(connection);
		connection.abort();
	}
}

export function isRedirect({ status }: Pick<OpenAnswer, 'status'>): boolean {
	return status >= 300 && status < 400;
}
