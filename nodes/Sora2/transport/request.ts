import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { CancelledError, type Sent } from '../jobs/ports';
import { discardBody } from './body';
import { CREDENTIAL, isAllowedUrl, toDisplayUrl, type Endpoint } from './endpoint';
import { readNetworkError } from './networkError';

const MAX_REDIRECTS = 5;

/** What n8n gives a node to send requests with. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions;
export type RequestOptions = Partial<IHttpRequestOptions>;

/**
 * Sends requests through n8n's helpers, because only they honor the operator's proxy, the SSRF guard and
 * cancellation. Redirects are followed here, so that the key never leaves the endpoint's origin: older versions of
 * n8n would send it along.
 */
export class Requester {
	private readonly origin: string;

	constructor(
		private readonly ctx: RequestContext,
		private readonly endpoint: Endpoint,
		private readonly signal?: AbortSignal,
	) {
		this.origin = new URL(endpoint.baseUrl).origin;
	}

	/** Sends one request, with the key if it goes to the endpoint's own origin. The body of the answer is a stream. */
	async send(url: string, options: RequestOptions): Promise<Sent<IN8nHttpFullResponse>> {
		if (this.signal?.aborted) throw new CancelledError();
		const { helpers } = this.ctx;
		const full: IHttpRequestOptions = {
			...options,
			url,
			encoding: 'stream',
			returnFullResponse: true,
			// n8n sends a request again on a 401 unless statuses are ignored: a POST would go out twice.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			abortSignal: this.signal,
		};
		const sending =
			new URL(url).origin === this.origin
				? helpers.httpRequestWithAuthentication.call(this.ctx, CREDENTIAL, full)
				: helpers.httpRequest(full);
		const sent = await (sending as Promise<IN8nHttpFullResponse>).then(
			(answer) => ({ answer }),
			(error: unknown) => ({ trouble: readNetworkError(error) }),
		);
		if (this.signal?.aborted) {
			if ('answer' in sent) discardBody(sent.answer.body);
			throw new CancelledError();
		}
		return sent;
	}

	/** A GET that follows redirects: with the key on the endpoint's own origin, without it anywhere else. */
	async get(url: string, options: RequestOptions): Promise<Sent<IN8nHttpFullResponse>> {
		for (let hop = 0, at = url; ; hop++) {
			if (!isAllowedUrl(at, this.endpoint.baseUrl))
				return {
					trouble: {
						code: 'ERR_UNSAFE_URL',
						message: `the answer names an address this node does not open (${toDisplayUrl(at)})`,
					},
				};
			// A redirect names the whole address: a signed one would not bear our query.
			const qs = hop === 0 ? options.qs : undefined;
			const sent = await this.send(at, { ...options, qs, method: 'GET' });
			if ('trouble' in sent || !isRedirect(sent.answer)) return sent;
			const location = readHeaders(sent.answer).location;
			if (!location || hop >= MAX_REDIRECTS || !URL.canParse(location, at)) return sent;
			discardBody(sent.answer.body);
			at = new URL(location, at).href;
		}
	}
}

export function isRedirect({ statusCode }: IN8nHttpFullResponse): boolean {
	return statusCode >= 300 && statusCode < 400;
}

/** An answer's headers, their names in lower case. */
export function readHeaders({ headers }: IN8nHttpFullResponse): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}
