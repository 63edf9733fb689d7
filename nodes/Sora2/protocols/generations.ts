import { toImageUrl, buildPost } from './body';
import { toAspectRatio } from './size';
import { encodeId, type Protocol } from './protocol';
import { videos } from './videos';

/**
 * The protocol of the article about APIYI: `POST /videos/generations` with `duration` and `resolution`. What it
 * answers, the article does not show; `read.ts` takes a finished video as well as a job. Endpoints that
 * know only the submit path keep their jobs under OpenAI's paths, which therefore follow its own.
 */
export const generations: Protocol = {
	name: 'generations',
	buildSubmit(request, dialect) {
		const { model, prompt, duration, resolution, orientation, inputReference } = request;
		const fields = {
			model,
			prompt,
			duration,
			...((dialect.sendResolution === 'always' || resolution !== '720p') && { resolution }),
			...(orientation && { aspect_ratio: toAspectRatio(orientation) }),
		};
		if (!inputReference || dialect.bodyFormat !== 'json')
			return buildPost('/videos/generations', fields, dialect, inputReference);
		return {
			method: 'POST',
			path: '/videos/generations',
			json: { ...fields, input_reference: toImageUrl(inputReference) },
		};
	},
	getJobPaths: (id) => [`/videos/generations/${encodeId(id)}`, ...videos.getJobPaths(id)],
	listPaths: ['/videos/generations', ...videos.listPaths],
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: videos.buildDelete,
};
