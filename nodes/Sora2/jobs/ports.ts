import type { NetworkTrouble } from '../errors/classify';
import type { ApiRequest } from '../protocols/protocol';

/** An HTTP answer of any status, read up to a size cap. */
export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** An answer whose body is a file: a stream of bytes that may break off. */
export interface FileResponse {
	status: number;
	headers: Record<string, string>;
	bytes: AsyncIterable<Uint8Array>;
	/** Ends the connection without reading on. */
	discard(): void;
}

export type Sent<T> = { answer: T } | { trouble: NetworkTrouble };

/** Where a file is read from: a path of the endpoint, or a URL one of its answers named. */
export type FileLocation = ApiRequest | { url: string };

/**
 * What the life of a job needs of the world. The node implements it over n8n's helpers, tests over a fake
 * clock and scripted answers. Every function throws a `CancelledError`, and starts nothing, once the execution is
 * canceled.
 */
export interface Ports {
	/** Sends a request to the endpoint, with its key. Canceled meanwhile, an order still gives what came of its answer. */
	send(request: ApiRequest, timeoutMs: number): Promise<Sent<HttpResponse>>;
	/** Opens a file; the key goes along only to the endpoint's own origin. `from`: byte to start at. */
	open(
		place: FileLocation,
		options: { from: number; etag?: string; idleMs: number },
	): Promise<Sent<FileResponse>>;
	/** Waits; `ms` in milliseconds. */
	sleep(ms: number): Promise<void>;
	/** Milliseconds since the epoch, for dates: this clock may be set back. */
	now(): number;
	/** Milliseconds of a clock that is never set, for waits and deadlines. */
	monotonic(): number;
	/** How far `now` was set back since n8n was started, in milliseconds: an endpoint may still go by what it was before. */
	setBackMs(): number;
	/** A number from 0 up to 1, for jitter. */
	random(): number;
	/** A fresh UUID. */
	uuid(): string;
}

/** The execution was canceled: nothing more is to be sent. n8n looks for the word "canceled" in the message. */
export class CancelledError extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'ExecutionCancelledError';
	}
}
