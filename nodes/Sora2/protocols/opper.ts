import { toImageUrl, unlessAuto, withoutUndefined } from './body';
import { findUnsupportedSize, videos } from './videos';
import { getSize } from './size';
import { encodeId, type Protocol, type VideoRequest } from './protocol';

const isOpenAi = ({ model }: Pick<VideoRequest, 'model'>) => model.startsWith('openai/');

/**
 * Opper (docs.opper.ai, "Video" and "Webhooks", read 2026-11-28): `POST /videos` answers 202 with
 * `id` and `status_url`. The model's parameters go verbatim into `parameters`, under the provider's
 * own names: OpenAI's `seconds` and `size`, else `duration`, `aspect_ratio` and `resolution` as in
 * its Grok examples.
 */
export const opper: Protocol = {
	name: 'opper',
	options: [
		'aspectRatio',
		'resolution',
		'size',
		'inputReference',
		'referenceImages',
		'callbackUrl',
	],
	findUnsupported: (request) => (isOpenAi(request) ? findUnsupportedSize(request) : undefined),
	buildSubmit(request) {
		const { model, prompt, duration, inputReference, referenceImages } = request;
		const parameters = isOpenAi(request)
			? { seconds: String(duration), size: getSize(request) }
			: {
					duration,
					...(request.size !== undefined
						? { size: request.size }
						: {
								aspect_ratio: unlessAuto(request.aspectRatio),
								resolution: unlessAuto(request.resolution),
							}),
				};
		const json = withoutUndefined({
			model,
			prompt,
			parameters: withoutUndefined(parameters),
			image: inputReference && toImageUrl(inputReference),
			reference_images: referenceImages?.length ? referenceImages.map(toImageUrl) : undefined,
			callback_url: request.callbackUrl,
		});
		return { method: 'POST', path: '/videos', json };
	},
	getJobPaths: (id) => [`/artifacts/${encodeId(id)}/status`],
	listPaths: videos.listPaths,
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: (id) => ({ method: 'DELETE', path: `/artifacts/${encodeId(id)}` }),
};
