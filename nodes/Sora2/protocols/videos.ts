import { buildPost, withoutUndefined } from './body';
import { getSize } from './size';
import { encodeId, type Dialect, type Protocol, type VideoRequest } from './protocol';
import type { Unsupported } from './requestOptions';

const toSeconds = (duration: number, dialect: Dialect) =>
	dialect.secondsAs === 'string' ? String(duration) : duration;

/** The fields of an order shared by all endpoints of this protocol, without the start image. */
export function toVideosFields(request: VideoRequest, dialect: Dialect): Record<string, unknown> {
	return withoutUndefined({
		model: request.model,
		prompt: request.prompt,
		seconds: toSeconds(request.duration, dialect),
		size: getSize(request),
		negative_prompt: request.negativePrompt,
		seed: request.seed,
	});
}

/**
 * OpenAI's Videos API (openai-openapi, 2026-08-21): removed at OpenAI on 2026-09-24, alive in
 * LiteLLM, new-api, vLLM-Omni, SGLang, Dynamo, Aquiles, laozhang, Merge, Inworld and others.
 * `negative_prompt` and `seed` are not OpenAI's: vLLM-Omni (protocol/videos.py), SGLang
 * (protocol.py) and LiteLLM (which passes further fields on to the provider) take them (read
 * 2026-11-28). `POST /videos/{id}/cancel` is Inworld's and ofox's.
 */
export const videos: Protocol = {
	name: 'videos',
	options: ['aspectRatio', 'resolution', 'size', 'inputReference', 'negativePrompt', 'seed'],
	findUnsupported: findUnsupportedSize,
	secondsAs: 'string',
	hasExactPictures: true,
	buildSubmit: (request, dialect) =>
		buildPost('/videos', toVideosFields(request, dialect), dialect, request.inputReference),
	getJobPaths: (id) => [`/videos/${encodeId(id)}`],
	listPaths: ['/videos'],
	modelsPath: '/models',
	// LiteLLM's.
	modelInfo: { path: '/model/info', isCommon: false },
	buildContent: (id, variant) => ({
		method: 'GET',
		path: `/videos/${encodeId(id)}/content`,
		...(variant !== 'video' && { query: { variant } }),
	}),
	buildDelete: (id) => ({ method: 'DELETE', path: `/videos/${encodeId(id)}` }),
	buildCancel: (id) => ({ method: 'POST', path: `/videos/${encodeId(id)}/cancel` }),
	derive: {
		remix: ({ id }, { prompt }, dialect) =>
			buildPost(`/videos/${encodeId(id)}/remix`, { prompt }, dialect),
		edit: ({ id }, { prompt }, dialect) =>
			buildPost('/videos/edits', { prompt, video: { id } }, dialect),
		extend: ({ id }, { prompt, duration }, dialect) =>
			buildPost(
				'/videos/extensions',
				{
					prompt,
					...(duration !== undefined && { seconds: toSeconds(duration, dialect) }),
					video: { id },
				},
				dialect,
			),
	},
};

/** A size sets both sides in pixels, so neither can be left to the model on its own. */
export function findUnsupportedSize(request: VideoRequest): Unsupported | undefined {
	const { size, resolution, aspectRatio } = request;
	if (size !== undefined || (resolution === 'auto' && aspectRatio === 'auto')) return undefined;
	if (getSize(request) !== undefined) return undefined;
	const reason = 'this protocol sends the size in pixels, which requires both';
	const hint =
		"Choose a value for both 'Resolution' and 'Aspect Ratio', set both to 'Automatic', or enter a 'Custom Size'.";
	if (resolution === 'auto') return { option: 'aspectRatio', reason, hint };
	if (aspectRatio === 'auto') return { option: 'resolution', reason, hint };
	return { option: 'resolution', reason: `'${resolution}' has no size in pixels`, hint };
}
