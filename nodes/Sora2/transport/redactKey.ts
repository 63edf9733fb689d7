/** An endpoint that echoes the key must not put it into an item. */
export function redactKey(text: string, apiKey: string): string {
	return apiKey.length >= 8 && text.length < 1024 * 1024 ? text.replaceAll(apiKey, '***') : text;
}
