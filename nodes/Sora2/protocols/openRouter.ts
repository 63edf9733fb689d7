import { imageUrl } from './body';
import { aspectRatio } from './size';
import { videos } from './videos';
import { inPath, type Wire } from './protocol';

/** OpenRouter's video API (its SDK 1.3.19 and documentation, 2026): 202 with a `polling_url`, numeric error codes. */
export const openRouter: Wire = {
	name: 'openRouter',
	submit({ model, prompt, duration, resolution, orientation = 'landscape', inputReference }) {
		return {
			method: 'POST',
			path: '/videos',
			json: {
				model,
				prompt,
				duration,
				resolution,
				aspect_ratio: aspectRatio(orientation),
				...(inputReference && {
					frame_images: [
						{
							type: 'image_url',
							image_url: { url: imageUrl(inputReference) },
							frame_type: 'first_frame',
						},
					],
				}),
			},
		};
	},
	jobPaths: videos.jobPaths,
	listPaths: videos.listPaths,
	modelsPath: '/videos/models',
	content: (id) => ({ method: 'GET', path: `/videos/${inPath(id)}/content`, query: { index: 0 } }),
	remove: videos.remove,
};
