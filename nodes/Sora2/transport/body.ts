import type { NetworkError } from '../errors/classify';
import { clock } from './clock';
import { readNetworkError } from './networkError';
import type { OpenAnswer } from './request';
import type { Watchdog } from './watchdog';

/**
 * Maximum bytes read of an answer: enough for a video inside JSON, and a limit for everything else.
 */
const MAX_ANSWER_BYTES = 96 * 1024 * 1024;
const MAX_DRIP_BYTES = 1024;
const BYTE_ORDER_MARK = '\uFEFF';

/** How long a body may take. n8n's HTTP client has no time-out once the headers have arrived. */
export interface ReadLimits {
	/** Maximum milliseconds without a byte. */
	idleMs: number;
	/** Maximum milliseconds in total, plus the time its bytes take at `minBytesPerSecond`. */
	totalMs: number;
	minBytesPerSecond: number;
}

/**
 * A response body being read. Only time spent waiting for the endpoint counts, not the reader's
 * own.
 */
export class Body {
	private waitedMs = 0;
	private received = 0;

	constructor(
		private readonly answer: Pick<OpenAnswer, 'stream' | 'close'>,
		private readonly limits: ReadLimits,
		private readonly watchdog: Watchdog,
	) {}

	/**
	 * Yields the bytes. Throws a `StalledError` at a limit, and the connection's own error if it
	 * breaks.
	 */
	async *bytes(): AsyncGenerator<Uint8Array> {
		const chunks = this.answer.stream[Symbol.asyncIterator]();
		let isEnded = false;
		try {
			for (;;) {
				const since = clock.monotonic();
				const next = await this.watchdog.watch(chunks.next(), (now) =>
					this.describeDelay(now - since),
				);
				this.waitedMs += clock.monotonic() - since;
				isEnded = next.done === true;
				if (next.done) return;
				this.received += countBytes(next.value);
				yield next.value;
			}
		} finally {
			this.answer.close({ isEnded });
		}
	}

	private describeDelay(waitingMs: number): string | undefined {
		const { idleMs, totalMs, minBytesPerSecond } = this.limits;
		const allowedMs = totalMs + (this.received / minBytesPerSecond) * 1000;
		if (waitingMs > idleMs)
			return `the answer began, and then nothing arrived for ${Math.round(idleMs / 1000)} s`;
		if (this.waitedMs + waitingMs > allowedMs)
			return `the answer began, but did not end within ${Math.round(allowedMs / 1000)} s`;
		return undefined;
	}
}

/**
 * Counts bytes for the limits. Whitespace keeps a connection alive without progress; it comes a few
 * bytes at a time, so large chunks are not searched.
 */
function countBytes(chunk: Uint8Array): number {
	const isDrip = chunk.length <= MAX_DRIP_BYTES && chunk.every((byte) => byte <= 0x20);
	return isDrip ? 0 : chunk.length;
}

/**
 * Reads a body up to the size limit. A body that breaks off is a network error, not an answer; the
 * part that arrived is returned with it, because it may name a paid job.
 */
export async function readText(body: Body): Promise<{ text: string; error?: NetworkError }> {
	const chunks: Uint8Array[] = [];
	const error = await collect(body, chunks).catch(readNetworkError);
	const text = decodeText(Buffer.concat(chunks));
	return { text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, error };
}

/** Some servers write JSON in UTF-16, which starts with a byte order mark. */
export function decodeText(bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
	return bytes.toString('utf8');
}

async function collect(body: Body, chunks: Uint8Array[]): Promise<NetworkError | undefined> {
	let size = 0;
	for await (const chunk of body.bytes()) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > MAX_ANSWER_BYTES)
			return { code: 'ERR_ANSWER_TOO_LARGE', message: 'the answer is too large to be read' };
	}
	return undefined;
}
