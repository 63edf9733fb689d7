import type { Price } from './channel';
import { formatDollars, roundPrice } from './price';

/** One of a model's prices: a second, or a video, under the conditions its name tells. */
export interface ModelRate {
	usd: number;
	per: 'second' | 'video';
	resolution?: string;
	audio?: boolean;
}

/** What an endpoint tells of a model. What is absent, it does not tell. */
export interface ModelInfo {
	id: string;
	durations?: number[];
	/** As the endpoint spells them. */
	resolutions?: string[];
	aspectRatios?: string[];
	sizes?: string[];
	frames?: string[];
	audio?: boolean;
	seed?: boolean;
	rates?: ModelRate[];
}

/** What the price of a video depends on. `duration` in seconds. */
export interface PricedVideo {
	duration: number;
	resolution: string;
	audio?: boolean;
}

/** Names of one height at different endpoints. */
const SAME: Record<string, string> = { '2k': '1440p' };
const normalize = (resolution: string) =>
	SAME[resolution.toLowerCase()] ?? resolution.toLowerCase();

/** Whether two names mean one height: `4k` and `4K`, `1440p` and `2K`. */
export function isSameResolution(a: string, b: string): boolean {
	return normalize(a) === normalize(b);
}

/**
 * What a video of this model costs by the endpoint's own list, a range where it depends on what is left to the model;
 * nothing where the list does not tell.
 */
export function getToldPrice({ rates = [] }: ModelInfo, video: PricedVideo): Price | undefined {
	const { duration, resolution, audio } = video;
	const bySound = rates.filter(
		(rate) => audio === undefined || rate.audio === undefined || rate.audio === audio,
	);
	const exact = bySound.filter(
		(rate) => rate.resolution !== undefined && isSameResolution(rate.resolution, resolution),
	);
	const general = bySound.filter((rate) => rate.resolution === undefined);
	const fitting = resolution === 'auto' ? bySound : exact.length > 0 ? exact : general;
	if (fitting.length === 0) return undefined;
	const sums = fitting.map(({ usd, per }) => roundPrice(per === 'second' ? usd * duration : usd));
	const [low, high] = [Math.min(...sums), Math.max(...sums)];
	const named = [...new Set(fitting.map(({ usd }) => usd))].sort((a, b) => a - b);
	const range =
		named.length === 1
			? formatDollars(named[0])
			: `${formatDollars(named[0])} to ${formatDollars(named[named.length - 1])}`;
	return {
		usd: low,
		...(high !== low && { usdMax: high }),
		basis: `${fitting[0].per === 'second' ? `${duration} s at ${range}` : `${range} a video`} (the endpoint's list)`,
	};
}
