import { toBase64, toFormParts, unlessAuto, withoutUndefined } from './body';
import { videos } from './videos';
import type { ApiRequest, Dialect, InputReference, Protocol, VideoRequest } from './protocol';
import type { RequestOption, Unsupported } from './requestOptions';

/**
 * Gemini's OpenAI-compatible videos (ai.google.dev/gemini-api/docs/openai, "Generate a video", read
 * 2026-11-28): Veo behind `POST /videos` as a form and `GET /videos/{id}`, nothing else. Its
 * examples use forms; the option Body Format sends JSON. Pictures are sent as base64 text. The
 * documentation does not show an object such as `last_frame` in a form.
 */
export const gemini: Protocol = {
	name: 'gemini',
	options: [
		'aspectRatio',
		'resolution',
		'size',
		'inputReference',
		'endImage',
		'referenceImages',
		'negativePrompt',
		'seed',
	],
	findUnsupported(request: VideoRequest): Unsupported | undefined {
		const { inputReference, endImage, referenceImages } = request;
		const unsendable = (
			[
				['inputReference', [inputReference]],
				['endImage', [endImage]],
				['referenceImages', referenceImages ?? []],
			] as Array<[RequestOption, Array<InputReference | undefined>]>
		).find(([, pictures]) => pictures.some((p) => p !== undefined && toBase64(p) === undefined));
		return (
			unsendable && {
				option: unsendable[0],
				reason: 'Gemini takes the picture itself, not its address',
				hint: 'Fetch it first with the node HTTP Request, and name the binary field it is in.',
			}
		);
	},
	buildSubmit: (request, dialect) =>
		post(
			withoutUndefined({
				model: request.model,
				prompt: request.prompt,
				duration_seconds: request.duration,
				...(request.size !== undefined
					? { size: request.size }
					: {
							aspect_ratio: unlessAuto(request.aspectRatio),
							resolution: unlessAuto(request.resolution),
						}),
				negative_prompt: request.negativePrompt,
				seed: request.seed,
				image: request.inputReference && toBase64(request.inputReference),
				last_frame: request.endImage && toBase64(request.endImage),
				reference_images: request.referenceImages?.length
					? request.referenceImages.map(toBase64)
					: undefined,
			}),
			dialect,
		),
	getJobPaths: videos.getJobPaths,
	listPaths: videos.listPaths,
	modelsPath: videos.modelsPath,
	buildContent: videos.buildContent,
	buildDelete: videos.buildDelete,
	derivesWithModel: true,
	derive: {
		extend: ({ id }, { model, prompt, duration }, dialect) =>
			post(
				withoutUndefined({ model, prompt, duration_seconds: duration, extend_video_id: id }),
				dialect,
			),
	},
};

function post(fields: Record<string, unknown>, { bodyFormat }: Dialect): ApiRequest {
	return bodyFormat === 'json'
		? { method: 'POST', path: '/videos', json: fields }
		: { method: 'POST', path: '/videos', form: toFormParts(fields) };
}
