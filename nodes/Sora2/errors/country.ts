let names: Intl.DisplayNames | undefined;

/**
 * Loads the names with the first refusal instead of at startup, where they took a third of this
 * package's loading time.
 */
function getName(code: string): string | undefined {
	names ??= new Intl.DisplayNames(['en'], { type: 'region', style: 'short', fallback: 'none' });
	return names.of(code);
}

/** Codes that have a name but are not countries: unions, placeholders, private use. */
const NOT_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/**
 * How sentences name the country: Cloudflare's "region your IP address is in (MM)", "country: MM".
 */
const IN_WORDS =
	/\b(?:[Cc]ountry|[Rr]egion|[Tt]erritory|address is in|located in)(?: code)?\s{0,3}[:=(]\s{0,3}["'(]?([A-Z]{2})\b/;

/**
 * Finds an ISO 3166-1 alpha-2 code in a `param`, else in a sentence. Returns it in upper case, or
 * undefined.
 */
export function findCountryCode(params: string[], sentences: string[] = []): string | undefined {
	const named = sentences.slice(0, 60).flatMap((s) => IN_WORDS.exec(s.slice(0, 4096))?.[1] ?? []);
	return [...params, ...named].map(toCountryCode).find((code) => code !== undefined);
}

function toCountryCode(text: string): string | undefined {
	const letters = text.trim().toUpperCase();
	if (!/^[A-Z]{2}$/.test(letters)) return undefined;
	// Replaces withdrawn and common wrong codes (UK, BU) with the country's current one.
	const code = Intl.getCanonicalLocales(`und-${letters}`)[0].slice(4);
	return getName(code) !== undefined && !NOT_COUNTRIES.has(code) ? code : undefined;
}

/** Formats `MM` as `Myanmar (MM)`. */
export function formatCountry(code: string): string {
	return `${getName(code) ?? 'an unknown country'} (${code})`;
}
