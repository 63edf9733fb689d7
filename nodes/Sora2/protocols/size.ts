import type { AspectRatio, Resolution, VideoRequest } from './protocol';

/** The heights the form offers. */
export const RESOLUTIONS: readonly Resolution[] = ['480p', '720p', '1024p', '1080p', '1440p', '4k'];

/** Short sides in pixels of the names that are no number of pixels. */
const SHORT_SIDES: Record<string, number> = { '1k': 1080, '2k': 1440, '4k': 2160 };
/** OpenAI's 1024p is a little narrower than 16:9. */
const LONG_1024P = 1792;

/** Width and height of a ratio such as `16:9`; nothing when it is none. */
export function parseAspectRatio(ratio: AspectRatio): [number, number] | undefined {
	const [, width, height] =
		/^(\d{1,5}(?:\.\d{1,5})?)\s?:\s?(\d{1,5}(?:\.\d{1,5})?)$/.exec(ratio) ?? [];
	const sides: [number, number] = [Number(width), Number(height)];
	return sides.every((side) => side > 0) ? sides : undefined;
}

/**
 * `1280x720`: the short side as the resolution names it, the long one rounded up to an even number. Nothing where one
 * of the two is left to the model, or is no name of a size.
 */
export function toSize(resolution: Resolution, ratio: AspectRatio): string | undefined {
	const short = toShortSide(resolution);
	const sides = parseAspectRatio(ratio);
	if (short === undefined || !sides) return undefined;
	const [width, height] = sides;
	const stretch = Math.max(width, height) / Math.min(width, height);
	const isWide = Math.abs(stretch - 16 / 9) < 1e-6;
	// The dust of binary fractions must not add two pixels.
	const long = short === 1024 && isWide ? LONG_1024P : Math.ceil((short * stretch) / 2 - 1e-6) * 2;
	return width < height ? `${short}x${long}` : `${long}x${short}`;
}

/** The pixels a request asks for; nothing where it leaves them to the model. */
export function getSize(
	request: Pick<VideoRequest, 'size' | 'resolution' | 'aspectRatio'>,
): string | undefined {
	return request.size ?? toSize(request.resolution, request.aspectRatio);
}

/** Width and height of a size such as `1280x720`; nothing when it is none. */
export function parseSize(size: string): [number, number] | undefined {
	const [, width, height] = /^(\d{1,5})[x×*](\d{1,5})$/i.exec(size.trim()) ?? [];
	const sides: [number, number] = [Number(width), Number(height)];
	return sides.every((side) => side > 0) ? sides : undefined;
}

/** The name of a pixel size of any ratio, by its short side; nothing for one that has none here. */
export function toResolution(size: string | undefined): Resolution | undefined {
	const sides = size === undefined ? undefined : parseSize(size);
	return sides && RESOLUTIONS.find((name) => toShortSide(name) === Math.min(...sides));
}

function toShortSide(resolution: Resolution): number | undefined {
	const [, pixels] = /^(\d{3,4})p$/i.exec(resolution) ?? [];
	return pixels ? Number(pixels) : SHORT_SIDES[resolution.toLowerCase()];
}
