/** A later date, 2200 in milliseconds since the epoch, stands for none: int64's greatest, say. */
const MAX_DATE_MS = Date.UTC(2200, 0);

/** `2026-11-01 10:00:00`, `2026-11-01T10:00:00.123456`. */
const ZONELESS = /^\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s*$/;

/** Returns the first string that is not empty. */
export function firstText(...values: Array<string | undefined>): string | undefined {
	return values.find((v) => v !== undefined && v !== '');
}

/** Parses a number of at least 0, also from `"8"` or `"8s"`. */
export function toPositive(value: number | string | undefined): number | undefined {
	const n =
		typeof value === 'string'
			? Number(/^\s{0,9}(\d{1,9}(?:\.\d{1,9})?)\s?s?\s{0,9}$/.exec(value)?.[1])
			: value;
	return n !== undefined && Number.isFinite(n) && n >= 0 ? n : undefined;
}

/**
 * Converts a time to milliseconds since the epoch: from seconds, milliseconds, microseconds or
 * nanoseconds since then, or from an ISO date. Undefined for a date that stands for none, and for a
 * time without a zone, which may be anybody's.
 */
export function toEpochMs(value: number | string | undefined): number | undefined {
	if (value === undefined || value === '') return undefined;
	const n = Number(value);
	if (ZONELESS.test(String(value))) return undefined;
	const ms = Number.isFinite(n) ? n * guessUnitMs(n) : Date.parse(String(value));
	return Number.isFinite(ms) && ms > 0 && ms <= MAX_DATE_MS ? ms : undefined;
}

/**
 * Formats milliseconds since the epoch as ISO 8601; undefined for a time no `Date` can hold.
 */
export function toIsoDate(ms: number | undefined): string | undefined {
	const date = new Date(ms ?? Number.NaN);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Guesses the unit of a time since the epoch from its size. */
function guessUnitMs(count: number): number {
	if (count > 1e17) return 1e-6;
	if (count > 1e14) return 1e-3;
	return count > 1e11 ? 1 : 1000;
}

/**
 * Parses progress as a percentage, 0 to 100, from `45`, `"45%"` or `0.45`. A bare `1` is 1 %:
 * OpenAI counts in whole percent.
 */
export function toPercent(value: number | string | undefined): number | undefined {
	if (value === undefined) return undefined;
	const text = String(value).trim();
	const number = /\d/.test(text) ? Number(text.replace(/%$/, '')) : NaN;
	if (!Number.isFinite(number)) return undefined;
	const scaled = !text.endsWith('%') && number > 0 && number < 1 ? number * 100 : number;
	return Math.min(100, Math.max(0, scaled));
}
