import type { NetworkTrouble } from '../errors/classify';
import { clock } from './clock';
import { readNetworkError } from './networkError';
import type { OpenAnswer } from './request';
import type { Watchdog } from './watchdog';

/** Bytes of an answer that are read: room for a video that comes inside JSON, and a bound for everything else. */
const MAX_ANSWER_BYTES = 96 * 1024 * 1024;
const MAX_DRIP_BYTES = 1024;
const BYTE_ORDER_MARK = '\uFEFF';

/** How long a body may take. n8n's HTTP client waits without end once the headers are there. */
export interface ReadLimits {
	/** Milliseconds without a byte. */
	idleMs: number;
	/** Milliseconds altogether, and as many more as its bytes take at `minBytesPerSecond`. */
	totalMs: number;
	minBytesPerSecond: number;
}

/** A body under way. Only the time spent waiting for the endpoint counts, not what the reader does meanwhile. */
export class Body {
	private waitedMs = 0;
	private received = 0;

	constructor(
		private readonly answer: Pick<OpenAnswer, 'stream' | 'close'>,
		private readonly limits: ReadLimits,
		private readonly watchdog: Watchdog,
	) {}

	/** The bytes; throws a `StalledError` at a limit, and the connection's own error where it breaks. */
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
			return `the answer began, and then nothing more came for ${Math.round(idleMs / 1000)} s`;
		if (this.waitedMs + waitingMs > allowedMs)
			return `the answer began, and did not end within ${Math.round(allowedMs / 1000)} s`;
		return undefined;
	}
}

/** Blanks keep a connection alive; they bring nothing. They come a few at a time: a large chunk is not searched. */
function countBytes(chunk: Uint8Array): number {
	const isDrip = chunk.length <= MAX_DRIP_BYTES && chunk.every((byte) => byte <= 0x20);
	return isDrip ? 0 : chunk.length;
}

/**
 * Reads a body up to the cap. One that breaks off in the middle is network trouble, not an answer; what had come is
 * handed over with it, because it may name a paid job.
 */
export async function readText(body: Body): Promise<{ text: string; trouble?: NetworkTrouble }> {
	const chunks: Uint8Array[] = [];
	const trouble = await collect(body, chunks).catch(readNetworkError);
	const text = decode(Buffer.concat(chunks));
	return { text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, trouble };
}

/** Some servers write JSON in UTF-16: its byte order mark tells. */
function decode(bytes: Buffer): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
	return bytes.toString('utf8');
}

async function collect(body: Body, chunks: Uint8Array[]): Promise<NetworkTrouble | undefined> {
	let size = 0;
	for await (const chunk of body.bytes()) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > MAX_ANSWER_BYTES)
			return { code: 'ERR_ANSWER_TOO_LARGE', message: 'the answer is too large to be read' };
	}
	return undefined;
}
