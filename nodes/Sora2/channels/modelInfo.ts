import type { Price } from './channel';
import { formatDollars, roundPrice } from './price';

/** One of a model's prices, per second or per video, with the conditions its name states. */
export interface ModelRate {
	usd: number;
	per: 'second' | 'video';
	resolution?: string;
	audio?: boolean;
}

/** What an endpoint publishes about a model. An absent field is unknown. */
export interface ModelInfo {
	id: string;
	durations?: number[];
	/** Spelled as the endpoint does. */
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

/** Different names for the same height. */
const SAME: Record<string, string> = { '2k': '1440p' };
const normalize = (resolution: string) =>
	SAME[resolution.toLowerCase()] ?? resolution.toLowerCase();

/** Whether two names mean the same height: `4k` and `4K`, `1440p` and `2K`. */
export function isSameResolution(a: string, b: string): boolean {
	return normalize(a) === normalize(b);
}

/**
 * Returns the price of a video of this model from the endpoint's own list: a range if it depends on
 * values left to the model, undefined if it is not listed.
 */
export function getListedPrice({ rates = [] }: ModelInfo, video: PricedVideo): Price | undefined {
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
