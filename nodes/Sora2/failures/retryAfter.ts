/** Longer waits than a day are somebody's mistake. */
const MAX_MS = 24 * 60 * 60 * 1000;

/**
 * How long an endpoint asked to wait, in milliseconds: `retry-after-ms`, then `retry-after` (seconds or an
 * HTTP date), then the reset of an exhausted OpenAI-style request limit (`x-ratelimit-reset-requests: 12s`).
 * @param now milliseconds since the epoch, to measure a date against
 */
export function retryAfterMs(headers: Record<string, string>, now: number): number | undefined {
	const exact = positive(headers['retry-after-ms'], 1);
	if (exact !== undefined) return exact;
	const after = headers['retry-after']?.trim();
	if (after) {
		const seconds = positive(after, 1000);
		if (seconds !== undefined) return seconds;
		const date = Date.parse(after);
		if (!Number.isNaN(date)) return Math.min(MAX_MS, Math.max(0, date - now));
	}
	if (headers['x-ratelimit-remaining-requests'] === '0') return duration(headers['x-ratelimit-reset-requests']);
	return undefined;
}

function positive(text: string | undefined, unitMs: number): number | undefined {
	if (text === undefined || text.trim() === '') return undefined;
	const value = Number(text);
	return Number.isFinite(value) && value >= 0 ? Math.min(MAX_MS, Math.ceil(value * unitMs)) : undefined;
}

/** Go's duration notation, as OpenAI sends it: `1m30s`, `12s`, `250ms`. */
function duration(text: string | undefined): number | undefined {
	if (!text) return undefined;
	const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
	let total = 0;
	for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) total += Number(amount) * units[unit as keyof typeof units];
	return total > 0 ? Math.min(MAX_MS, Math.ceil(total)) : undefined;
}
