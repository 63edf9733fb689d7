import type { Orientation, Resolution } from './protocol';

const SIZES: Record<Resolution, readonly [number, number]> = {
	'480p': [854, 480],
	'720p': [1280, 720],
	'1024p': [1792, 1024],
	'1080p': [1920, 1080],
};

/** `1280x720`, turned for portrait. */
export function toSize(resolution: Resolution, orientation: Orientation = 'landscape'): string {
	const [long, short] = SIZES[resolution];
	return orientation === 'portrait' ? `${short}x${long}` : `${long}x${short}`;
}

/** The name of a pixel size, upright or not; nothing for one that has none here. */
export function toResolution(size: string | undefined): Resolution | undefined {
	const sides = size
		?.split('x')
		.map(Number)
		.sort((a, b) => b - a);
	return (Object.keys(SIZES) as Resolution[]).find((name) =>
		SIZES[name].every((side, i) => side === sides?.[i]),
	);
}

export function toAspectRatio(orientation: Orientation): string {
	return orientation === 'portrait' ? '9:16' : '16:9';
}
