/** Capitalizes the first letter of `text`. */
export function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Appends an upstream text to our sentence: after a colon, cut to a line or two, without a full
 * stop.
 */
export function toClause(text: string | undefined): string {
	if (!text) return '';
	const cut = text.length > 240 ? `${text.slice(0, 240).replace(/\s+\S{0,40}$/, '')} …` : text;
	return `: ${cut.replace(/[.。,;:\s]+$/, '')}`;
}

/** Formats milliseconds for a sentence: `12 s`, `3 min`. */
export function formatSeconds(ms: number): string {
	const s = Math.max(1, Math.round(ms / 1000));
	return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}
