import type { Price } from './channel';

/** A price per second, `low` to `high` US dollars. */
export function perSecond(duration: number, low: number, high = low, source = ''): Price {
	const rate = low === high ? dollars(low) : `${dollars(low)} to ${dollars(high)}`;
	return {
		usd: cents(duration * low),
		...(low !== high && { usdMax: cents(duration * high) }),
		basis: `${duration} s at ${rate}${source}`,
	};
}

/** A price per request, whatever the length. */
export function perRequest(low: number, high = low, source = ''): Price {
	const rate = low === high ? dollars(low) : `${dollars(low)} to ${dollars(high)}`;
	return {
		usd: low,
		...(low !== high && { usdMax: high }),
		basis: `${rate} a request, whatever the length${source}`,
	};
}

/** `0.1` as `$0.10`. */
export function dollars(usd: number): string {
	return `$${usd.toFixed(usd < 0.01 && usd > 0 ? 4 : 2)}`;
}

/** Sums of prices without the dust of binary fractions. */
export function cents(usd: number): number {
	return Math.round(usd * 10_000) / 10_000;
}
