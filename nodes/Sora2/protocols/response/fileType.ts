/**
 * What the first bytes of a file show; `unknown` is neither text nor a known type, so it may still
 * be a video.
 */
export interface FileType {
	kind: 'video' | 'picture' | 'text' | 'other' | 'empty' | 'unknown';
	mimeType?: string;
}

/** Number of bytes that is enough to identify a file. */
export const HEAD_BYTES = 512;

/**
 * Reads at least `size` bytes, or everything if there is less. Throws if the connection breaks.
 */
export async function readUpTo(
	chunks: AsyncIterator<Uint8Array>,
	size: number,
): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	for (let read = 0; read < size; read += parts[parts.length - 1].length) {
		const next = await chunks.next();
		if (next.done) break;
		parts.push(next.value);
	}
	return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

type Signature = [at: number, hex: string, kind: FileType['kind'], mimeType: string];

const SIGNATURES: readonly Signature[] = [
	[0, '1a45dfa3', 'video', 'video/webm'],
	[0, '4f676753', 'video', 'video/ogg'],
	[0, '464c5601', 'video', 'video/x-flv'],
	[0, '000001ba', 'video', 'video/mpeg'],
	[0, '000001b3', 'video', 'video/mpeg'],
	[0, '3026b2758e66cf11', 'video', 'video/x-ms-asf'],
	[0, '060e2b34', 'video', 'application/mxf'],
	[0, '89504e470d0a1a0a', 'picture', 'image/png'],
	[0, 'ffd8ff', 'picture', 'image/jpeg'],
	[0, '474946383761', 'picture', 'image/gif'],
	[0, '474946383961', 'picture', 'image/gif'],
	[0, '49492a00', 'picture', 'image/tiff'],
	[0, '4d4d002a', 'picture', 'image/tiff'],
	[0, '0000000c4a584c20', 'picture', 'image/jxl'],
	[0, '255044462d', 'other', 'application/pdf'],
	[0, '504b0304', 'other', 'application/zip'],
	[0, '1f8b08', 'other', 'application/gzip'],
	[0, '494433', 'other', 'audio/mpeg'],
	[0, '664c6143', 'other', 'audio/flac'],
];

/** Brands of ISO media files (ISO/IEC 14496-12) that are not video; any other brand is. */
const PICTURE_BRAND = /^(avif|avis|hei[cfmsx]|mif1)/;
const AUDIO_BRAND = /^(M4A|M4B|F4A|F4B)/;
/** Boxes that may come first in a file without a brand: QuickTime's own, and fragments. */
const BOX = /^(moov|mdat|free|skip|wide|pnot|styp|moof|sidx|uuid)$/;

/**
 * Identifies a file by its first bytes, whatever content type its endpoint declares.
 * @param head at least `HEAD_BYTES`, or the whole file
 */
export function readFileType(head: Uint8Array): FileType {
	if (head.length === 0) return { kind: 'empty' };
	const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
	const ascii = (from: number, to: number) => bytes.toString('latin1', from, to);
	if (bytes.length >= 12 && ascii(4, 8) === 'ftyp') return readBrand(ascii(8, 12));
	if (bytes.length >= 12 && ascii(0, 4) === 'RIFF') return readRiff(ascii(8, 12));
	const found = SIGNATURES.find(
		([at, hex]) => bytes.toString('hex', at, at + hex.length / 2) === hex,
	);
	if (found) {
		const isMatroska = found[1] === '1a45dfa3' && bytes.includes('matroska');
		return { kind: found[2], mimeType: isMatroska ? 'video/x-matroska' : found[3] };
	}
	if (isText(bytes)) return { kind: 'text' };
	if (BOX.test(ascii(4, 8))) return { kind: 'video', mimeType: 'video/mp4' };
	if (isTransportStream(bytes)) return { kind: 'video', mimeType: 'video/mp2t' };
	return { kind: 'unknown' };
}

function readBrand(brand: string): FileType {
	if (PICTURE_BRAND.test(brand))
		return { kind: 'picture', mimeType: brand.startsWith('avi') ? 'image/avif' : 'image/heic' };
	if (AUDIO_BRAND.test(brand)) return { kind: 'other', mimeType: 'audio/mp4' };
	if (brand === 'qt  ') return { kind: 'video', mimeType: 'video/quicktime' };
	return { kind: 'video', mimeType: brand.startsWith('3g') ? 'video/3gpp' : 'video/mp4' };
}

function readRiff(form: string): FileType {
	if (form === 'AVI ') return { kind: 'video', mimeType: 'video/x-msvideo' };
	if (form === 'WEBP') return { kind: 'picture', mimeType: 'image/webp' };
	return form === 'WAVE' ? { kind: 'other', mimeType: 'audio/wav' } : { kind: 'unknown' };
}

/**
 * Packets of 188 bytes that all start with the same byte; some files put a four-byte timestamp
 * before each.
 */
function isTransportStream(bytes: Uint8Array): boolean {
	return [0, 4].some((at) => bytes[at] === 0x47 && bytes[at + 188 + at] === 0x47);
}

/**
 * Whether bytes are text: JSON, a page, a sentence. No video starts with bytes that are all
 * printable.
 */
export function isText(head: Uint8Array): boolean {
	const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
	if (bytes.length === 0) return false;
	// One repeated byte is padding and says nothing about what follows.
	if (bytes.length === HEAD_BYTES && bytes.every((byte) => byte === bytes[0])) return false;
	// UTF-16 begins with its byte order mark.
	if (/^(fffe|feff)/.test(bytes.toString('hex', 0, 2))) return true;
	// A character cut in two at the end is not an unreadable one.
	const text = bytes.toString('utf8').replace(/\uFFFD{1,3}$/, '');
	return !/[^\P{Cc}\s]|\uFFFD/u.test(text);
}
