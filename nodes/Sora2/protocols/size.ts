import type { AspectRatio, Resolution, VideoRequest } from './protocol';

/** The heights the form offers. */
export const RESOLUTIONS: readonly Resolution[] = ['480p', '720p', '1024p', '1080p', '1440p', '4k'];

/** Short sides in pixels of the names that are not pixel counts. */
const SHORT_SIDES: Record<string, number> = { '1k': 1080, '2k': 1440, '4k': 2160 };
/** OpenAI's 1024p is a little narrower than 16:9. */
const LONG_1024P = 1792;

/** Parses a ratio such as `16:9` into width and height; undefined if it is not one. */
export function parseAspectRatio(ratio: AspectRatio): [number, number] | undefined {
	const [, width, height] =
		/^(\d{1,5}(?:\.\d{1,5})?)\s?:\s?(\d{1,5}(?:\.\d{1,5})?)$/.exec(ratio) ?? [];
	const sides: [number, number] = [Number(width), Number(height)];
	return sides.every((side) => side > 0) ? sides : undefined;
}

/**
 * Returns a size such as `1280x720`: the resolution is the short side, and the long side is rounded
 * up to an even number. Undefined if one of the two is left to the model or does not name a size.
 */
export function toSize(resolution: Resolution, ratio: AspectRatio): string | undefined {
	const short = toShortSide(resolution);
	const sides = parseAspectRatio(ratio);
	if (short === undefined || !sides) return undefined;
	const [width, height] = sides;
	const stretch = Math.max(width, height) / Math.min(width, height);
	const isWide = Math.abs(stretch - 16 / 9) < 1e-6;
	// Floating-point error must not add two pixels.
	const long = short === 1024 && isWide ? LONG_1024P : Math.ceil((short * stretch) / 2 - 1e-6) * 2;
	return width < height ? `${short}x${long}` : `${long}x${short}`;
}

/** Returns the pixel size a request asks for; undefined if it leaves it to the model. */
export function getSize(
	request: Pick<VideoRequest, 'size' | 'resolution' | 'aspectRatio'>,
): string | undefined {
	return request.size ?? toSize(request.resolution, request.aspectRatio);
}

/** Parses a size such as `1280x720` into width and height; undefined if it is not one. */
export function parseSize(size: string): [number, number] | undefined {
	const [, width, height] = /^(\d{1,5})[x×*](\d{1,5})$/i.exec(size.trim()) ?? [];
	const sides: [number, number] = [Number(width), Number(height)];
	return sides.every((side) => side > 0) ? sides : undefined;
}

/** Names a pixel size of any ratio by its short side; undefined if there is no such resolution. */
export function toResolution(size: string | undefined): Resolution | undefined {
	const sides = size === undefined ? undefined : parseSize(size);
	return sides && RESOLUTIONS.find((name) => toShortSide(name) === Math.min(...sides));
}

function toShortSide(resolution: Resolution): number | undefined {
	const [, pixels] = /^(\d{3,4})p$/i.exec(resolution) ?? [];
	return pixels ? Number(pixels) : SHORT_SIDES[resolution.toLowerCase()];
}
