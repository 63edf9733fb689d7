import { toImageUrl, unlessAuto, withoutUndefined } from './body';
import { videos } from './videos';
import { encodeId, type InputReference, type Protocol, type Resolution } from './protocol';

/** OpenRouter's names for heights the form spells differently. It has no 1024p. */
const RESOLUTION_NAMES: Record<Resolution, string> = { '1440p': '2K', '4k': '4K' };

const toImage = (picture: InputReference) => ({
	type: 'image_url',
	image_url: { url: toImageUrl(picture) },
});

/**
 * OpenRouter's video API (create-videos and VideoGenerationRequest of its documentation, read
 * 2026-11-28): 202 with a `polling_url`, numeric error codes. `size` replaces `resolution` and
 * `aspect_ratio`. Provider-specific fields go under `provider`, which the user writes as extra body
 * fields.
 */
export const openRouter: Protocol = {
	name: 'openRouter',
	options: [
		'aspectRatio',
		'resolution',
		'size',
		'inputReference',
		'endImage',
		'referenceImages',
		'generateAudio',
		'seed',
		'callbackUrl',
	],
	buildSubmit(request) {
		const { size, resolution, aspectRatio, inputReference, endImage, referenceImages } = request;
		const frames = [
			...(inputReference ? [{ ...toImage(inputReference), frame_type: 'first_frame' }] : []),
			...(endImage ? [{ ...toImage(endImage), frame_type: 'last_frame' }] : []),
		];
		const json = withoutUndefined({
			model: request.model,
			prompt: request.prompt,
			duration: request.duration,
			...(size !== undefined
				? { size }
				: {
						resolution: unlessAuto(RESOLUTION_NAMES[resolution] ?? resolution),
						aspect_ratio: unlessAuto(aspectRatio),
					}),
			frame_images: frames.length > 0 ? frames : undefined,
			input_references: referenceImages?.length ? referenceImages.map(toImage) : undefined,
			generate_audio: request.generateAudio,
			seed: request.seed,
			callback_url: request.callbackUrl,
		});
		return { method: 'POST', path: '/videos', json };
	},
	getJobPaths: videos.getJobPaths,
	listPaths: videos.listPaths,
	modelsPath: '/videos/models',
	modelInfo: { path: '/videos/models', isCommon: true },
	buildContent: (id) => ({
		method: 'GET',
		path: `/videos/${encodeId(id)}/content`,
		query: { index: 0 },
	}),
	buildDelete: videos.buildDelete,
};
