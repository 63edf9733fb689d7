import type { NetworkError } from '../errors/classify';
import type { ApiRequest } from '../protocols/protocol';
import type { HttpResponse } from '../protocols/response/readAnswer';

export type { HttpResponse } from '../protocols/response/readAnswer';

/** An answer whose body is a file: a stream of bytes that may break off. */
export interface FileResponse {
	status: number;
	headers: Record<string, string>;
	bytes: AsyncIterable<Uint8Array>;
	/** Closes the connection without reading further. */
	discard(): void;
}

export type Sent<T> = { answer: T } | { error: NetworkError };

/** Where a file is read from: a path of the endpoint, or a URL from one of its answers. */
export type FileLocation = ApiRequest | { url: string };

/**
 * What the lifecycle of a job needs from outside. The node implements it with n8n's helpers, tests
 * with a fake clock and scripted answers. Once the execution is canceled, every function throws a
 * `CancelledError` and starts nothing.
 */
export interface Ports {
	/**
	 * Sends a request to the endpoint, with its key. If it is canceled, an order still returns what
	 * arrived of its answer.
	 */
	send(request: ApiRequest, timeoutMs: number): Promise<Sent<HttpResponse>>;
	/**
	 * Opens a file; sends the key only to the endpoint's own origin. `from`: the first byte to read.
	 */
	open(
		location: FileLocation,
		options: { from: number; etag?: string; idleMs: number },
	): Promise<Sent<FileResponse>>;
	/** Waits; `ms` in milliseconds. */
	sleep(ms: number): Promise<void>;
	/** Milliseconds since the epoch, for dates: this clock may be set back. */
	now(): number;
	/** Milliseconds on a clock that cannot be set, for waits and deadlines. */
	monotonic(): number;
	/**
	 * Milliseconds by which `now` was set back since n8n started: an endpoint may still use the time
	 * from before.
	 */
	setBackMs(): number;
	/** A random number from 0 up to, but not including, 1, for jitter. */
	random(): number;
	/** A fresh UUID. */
	uuid(): string;
}

/**
 * The execution was canceled: nothing more may be sent. n8n looks for the word "canceled" in the
 * message.
 */
export class CancelledError extends Error {
	constructor() {
		super('The execution was canceled');
		this.name = 'ExecutionCancelledError';
	}
}
