import { buildPost, toImageUrl, withoutUndefined } from './body';
import { toVideosFields, videos } from './videos';
import type { Protocol } from './protocol';

/**
 * Bifrost (docs.getbifrost.ai, "Generate a video", and core/schemas/videos.go, read 2026-11-28):
 * OpenAI's paths with `audio`, whole seconds, the start image as a plain string, models as
 * `provider/model` and IDs as `provider:id`. Its list requires a provider.
 */
export const bifrost: Protocol = {
	...videos,
	name: 'bifrost',
	secondsAs: 'number',
	options: [...videos.options, 'generateAudio'],
	buildSubmit: (request, dialect) =>
		buildPost(
			'/videos',
			withoutUndefined({ ...toVideosFields(request, dialect), audio: request.generateAudio }),
			{ ...dialect, bodyFormat: dialect.bodyFormat === 'multipart' ? 'multipart' : 'json' },
			request.inputReference,
			toImageUrl,
		),
};
