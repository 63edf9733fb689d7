/** `text` with a capital letter first. */
export function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An upstream text as the end of our sentence: after a colon, a line or two long, without a full stop. */
export function toClause(text: string | undefined): string {
	if (!text) return '';
	const cut = text.length > 240 ? `${text.slice(0, 240).replace(/\s+\S{0,40}$/, '')} …` : text;
	return `: ${cut.replace(/[.。,;:\s]+$/, '')}`;
}

/** Milliseconds as people say them: `12 s`, `3 min`. */
export function formatSeconds(ms: number): string {
	const s = Math.max(1, Math.round(ms / 1000));
	return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}
