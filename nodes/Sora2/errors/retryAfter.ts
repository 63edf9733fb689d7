/** Caps waits at one day; anything longer is a mistake. */
const MAX_MS = 24 * 60 * 60 * 1000;

/**
 * Reads how long an endpoint asked to wait, in milliseconds: from `retry-after-ms`, then
 * `retry-after` (seconds or an HTTP date), then the reset of an exhausted limit
 * (`x-ratelimit-reset-requests: 12s` and similar headers).
 * @param now milliseconds since the epoch, which a date is measured against
 */
export function readRetryAfter(headers: Record<string, string>, now: number): number | undefined {
	const after = headers['retry-after']?.trim().slice(0, 100);
	return (
		parseAmount(headers['retry-after-ms'], 1) ??
		parseAmount(after, 1000) ??
		parseDate(after, now) ??
		readReset(headers, now)
	);
}

/** A plain number; the first one if the header was repeated (`12, 12`). */
function parseAmount(text: string | undefined, unitMs: number): number | undefined {
	const number = /^\s{0,9}(\d{1,12}(?:\.\d{1,9})?)\s{0,9}(?:,|$)/.exec(text ?? '')?.[1];
	return number === undefined ? undefined : Math.min(MAX_MS, Math.ceil(Number(number) * unitMs));
}

/**
 * `Fri, 31 Dec 2026 23:59:59 GMT`, or an ISO date. `Date.parse` alone would also read `-1` as a
 * date.
 */
function parseDate(text: string | undefined, now: number): number | undefined {
	if (text === undefined || !/^[a-z]{3,9},? .*\d{4}|^\d{4}-\d\d-\d\d/i.test(text)) return undefined;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.min(MAX_MS, Math.max(0, date - now));
}

function readReset(headers: Record<string, string>, now: number): number | undefined {
	for (const [left, reset] of [
		['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
		['x-ratelimit-remaining', 'x-ratelimit-reset'],
		['ratelimit-remaining', 'ratelimit-reset'],
	]) {
		if (headers[left]?.trim() !== '0') continue;
		const wait = parseDuration(headers[reset]) ?? parseResetTime(headers[reset], now);
		if (wait !== undefined) return wait;
	}
	return undefined;
}

/** Go's duration notation, as OpenAI sends it: `1m30s`, `12s`, `250ms`. */
function parseDuration(text: string | undefined): number | undefined {
	if (!text) return undefined;
	const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
	let total = 0;
	for (const [, number, unit] of text.slice(0, 60).matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s)/g))
		total += Number(number) * units[unit as keyof typeof units];
	return total > 0 ? Math.min(MAX_MS, Math.ceil(total)) : undefined;
}

/** A plain number: seconds to wait, or a time in seconds or milliseconds since the epoch. */
function parseResetTime(text: string | undefined, now: number): number | undefined {
	if (!text || !/^\s{0,9}\d{1,13}(\.\d{1,9})?\s{0,9}$/.test(text)) return undefined;
	const value = Number(text);
	if (value < 1e8) return Math.min(MAX_MS, Math.ceil(value * 1000));
	return Math.min(MAX_MS, Math.max(0, (value < 1e11 ? value * 1000 : value) - now));
}
