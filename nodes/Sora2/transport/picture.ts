import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shorten } from '../errors/describeValue';
import type { InputReference } from '../protocols/protocol';

/** Endpoints accept pictures up to this size. */
const MAX_BYTES = 20 * 1024 * 1024;

/** What a picture's header contains; sizes in pixels. */
export interface PictureInfo {
	mimeType: 'image/png' | 'image/jpeg' | 'image/webp';
	width: number;
	height: number;
}

/** The binary field that holds an input picture, or its URL. */
export type PictureSource = { kind: 'url'; url: string } | { kind: 'field'; field: string };

/** Parses the option's text: a web or data URL, else the name of a binary field. */
export function parsePictureSource(text: string): PictureSource | undefined {
	if (text === '') return undefined;
	return /^(https?:\/\/|data:)/i.test(text)
		? { kind: 'url', url: text }
		: { kind: 'field', field: text };
}

/**
 * Distinguishes a picture from others in the same field: by where n8n stores it, else by its bytes.
 */
export function getPictureIdentity({ binary }: INodeExecutionData, source: PictureSource): string {
	if (source.kind === 'url') return source.url;
	const data = binary?.[source.field];
	return data?.id ?? data?.data ?? '';
}

export type Loaded = { reference: InputReference } | { problem: string; hint: string };

/**
 * Loads a picture of an item for the field `label`. A mismatch with `wanted`, the pixel size an
 * endpoint requires, is found before anything is sent. A picture at a URL is left for the endpoint
 * to fetch and check.
 */
export async function loadPicture(
	ctx: IExecuteFunctions,
	itemIndex: number,
	source: PictureSource,
	label: string,
	wanted?: string,
): Promise<Loaded> {
	if (source.kind === 'url') return { reference: source };
	const item: INodeExecutionData | undefined = ctx.getInputData()[itemIndex];
	const data = item?.binary?.[source.field];
	if (!data?.id && typeof data?.data !== 'string') {
		const fields = Object.keys(item?.binary ?? {}).filter((name) => name !== source.field);
		return {
			problem: `The item has no binary field '${shorten(source.field)}' for '${label}'`,
			hint:
				fields.length > 0
					? `It has: ${fields.join(', ')}. Put one of them into '${label}'.`
					: `Connect a node that brings a picture, or enter a URL that begins with https:// under '${label}'.`,
		};
	}
	const read = await readFile(ctx, itemIndex, source.field, data).catch((error: unknown) => ({
		problem: `n8n could not read the file in the binary field '${shorten(source.field)}': ${error instanceof Error ? error.message : String(error)}`,
		hint: 'Run the node that brings it again; n8n deletes files together with old executions.',
	}));
	if ('problem' in read) return read;
	if ('tooBig' in read)
		return {
			problem: `The input picture is ${Math.ceil(read.tooBig / 1024 / 1024)} MB; endpoints take up to 20 MB`,
			hint: `Make the one for '${label}' smaller first, for instance with the node Edit Image.`,
		};
	const { bytes } = read;
	const info = readPictureInfo(bytes);
	if (!info)
		return {
			problem: `The binary field '${shorten(source.field)}' does not contain a PNG, JPEG or WebP picture`,
			hint: 'Convert it first, for instance with the node Edit Image.',
		};
	const pixels = `${info.width}x${info.height}`;
	if (wanted !== undefined && pixels !== wanted) {
		return {
			problem: `The input picture is ${pixels}, but the video will be ${wanted}`,
			hint: "They must be the same. Resize the picture (the node Edit Image can), or change 'Resolution' or 'Aspect Ratio'.",
		};
	}
	return {
		reference: {
			kind: 'file',
			fileName: data.fileName ?? `picture.${info.mimeType.slice(6)}`,
			mimeType: info.mimeType,
			bytes,
		},
	};
}

/** Reads a binary field, unless the file is too big for a picture. */
async function readFile(
	ctx: IExecuteFunctions,
	itemIndex: number,
	field: string,
	{ id, data }: IBinaryData,
): Promise<{ bytes: Buffer } | { tooBig: number }> {
	// Check the size before loading: a video put here by mistake may not fit into memory.
	const size = id ? (await ctx.helpers.getBinaryMetadata(id)).fileSize : (data.length * 3) / 4;
	if (size > MAX_BYTES) return { tooBig: size };
	return { bytes: await ctx.helpers.getBinaryDataBuffer(itemIndex, field) };
}

/**
 * Reads type and pixel size from a picture's first bytes; undefined if it is not PNG, JPEG or WebP.
 */
export function readPictureInfo(bytes: Uint8Array): PictureInfo | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const ascii = (at: number, length: number) =>
		String.fromCharCode(...bytes.subarray(at, at + length));
	if (bytes.length >= 24 && ascii(1, 3) === 'PNG')
		return { mimeType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
	if (bytes.length >= 30 && ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP')
		return readWebpInfo(bytes, view, ascii(12, 4));
	return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? readJpegInfo(bytes, view) : undefined;
}

/** The three kinds of WebP store their size in three places (RFC 9649). */
function readWebpInfo(bytes: Uint8Array, view: DataView, chunk: string): PictureInfo | undefined {
	const mimeType = 'image/webp';
	if (chunk === 'VP8 ')
		return {
			mimeType,
			width: view.getUint16(26, true) & 0x3fff,
			height: view.getUint16(28, true) & 0x3fff,
		};
	if (chunk === 'VP8L') {
		const bits = view.getUint32(21, true);
		return { mimeType, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
	}
	if (chunk !== 'VP8X') return undefined;
	const uint24 = (at: number) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
	return { mimeType, width: uint24(24) + 1, height: uint24(27) + 1 };
}

/** Walks a JPEG's segments to its frame header. Rotated pictures (EXIF) count as stored. */
function readJpegInfo(bytes: Uint8Array, view: DataView): PictureInfo | undefined {
	for (let at = 2; at + 9 < bytes.length; ) {
		if (bytes[at] !== 0xff) return undefined;
		const marker = bytes[at + 1];
		const frame =
			marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (frame)
			return {
				mimeType: 'image/jpeg',
				height: view.getUint16(at + 5),
				width: view.getUint16(at + 7),
			};
		at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
	}
	return undefined;
}
