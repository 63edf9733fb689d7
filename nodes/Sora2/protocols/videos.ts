import { buildPost } from './body';
import { toSize } from './size';
import { encodeId, type Dialect, type Protocol } from './protocol';

const asSeconds = (duration: number, dialect: Dialect) =>
	dialect.secondsAs === 'string' ? String(duration) : duration;

/**
 * OpenAI's Videos API (openai-openapi, 2026-08-21): gone at OpenAI since 2026-09-24, alive in LiteLLM,
 * new-api, vLLM-Omni, SGLang, Dynamo, Aquiles, laozhang and others.
 */
export const videos: Protocol = {
	name: 'videos',
	buildSubmit(request, dialect) {
		const fields = {
			model: request.model,
			prompt: request.prompt,
			seconds: asSeconds(request.duration, dialect),
			size: toSize(request.resolution, request.orientation),
		};
		return buildPost('/videos', fields, dialect, request.inputReference);
	},
	getJobPaths: (id) => [`/videos/${encodeId(id)}`],
	listPaths: ['/videos'],
	modelsPath: '/models',
	buildContent: (id, variant) => ({
		method: 'GET',
		path: `/videos/${encodeId(id)}/content`,
		...(variant !== 'video' && { query: { variant } }),
	}),
	buildDelete: (id) => ({ method: 'DELETE', path: `/videos/${encodeId(id)}` }),
	derive: {
		remix: (id, prompt, _seconds, dialect) =>
			buildPost(`/videos/${encodeId(id)}/remix`, { prompt }, dialect),
		edit: (id, prompt, _seconds, dialect) =>
			buildPost('/videos/edits', { prompt, video: { id } }, dialect),
		extend: (id, prompt, seconds, dialect) =>
			buildPost(
				'/videos/extensions',
				{
					prompt,
					...(seconds !== undefined && { seconds: asSeconds(seconds, dialect) }),
					video: { id },
				},
				dialect,
			),
	},
};
