import type { Message } from './signals';

/** Maximum characters kept of an upstream sentence: enough for a table cell. */
const MAX_SENTENCE = 400;

/** IDs are not secret, and support teams ask for them. */
const ID = /^(video|task|req|request|gen|job|file|vid|chatcmpl|org|proj|evt|run|resp|msg)[_-]/i;

/**
 * Removes what must not reach an item, a log or a chat: API keys and other long tokens, the query
 * of a URL (signed URLs carry their signature there), data URLs.
 */
export function redact(text: string): string {
	return text
		.replace(/\bdata:[\w.+-]{1,60}\/[\w.+-]{1,60};base64,[\w+/=-]*/gi, 'data:***')
		.replace(/\b(https?:\/\/)(?:[^\s/@"'<>]{1,200}@)?([^\s?#"'<>]{1,500})[?#][^\s"'<>]*/gi, '$1$2')
		.replace(/\b(bearer|basic)\s{1,4}[\w.~+/=-]{6,}/gi, '$1 ***')
		.replace(
			/\b(sk|pk|rk|gsk|xai|key|fal|hf|ghp|gho|r8|xox[abp])([-_])[\w.-]*\d[\w.-]*/g,
			(whole, prefix: string, dash: string) => (whole.length >= 12 ? `${prefix}${dash}***` : whole),
		)
		.replace(/\b(sk)([-_])[\w-]{6,}/g, '$1$2***')
		.replace(/\b(AIza|AKIA|eyJ)[\w.-]{12,}/g, '$1***')
		.replace(
			/\b((?:api|access|secret|auth)[ _-]?(?:key|token)|token|secret|password|signature|sig)(["']?\s?[:=]\s?["']?)([\w.~+/=-]{8,})/gi,
			(whole, name: string, sign: string, value: string) =>
				/\d/.test(value) && !value.includes('*') ? `${name}${sign}***` : whole,
		)
		.replace(/[\w+=-]{20,}/g, (token) => (ID.test(token) || !isOpaque(token) ? token : '***'));
}

/** Whether a token mixes letters and digits at a length nobody would type by hand. */
function isOpaque(token: string): boolean {
	return token
		.split(/[-_]/)
		.some((part) => part.length >= 20 && /\d/.test(part) && /[A-Za-z]/.test(part));
}

/** Replaces the prompt in a text that quotes it. */
function withoutPrompt(text: string, prompt: string | undefined): string {
	const quoted = prompt?.trim();
	return quoted && quoted.length >= 8 && text.includes(quoted)
		? text.replaceAll(quoted, '…')
		: text;
}

/** Matches what a sentence quotes from the request: the prompt, or the value of a parameter. */
const QUOTED =
	/\b(prompts?|values?|inputs?|parameters?|fields?|arguments?|captions?|received|got)\b([^'"`“\n]{0,16})(["'`“])([\s\S]{1,2000}?)(["'`”])(?=[\s.,;:)\]]|$)/gi;

/**
 * Returns a text as the rules read it, without what it only quotes. The user's prompt, a URL or an
 * ID may contain any word ("a policeman violating the moderation policy") without meaning it.
 */
export function toMatchableText(text: string, prompt: string | undefined): string {
	return withoutPrompt(text.slice(0, 16_384), prompt)
		.slice(0, 4096)
		.replace(/https?:\/\/\S+/gi, ' ')
		.replace(/\(?\brequest[ _-]?id:?\s{0,4}[\w-]{1,200}\)?/gi, ' ')
		.replace(/\b(task|video|req|gen|job|file|vid|org|proj)[_-](?=[\w-]{0,80}\d)[\w-]+/gi, ' ')
		.replace(QUOTED, '$1$2')
		.replace(/\s+/g, ' ')
		.trim();
}

/** Exception class names that libraries prepend: `litellm.RateLimitError: OpenAIException - `. */
const CLASS_NAMES =
	/^(?:(?:[a-z_]{1,40}\.){0,4}[A-Z]\w{1,60}(?:Error|Exception|Timeout)(?:\s?[:-]\s?|\s))+/;

/** Cleans up an upstream text: no library prefixes, request IDs or secrets, on one line. */
export function toSentence(text: string, prompt?: string): string {
	const words = withoutPrompt(text.slice(0, 16_384), prompt)
		.slice(0, 4096)
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim()
		.replace(/ ?Received Model Group=.*$/, '')
		.replace(/ ?\((?:request|trace)[ _-]?id:? ?[\w-]{1,200}\)/gi, '')
		.replace(/^(?:API request failed|Error code|HTTP|Upstream error):? ?\d{3} ?[:-]? ?/i, '')
		.replace(CLASS_NAMES, '')
		.replace(QUOTED, (whole: string, name: string, gap: string) =>
			/^(prompt|caption)/i.test(name) ? `${name}${gap}"…"` : whole,
		)
		// Unescape what is left of a literal quoted inside a literal.
		.replace(/\\{1,16}(["'])/g, '$1')
		.replace(/^(["'])([^"]{3,})\1$/, '$2')
		.replace(/ (?=[.,;])/g, '')
		.replace(/[\s:-]+$|^[\s:.,-]+/g, '');
	return redact(words).slice(0, MAX_SENTENCE).trim();
}

/** Picks the innermost message that is a sentence rather than markup or a code. */
export function pickMessage(messages: readonly Message[], prompt?: string): string | undefined {
	const sentences = messages
		.map((message) => ({
			...message,
			text: toSentence(message.text.split('{')[0] || message.text, prompt),
		}))
		.filter(({ text }) => /\p{L}{2}/u.test(text));
	const rank = (m: Message) =>
		(isSentence(m.text) ? 4000 : 0) + (m.page ? 0 : 2000) + (m.minor ? 0 : 1000) + m.depth;
	return sentences.reduce<Message | undefined>(
		(best, m) => (best === undefined || rank(m) > rank(best) ? m : best),
		undefined,
	)?.text;
}

/** Whether a text has several words, or is in a script without spaces between words. */
function isSentence(text: string): boolean {
	return /\S\s\S/.test(text) || /[\u2e80-\uffff]{3}/.test(text);
}
