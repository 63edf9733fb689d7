import { z } from 'zod';
import type { ModelInfo, ModelRate } from './modelInfo';

const texts = z.array(z.string()).nullish().catch(undefined);
const numbers = z.array(z.coerce.number()).nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);
const prices = z
	.record(z.union([z.string(), z.number(), z.null()]))
	.nullish()
	.catch(undefined);

/** OpenRouter's VideoModel (its SDK, read 2026-11-28). */
const openRouterSchema = z.object({
	id: z.string(),
	supported_durations: numbers,
	supported_resolutions: texts,
	supported_aspect_ratios: texts,
	supported_sizes: texts,
	supported_frame_images: texts,
	generate_audio: flag,
	seed: flag,
	pricing_skus: prices,
});

/** LiteLLM's `/model/info` with the keys of its price list (model_prices_and_context_window.json, read 2026-11-28). */
const liteLlmSchema = z.object({
	model_name: z.string(),
	model_info: z.record(z.unknown()),
});

const listSchema = z.object({ data: z.array(z.unknown()) });

/**
 * Reads what a model list publishes about each model: OpenRouter's `GET /videos/models`, LiteLLM's
 * `GET /model/info`.
 */
export function readModelInfos(body: unknown): ModelInfo[] {
	const list = listSchema.safeParse(body);
	if (!list.success) return [];
	return list.data.data.flatMap((entry) => {
		const openRouter = openRouterSchema.safeParse(entry);
		if (openRouter.success) return [readOpenRouterInfo(openRouter.data)];
		const liteLlm = liteLlmSchema.safeParse(entry);
		return liteLlm.success ? [readLiteLlmInfo(liteLlm.data)] : [];
	});
}

function readOpenRouterInfo(m: z.infer<typeof openRouterSchema>): ModelInfo {
	return {
		id: m.id,
		durations: m.supported_durations ?? undefined,
		resolutions: m.supported_resolutions ?? undefined,
		aspectRatios: m.supported_aspect_ratios ?? undefined,
		sizes: m.supported_sizes ?? undefined,
		frames: m.supported_frame_images ?? undefined,
		audio: m.generate_audio ?? undefined,
		seed: m.seed ?? undefined,
		rates: m.pricing_skus ? readRates(m.pricing_skus) : undefined,
	};
}

function readLiteLlmInfo({
	model_name: id,
	model_info: info,
}: z.infer<typeof liteLlmSchema>): ModelInfo {
	const sizes = texts.parse(info.supported_resolutions)?.filter((name) => /^\d+x\d+$/.test(name));
	const perSecond = Object.fromEntries(
		Object.entries(info).flatMap(([key, value]) => {
			const [, resolution = ''] =
				/^output_cost_per(?:_video)?(?:_per)?_second((?:_\d{3,4}p|_\dk)?)$/.exec(key) ?? [];
			const isPrice = /^output_cost_per(_video)?(_per)?_second/.test(key);
			return isPrice && typeof value === 'number' ? [[`second${resolution}`, value]] : [];
		}),
	);
	const rates = readRates(perSecond);
	return {
		id,
		...(sizes?.length && { sizes }),
		...(rates.length > 0 && { rates }),
	};
}

/** Words in the name of a price that do not state a condition. */
const PLAIN =
	/^(per|video|duration|second|seconds|output|generate|request|with|without|no|audio|cents)$/;

/**
 * Reads prices by the names in the list: `duration_seconds_with_audio_720p`,
 * `per-video-second-1080p`, `generate`. A price with an unknown condition (an image, a draft)
 * counts like any other: a range that is too wide is better than a wrong one. Prices in another
 * unit (`video_tokens`) are skipped.
 */
function readRates(skus: Record<string, string | number | null>): ModelRate[] {
	return Object.entries(skus).flatMap(([name, value]) => {
		const usd = value === null ? NaN : Number(value);
		if (!Number.isFinite(usd) || usd < 0) return [];
		const words = name.toLowerCase().split(/[-_]/);
		const per = words.some((word) => /^seconds?$/.test(word)) ? 'second' : 'video';
		if (per === 'video' && !words.every((word) => PLAIN.test(word))) return [];
		const resolution = words.find((word) => /^(\d{3,4}p|\dk)$/.test(word));
		const audio = words.includes('audio')
			? !words.includes('without') && !words.includes('no')
			: undefined;
		return [{ usd: words.includes('cents') ? usd / 100 : usd, per, resolution, audio } as const];
	});
}
