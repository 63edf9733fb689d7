import { describeWrongFile } from '../errors/messages';
import { readFileType, readUpTo, type FileType } from '../protocols/response/fileType';
import type { Variant } from '../protocols/protocol';
import type { FileResponse } from './ports';

const MAX_TEXT_BYTES = 64 * 1024;
/** Content types that no video is served as, unless its first bytes say otherwise. */
const NO_VIDEO_TYPE = /\b(json|html|xml|javascript)\b|^(text|image|audio)\//i;
/** Content types whose files start alike, so that only the endpoint knows which one it is. */
const ISO_MEDIA = /^video\/(mp4|quicktime|x-m4v|3gpp2?|iso\.segment)$/;

/** A file being downloaded, with its type; its bytes resume if the connection breaks. */
export interface Download {
	bytes: AsyncIterable<Uint8Array>;
	mimeType: string;
}

/** The byte a partial answer (206) starts at; NaN if it does not say. */
export function readRangeStart({ headers }: FileResponse): number {
	return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
}

/** The whole file's length; undefined if the endpoint does not say. */
export function readTotalLength({ status, headers }: FileResponse): number | undefined {
	const range = /^bytes \d+-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
	if (status === 206) return range ? Number(range[1]) : undefined;
	const length = headers['content-encoding'] ? undefined : headers['content-length'];
	return length === undefined ? undefined : Number(length);
}

/**
 * Whether a file is of the requested kind. If the first bytes do not show its kind, the endpoint's
 * content type counts.
 */
export function isRequestedKind(
	{ kind }: FileType,
	headers: FileResponse['headers'],
	variant: Variant,
): boolean {
	if (kind === 'video') return true;
	if (kind === 'unknown') return !NO_VIDEO_TYPE.test(readContentType(headers));
	return kind === 'picture' && variant !== 'video';
}

/** The file's type by its first bytes, else as the endpoint names it. */
export function toMimeType(
	type: FileType,
	headers: FileResponse['headers'],
	variant: Variant,
): string {
	const declared = readContentType(headers);
	const isDeclared = /^(video|image)\/[\w.+-]+$/.test(declared);
	const isAlike = ISO_MEDIA.test(declared) && ISO_MEDIA.test(type.mimeType ?? '');
	if (isDeclared && (type.mimeType === undefined || isAlike)) return declared;
	return type.mimeType ?? (variant === 'video' ? 'video/mp4' : 'image/webp');
}

function readContentType(headers: FileResponse['headers']): string {
	return (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
}

/**
 * Reads text that arrived instead of a file, as far as it arrived.
 * @param head the part that was already read
 */
export async function readText(
	head: Uint8Array,
	chunks: AsyncIterator<Uint8Array>,
): Promise<string> {
	const rest = await readUpTo(chunks, MAX_TEXT_BYTES - head.length).catch(() => new Uint8Array());
	return Buffer.concat([head, rest]).toString('utf8').slice(0, MAX_TEXT_BYTES);
}

/** Yields chunks that were already read, then those that follow. */
export async function* joinChunks(
	head: Uint8Array,
	rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	if (head.length > 0) yield head;
	for (;;) {
		const next = await rest.next();
		if (next.done) return;
		yield next.value;
	}
}

/**
 * Returns the file's URL if the answer is one: OpenAI's specification also allows a JSON string as
 * the content.
 */
export function findUrl(text: string): string | undefined {
	return (
		/^\s*"?(https?:\/\/[^"\s]{1,4000})"?\s*$/.exec(text)?.[1] ??
		/"(?:url|video_url)"\s*:\s*"(https?:\/\/[^"]{1,4000})"/.exec(text)?.[1]
	);
}

/** Decodes a video that came inside the answer, or describes what came instead. */
export function decodeInlineVideo(video: {
	base64: string;
	mimeType: string;
}): Download | { problem: string } {
	const base64 = video.base64.replace(/^data:[^,]{0,200},/, '');
	// Node skips what is not Base64, and stops at the first "=".
	if (!/^[\w+/\s-]*[=\s]*$/.test(base64)) return { problem: describeWrongFile('broken') };
	const bytes = Buffer.from(base64, 'base64');
	const type = readFileType(bytes);
	if (type.kind !== 'video' && type.kind !== 'unknown')
		return { problem: describeWrongFile(type.kind, type.mimeType) };
	const headers = { 'content-type': video.mimeType };
	return {
		mimeType: toMimeType(type, headers, 'video'),
		bytes: (async function* () {
			yield bytes;
		})(),
	};
}

export type Result<T> = { value: T } | { message: string };

/** Awaits a promise without rejecting: returns its value, or its error as text. */
export async function toResult<T>(promise: Promise<T>): Promise<Result<T>> {
	return await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }),
	);
}
