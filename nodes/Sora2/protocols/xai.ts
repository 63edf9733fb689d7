import { toImageUrl, unlessAuto, withoutUndefined } from './body';
import { videos } from './videos';
import type { Protocol, VideoRequest } from './protocol';
import type { Unsupported } from './requestOptions';

/**
 * xAI's video API (docs.x.ai, video generation, and the provider of the Vercel AI SDK, read
 * 2026-11-28): `POST /videos/generations` answers only `{"request_id"}`. `GET /videos/{request_id}`
 * is pending, done, failed or expired, with the file at `video.url`. `last_frame` and
 * `generate_audio` came with grok-imagine-video-1.5. It has no list, no seed and no negative
 * prompt. Edits and extensions name their source by its URL.
 */
export const xai: Protocol = {
	name: 'xai',
	options: [
		'aspectRatio',
		'resolution',
		'size',
		'inputReference',
		'endImage',
		'referenceImages',
		'generateAudio',
	],
	findUnsupported(request: VideoRequest): Unsupported | undefined {
		return request.inputReference && request.referenceImages?.length
			? {
					option: 'referenceImages',
					reason: 'xAI takes either a start image or reference images',
					hint: "Remove 'Start Image' or 'Reference Images'.",
				}
			: undefined;
	},
	buildSubmit(request) {
		const { inputReference, endImage, referenceImages, size } = request;
		const json = withoutUndefined({
			model: request.model,
			prompt: request.prompt,
			duration: request.duration,
			...(size !== undefined
				? { size }
				: {
						aspect_ratio: unlessAuto(request.aspectRatio),
						resolution: unlessAuto(request.resolution),
					}),
			image: inputReference && { url: toImageUrl(inputReference) },
			last_frame: endImage && { url: toImageUrl(endImage) },
			reference_images: referenceImages?.length
				? referenceImages.map((picture) => ({ url: toImageUrl(picture) }))
				: undefined,
			generate_audio: request.generateAudio,
		});
		return { method: 'POST', path: '/videos/generations', json };
	},
	getJobPaths: videos.getJobPaths,
	listPaths: videos.listPaths,
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: videos.buildDelete,
	derivesFromUrl: true,
	derivesWithModel: true,
	derive: {
		edit: ({ url }, { model, prompt }) => ({
			method: 'POST',
			path: '/videos/edits',
			json: { model, prompt, video: { url } },
		}),
		extend: ({ url }, { model, prompt, duration }) => ({
			method: 'POST',
			path: '/videos/extensions',
			json: withoutUndefined({ model, prompt, duration, video: { url } }),
		}),
	},
};
