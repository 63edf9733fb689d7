import type { VideoRequest } from '../protocols/protocol';
import { OPTION_LABELS } from '../protocols/requestOptions';
import { getSize, parseAspectRatio } from '../protocols/size';
import { isSameResolution, type ModelInfo } from './modelInfo';

/** A value the model does not take, the values it does take, and the label of the field. */
export interface Mismatch {
	label: string;
	value: string;
	takes: string;
}

/**
 * Compares a request with what the endpoint publishes about the model. Values the endpoint does not
 * publish, or that the request leaves to the model, always match.
 * @param isBySize the protocol sends the size in pixels
 */
export function findMismatch(
	info: ModelInfo,
	request: VideoRequest,
	isBySize: boolean,
): Mismatch | undefined {
	const { duration, resolution, aspectRatio, size } = request;
	const { durations, resolutions, aspectRatios, sizes, frames } = info;
	if (durations?.length && !durations.includes(duration))
		return toMismatch(
			'Duration (Seconds)',
			`${duration} s`,
			[...durations].sort((a, b) => a - b).map((s) => `${s} s`),
		);
	const pixels = isBySize ? getSize(request) : size;
	if (pixels !== undefined && sizes?.length && !sizes.includes(pixels))
		return toMismatch(OPTION_LABELS[size === undefined ? 'resolution' : 'size'], pixels, sizes);
	if (!isBySize && size === undefined) {
		if (
			resolution !== 'auto' &&
			resolutions?.length &&
			!resolutions.some((name) => isSameResolution(name, resolution))
		)
			return toMismatch(OPTION_LABELS.resolution, resolution, resolutions);
		if (
			aspectRatio !== 'auto' &&
			aspectRatios?.length &&
			!aspectRatios.some((ratio) => isSameRatio(ratio, aspectRatio))
		)
			return toMismatch(OPTION_LABELS.aspectRatio, aspectRatio, aspectRatios);
	}
	if (frames && request.inputReference && !frames.includes('first_frame'))
		return toMismatch(OPTION_LABELS.inputReference, 'a start image', []);
	if (frames && request.endImage && !frames.includes('last_frame'))
		return toMismatch(OPTION_LABELS.endImage, 'an end image', []);
	if (info.audio === false && request.generateAudio === true)
		return toMismatch(OPTION_LABELS.generateAudio, 'sound', []);
	if (info.seed === false && request.seed !== undefined)
		return toMismatch(OPTION_LABELS.seed, 'a seed', []);
	return undefined;
}

function toMismatch(label: string, value: string, takes: string[]): Mismatch {
	return { label, value, takes: takes.join(', ') };
}

/** Whether two ratios describe the same shape: `16:9` and `32:18`. */
export function isSameRatio(a: string, b: string): boolean {
	const [one, other] = [parseAspectRatio(a), parseAspectRatio(b)];
	return one !== undefined && other !== undefined && one[0] * other[1] === one[1] * other[0];
}
