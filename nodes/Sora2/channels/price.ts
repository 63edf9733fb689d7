import type { Price } from './channel';

/** A price per second, `low` to `high` US dollars. */
export function perSecond(duration: number, low: number, high = low, source = ''): Price {
	const rate =
		low === high ? formatDollars(low) : `${formatDollars(low)} to ${formatDollars(high)}`;
	return {
		usd: roundPrice(duration * low),
		...(low !== high && { usdMax: roundPrice(duration * high) }),
		basis: `${duration} s at ${rate}${source}`,
	};
}

/** A price per request, whatever the length. */
export function perRequest(low: number, high = low, source = ''): Price {
	const rate =
		low === high ? formatDollars(low) : `${formatDollars(low)} to ${formatDollars(high)}`;
	return {
		usd: low,
		...(low !== high && { usdMax: high }),
		basis: `${rate} a request, whatever the length${source}`,
	};
}

/** Formats `0.1` as `$0.10`. */
export function formatDollars(usd: number): string {
	return `$${usd.toFixed(usd < 0.01 && usd > 0 ? 4 : 2)}`;
}

/** Rounds a sum of prices to hide floating-point error. */
export function roundPrice(usd: number): number {
	return Math.round(usd * 10_000) / 10_000;
}
