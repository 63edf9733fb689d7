import { post } from './body';
import { sizeOf } from './size';
import { inPath, type Dialect, type Wire } from './protocol';

const asSeconds = (duration: number, dialect: Dialect) =>
	dialect.secondsAs === 'string' ? String(duration) : duration;

/**
 * OpenAI's Videos API (openai-openapi, 2026-08-21): gone at OpenAI since 2026-09-24, alive in LiteLLM,
 * new-api, vLLM-Omni, SGLang, Dynamo, Aquiles, laozhang and others.
 */
export const videos: Wire = {
	name: 'videos',
	submit(request, dialect) {
		const fields = {
			model: request.model,
			prompt: request.prompt,
			seconds: asSeconds(request.duration, dialect),
			size: sizeOf(request.resolution, request.orientation),
		};
		return post('/videos', fields, dialect, request.inputReference);
	},
	jobPaths: (id) => [`/videos/${inPath(id)}`],
	listPaths: ['/videos'],
	modelsPath: '/models',
	content: (id, variant) => ({
		method: 'GET',
		path: `/videos/${inPath(id)}/content`,
		...(variant !== 'video' && { query: { variant } }),
	}),
	remove: (id) => ({ method: 'DELETE', path: `/videos/${inPath(id)}` }),
	rework: {
		remix: (id, prompt, _seconds, dialect) =>
			post(`/videos/${inPath(id)}/remix`, { prompt }, dialect),
		edit: (id, prompt, _seconds, dialect) =>
			post('/videos/edits', { prompt, video: { id } }, dialect),
		extend: (id, prompt, seconds, dialect) =>
			post(
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
