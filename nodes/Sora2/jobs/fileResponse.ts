import type { VideoSource } from '../protocols/response/job';
import type { Variant } from '../protocols/protocol';
import type { FileResponse } from './ports';

const MAX_TEXT_BYTES = 64 * 1024;

/** A file under way: its bytes, resumed where the connection breaks, and its type. */
export interface Download {
	bytes: AsyncIterable<Uint8Array>;
	mimeType: string;
}

/** The byte a partial answer (206) starts at; NaN where it does not say. */
export function readRangeStart({ headers }: FileResponse): number {
	return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
}

/** The whole file's length; undefined where the endpoint does not say. */
export function readTotalLength({ status, headers }: FileResponse): number | undefined {
	const range = /^bytes \d+-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
	if (status === 206) return range ? Number(range[1]) : undefined;
	const length = headers['content-encoding'] ? undefined : headers['content-length'];
	return length === undefined ? undefined : Number(length);
}

/** The file's type as the endpoint names it, else the usual one of this variant. */
export function readMimeType({ headers }: FileResponse, variant: Variant): string {
	const type = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	if (/^(video|image)\/[\w.+-]+$/.test(type)) return type;
	return variant === 'video' ? 'video/mp4' : 'image/webp';
}

/** The first bytes of an answer that is no file, as text. Closes the answer. */
export async function readText(answer: FileResponse): Promise<string> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const chunks = answer.bytes[Symbol.asyncIterator]();
	for (;;) {
		const chunk = await settle(Promise.resolve(chunks.next()));
		if (!('value' in chunk) || chunk.value.done) break;
		parts.push(chunk.value.value);
		size += chunk.value.value.length;
		if (size > MAX_TEXT_BYTES) break;
	}
	answer.discard();
	return Buffer.concat(parts).toString('utf8').slice(0, MAX_TEXT_BYTES);
}

/** The link to the file where the answer is one: OpenAI's specification also lists a JSON string as the content. */
export function findLink(text: string): string | undefined {
	return (
		/^\s*"?(https?:\/\/[^"\s]{1,4000})"?\s*$/.exec(text)?.[1] ??
		/"(?:url|video_url)"\s*:\s*"(https?:\/\/[^"]{1,4000})"/.exec(text)?.[1]
	);
}

/** A video whose bytes came inside the answer to the order. */
export function toInlineDownload({
	base64,
	mimeType,
}: Extract<VideoSource, { kind: 'inline' }>): Download {
	const bytes = Buffer.from(base64, 'base64');
	return {
		mimeType,
		bytes: (async function* () {
			yield bytes;
		})(),
	};
}

export type Settled<T> = { value: T } | { message: string };

/** A promise that does not reject: its value, or what it was rejected with in words. */
export async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
	return await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }),
	);
}
