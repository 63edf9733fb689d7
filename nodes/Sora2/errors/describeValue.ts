/** How much of a value a sentence repeats: an expression may give a whole file as text. */
const SHOWN_CHARACTERS = 60;

/** Describes what a field holds, for a sentence that says what it should hold. */
export function describeValue(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'an object';
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'number' && Number.isNaN(value)) return 'a calculation without a result';
	return `'${shorten(String(value))}'`;
}

/** Cuts a text that a sentence repeats. */
export function shorten(text: string): string {
	return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
