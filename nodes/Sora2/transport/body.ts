import type { NetworkTrouble } from '../errors/classify';
import { readNetworkError } from './networkError';

/** Bytes of an answer that are read: room for a video that comes inside JSON, and a bound for everything else. */
const MAX_ANSWER_BYTES = 96 * 1024 * 1024;

/** The body of a streamed answer, whatever stream class this n8n hands out. */
export type Body = AsyncIterable<Uint8Array> & {
	destroy(): void;
	on(event: 'error', listener: () => void): void;
};

/**
 * The bodies being read, which an abort ends. One listener for all of them: a listener each would keep every body
 * of a run, and the connection behind it, until the run ends.
 */
export class OpenBodies {
	private readonly bodies = new Set<Body>();

	constructor(signal?: AbortSignal) {
		signal?.addEventListener('abort', () => this.bodies.forEach(discardBody), { once: true });
	}

	/** Takes charge of an answer's body until it is discarded. */
	open(answerBody: unknown): { bytes: AsyncIterable<Uint8Array>; discard(): void } {
		const body = answerBody as Body;
		body.on('error', () => {});
		this.bodies.add(body);
		return {
			bytes: body,
			discard: () => {
				this.bodies.delete(body);
				discardBody(body);
			},
		};
	}
}

/** Ends the connection without reading on. */
export function discardBody(body: unknown): void {
	const { destroy } = (body ?? {}) as Partial<Body>;
	if (typeof destroy === 'function') destroy.call(body);
}

/** Reads a body up to the cap. One that breaks off in the middle is network trouble, not an answer. */
export async function readText(
	bytes: AsyncIterable<Uint8Array>,
): Promise<{ text: string } | { trouble: NetworkTrouble }> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of bytes) {
			chunks.push(chunk);
			size += chunk.length;
			if (size > MAX_ANSWER_BYTES)
				return {
					trouble: {
						code: 'ERR_ANSWER_TOO_LARGE',
						message: 'the answer is too large to be read',
					},
				};
		}
		return { text: Buffer.concat(chunks).toString('utf8') };
	} catch (error) {
		return { trouble: readNetworkError(error) };
	}
}
