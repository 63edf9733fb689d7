import { toImageUrl } from './body';
import { toAspectRatio } from './size';
import { videos } from './videos';
import { encodeId, type Protocol } from './protocol';

/** OpenRouter's video API (its SDK 1.3.19 and documentation, 2026): 202 with a `polling_url`, numeric error codes. */
export const openRouter: Protocol = {
	name: 'openRouter',
	buildSubmit({ model, prompt, duration, resolution, orientation = 'landscape', inputReference }) {
		return {
			method: 'POST',
			path: '/videos',
			json: {
				model,
				prompt,
				duration,
				resolution,
				aspect_ratio: toAspectRatio(orientation),
				...(inputReference && {
					frame_images: [
						{
							type: 'image_url',
							image_url: { url: toImageUrl(inputReference) },
							frame_type: 'first_frame',
						},
					],
				}),
			},
		};
	},
	getJobPaths: videos.getJobPaths,
	listPaths: videos.listPaths,
	modelsPath: '/videos/models',
	buildContent: (id) => ({
		method: 'GET',
		path: `/videos/${encodeId(id)}/content`,
		query: { index: 0 },
	}),
	buildDelete: videos.buildDelete,
};
