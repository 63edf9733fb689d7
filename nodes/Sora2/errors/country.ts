let names: Intl.DisplayNames | undefined;

/** The names are loaded with the first refusal, and not with n8n: that takes a third of this package's loading time. */
function nameOf(code: string): string | undefined {
	names ??= new Intl.DisplayNames(['en'], { type: 'region', style: 'short', fallback: 'none' });
	return names.of(code);
}

/** Codes that have a name and are no country: unions, placeholders, private use. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/** How a sentence names the country: Cloudflare's "region your IP address is in (MM)", "country: MM". */
const IN_WORDS =
	/\b(?:[Cc]ountry|[Rr]egion|[Tt]erritory|address is in|located in)(?: code)?\s{0,3}[:=(]\s{0,3}["'(]?([A-Z]{2})\b/;

/** An ISO 3166-1 alpha-2 code found in a `param`, else in a sentence, in upper case, or nothing. */
export function findCountryCode(params: string[], sentences: string[] = []): string | undefined {
	const named = sentences.slice(0, 60).flatMap((s) => IN_WORDS.exec(s.slice(0, 4096))?.[1] ?? []);
	return [...params, ...named].map(iso).find((code) => code !== undefined);
}

function iso(text: string): string | undefined {
	const letters = text.trim().toUpperCase();
	if (!/^[A-Z]{2}$/.test(letters)) return undefined;
	// Withdrawn and common wrong codes (UK, BU) as the country's own.
	const code = Intl.getCanonicalLocales(`und-${letters}`)[0].slice(4);
	return nameOf(code) !== undefined && !NO_COUNTRY.has(code) ? code : undefined;
}

/** `MM` as `Myanmar (MM)`. */
export function formatCountry(code: string): string {
	return `${nameOf(code) ?? 'an unknown country'} (${code})`;
}
