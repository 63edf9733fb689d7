import { imageUrl, post } from './body';
import { aspectRatio } from './size';
import { inPath, type Wire } from './protocol';
import { videos } from './videos';

/**
 * The wire of the article about APIYI: `POST /videos/generations` with `duration` and `resolution`. What it
 * answers, the article does not show; `read.ts` takes a finished video as well as a job. Endpoints that
 * know only the submit path keep their jobs under OpenAI's paths, which therefore follow its own.
 */
export const generations: Wire = {
	name: 'generations',
	submit(request, dialect) {
		const { model, prompt, duration, resolution, orientation, inputReference } = request;
		const fields = {
			model,
			prompt,
			duration,
			...((dialect.sendResolution === 'always' || resolution !== '720p') && { resolution }),
			...(orientation && { aspect_ratio: aspectRatio(orientation) }),
		};
		if (!inputReference || dialect.bodyFormat !== 'json')
			return post('/videos/generations', fields, dialect, inputReference);
		return {
			method: 'POST',
			path: '/videos/generations',
			json: { ...fields, input_reference: imageUrl(inputReference) },
		};
	},
	jobPaths: (id) => [`/videos/generations/${inPath(id)}`, ...videos.jobPaths(id)],
	listPaths: ['/videos/generations', ...videos.listPaths],
	modelsPath: videos.modelsPath,
	content: videos.content,
	remove: videos.remove,
};
