import { toBase64, unlessAuto, withoutUndefined } from './body';
import { getSize, parseSize } from './size';
import { findUnsupportedSize, videos } from './videos';
import type { InputReference, Protocol, VideoRequest } from './protocol';

/** Models that take `resolution` and `ratio` instead of `width` and `height`. */
const isByName = ({ model }: Pick<VideoRequest, 'model'>) =>
	/wan-?2\.[5-9]|wan-?3|seedance/i.test(model);

const toImageText = (picture: InputReference) =>
	toBase64(picture) ?? (picture.kind === 'url' ? picture.url : '');

/**
 * Together's v2 (docs.together.ai, videos, and its SDK's VideoCreateParams, read 2026-11-28):
 * OpenAI's paths with `seconds` as text, `width` and `height`, the frames under `media`, and
 * `outputs` with the file's URL and the cost. Wan and Seedance take `resolution` and `ratio`.
 */
export const together: Protocol = {
	name: 'together',
	options: [
		'aspectRatio',
		'resolution',
		'size',
		'inputReference',
		'endImage',
		'referenceImages',
		'generateAudio',
		'negativePrompt',
		'seed',
	],
	findUnsupported: (request) => (isByName(request) ? undefined : findUnsupportedSize(request)),
	buildSubmit(request) {
		const { inputReference, endImage, referenceImages, size } = request;
		const isNamed = isByName(request) && size === undefined;
		const [width, height] = (isNamed ? undefined : parseSize(getSize(request) ?? '')) ?? [];
		const frames = [
			...(inputReference ? [{ input_image: toImageText(inputReference), frame: 'first' }] : []),
			...(endImage ? [{ input_image: toImageText(endImage), frame: 'last' }] : []),
		];
		const media = withoutUndefined({
			frame_images: frames.length > 0 ? frames : undefined,
			reference_images: referenceImages?.length ? referenceImages.map(toImageText) : undefined,
		});
		const json = withoutUndefined({
			model: request.model,
			prompt: request.prompt,
			seconds: String(request.duration),
			width,
			height,
			resolution: isNamed ? spellResolution(request) : undefined,
			ratio: isNamed ? unlessAuto(request.aspectRatio) : undefined,
			media: Object.keys(media).length > 0 ? media : undefined,
			generate_audio: request.generateAudio,
			negative_prompt: request.negativePrompt,
			seed: request.seed,
		});
		return { method: 'POST', path: '/videos', json };
	},
	getJobPaths: videos.getJobPaths,
	listPaths: videos.listPaths,
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: videos.buildDelete,
};

/** Wan writes its names in capitals (`1080P`), Seedance does not. */
function spellResolution({ model, resolution }: VideoRequest): string | undefined {
	const name = unlessAuto(resolution);
	return /wan/i.test(model) ? name?.toUpperCase() : name;
}
