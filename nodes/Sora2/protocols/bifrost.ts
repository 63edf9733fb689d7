import { buildPost, toImageUrl, withoutUndefined } from './body';
import { toVideosFields, videos } from './videos';
import type { Protocol } from './protocol';

/** Maximum cached providers. */
const MAX_PROVIDERS = 100;
const byProvider = new Map<string, Protocol>();

/**
 * Bifrost (docs.getbifrost.ai, "Generate a video", and core/schemas/videos.go, read 2026-11-28):
 * OpenAI's paths with `audio`, whole seconds, the start image as a plain string, models as
 * `provider/model` and IDs as `provider:id`. Its list requires a provider, which only a model
 * names: a lost order can be looked up in it, but Get Many is not possible.
 */
export const bifrost: Protocol = {
	...videos,
	name: 'bifrost',
	secondsAs: 'number',
	options: [...videos.options, 'generateAudio'],
	forModel(model) {
		const [, provider] = /^([\w-]+)\//.exec(model) ?? [];
		if (provider === undefined) return bifrost;
		const known = byProvider.get(provider) ?? { ...bifrost, listQuery: { provider } };
		if (byProvider.size < MAX_PROVIDERS) byProvider.set(provider, known);
		return known;
	},
	buildSubmit: (request, dialect) =>
		buildPost(
			'/videos',
			withoutUndefined({ ...toVideosFields(request, dialect), audio: request.generateAudio }),
			{ ...dialect, bodyFormat: dialect.bodyFormat === 'multipart' ? 'multipart' : 'json' },
			request.inputReference,
			toImageUrl,
		),
};
