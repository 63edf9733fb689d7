import { toImageUrl, buildPost, unlessAuto, withoutUndefined } from './body';
import { encodeId, type Protocol } from './protocol';
import { videos } from './videos';

/**
 * The protocol of the article about APIYI: `POST /videos/generations` with `duration` and
 * `resolution`. The article does not show the answer, so `response/job.ts` accepts a finished video
 * as well as a job. Endpoints that have only the submit path keep their jobs under OpenAI's paths,
 * which are therefore tried after its own. `aspect_ratio` is new-api's name; it is sent only for a
 * ratio other than the default.
 */
export const generations: Protocol = {
	name: 'generations',
	options: ['aspectRatio', 'resolution', 'inputReference'],
	hasExactPictures: true,
	buildSubmit(request, dialect) {
		const { model, prompt, duration, resolution, aspectRatio, inputReference } = request;
		const isSent = dialect.sendResolution === 'always' || resolution !== '720p';
		const fields = withoutUndefined({
			model,
			prompt,
			duration,
			resolution: isSent ? unlessAuto(resolution) : undefined,
			aspect_ratio: aspectRatio === '16:9' ? undefined : unlessAuto(aspectRatio),
		});
		return buildPost('/videos/generations', fields, dialect, inputReference, toImageUrl);
	},
	getJobPaths: (id) => [`/videos/generations/${encodeId(id)}`, ...videos.getJobPaths(id)],
	listPaths: ['/videos/generations', ...videos.listPaths],
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: videos.buildDelete,
	buildCancel: videos.buildCancel,
};
