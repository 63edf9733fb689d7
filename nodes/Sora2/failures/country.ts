const NAMES = new Intl.DisplayNames(['en'], { type: 'region', style: 'short', fallback: 'none' });

/** An ISO 3166-1 alpha-2 code found in a `param`, in upper case, or nothing. */
export function countryCode(params: string[]): string | undefined {
	return params.map((p) => p.trim().toUpperCase()).find((p) => /^[A-Z]{2}$/.test(p) && NAMES.of(p) !== undefined);
}

/** `MM` as `Myanmar (MM)`. */
export function countryName(code: string): string {
	return `${NAMES.of(code) ?? 'an unknown country'} (${code})`;
}
