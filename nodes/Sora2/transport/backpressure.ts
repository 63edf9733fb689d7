import { sleep } from 'n8n-workflow';

/** V8 begins to collect once 64 MiB outside its heap have piled up: from just below on, files come slower. */
const MANY_BYTES = 60e6;
const PAUSE_MS = 10;

/** Bytes handed on that the garbage collector has not taken back yet, over all downloads of this process. */
let uncollected = 0;
const collected = new FinalizationRegistry<number>((bytes) => {
	uncollected -= bytes;
});

/**
 * Hands a file's bytes on no faster than their memory is taken back. Every piece read from a connection is memory
 * of its own, and on a fast connection a hundred megabytes of them pile up while V8 is still collecting the last
 * ones. Up to about 100 MB/s this changes nothing.
 */
export async function* withBackpressure(
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	for await (const piece of bytes) {
		uncollected += piece.byteLength;
		collected.register(piece.buffer, piece.byteLength);
		yield piece;
		if (uncollected > MANY_BYTES) await sleep(PAUSE_MS);
	}
}
