/** Maximum characters read of a page, and kept of its words. */
const MAX_PAGE = 64 * 1024;
const MAX_WORDS = 2000;

/**
 * Finds where markup begins in a text: at the start, or after the words that quote it. Undefined if
 * there is none.
 */
export function findMarkup(text: string): number | undefined {
	if (/^\s{0,99}<[a-z!?]/i.test(text)) return 0;
	const at = text.search(/<(!doctype html|html|head|body)\b/i);
	return at < 0 ? undefined : at;
}

/** Whether a text is a web page of its own, rather than markup before something else. */
export function isWholePage(text: string): boolean {
	return /^\s{0,99}<(!doctype|html|head|body|\?xml)\b/i.test(text);
}

/** Extracts the readable words of a page in order, title first, in one pass. */
export function extractPageText(markup: string): string {
	const html = markup.slice(0, MAX_PAGE);
	const lower = html.toLowerCase();
	let words = '';
	for (let at = 0; at < html.length; ) {
		const open = html.indexOf('<', at);
		words += html.slice(at, open < 0 ? undefined : open) + ' ';
		if (open < 0) break;
		const silent = (['script', 'style', '!--'] as const).find((name) =>
			lower.startsWith(name, open + 1),
		);
		const end = silent ? (silent === '!--' ? '-->' : `</${silent}`) : '>';
		const close = lower.indexOf(end, open);
		if (close < 0) break;
		at = silent && silent !== '!--' ? close : close + end.length;
	}
	return unescapeHtml(words).replace(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
}

/**
 * Reads the code and message of an XML error, as Amazon's and Azure's storage services and SOAP
 * send it.
 */
export function readXmlError(markup: string): { code?: string; message?: string } | undefined {
	const text = markup.slice(0, MAX_PAGE);
	const code = /<code>\s{0,20}([\w.-]{2,80})\s{0,20}<\/code>/i.exec(text)?.[1];
	const message = /<(?:message|faultstring)>([^<]{1,2000})</i.exec(text)?.[1];
	const isFault =
		code !== undefined || (message !== undefined && /<(?:\w{1,20}:)?(?:error|fault)\b/i.test(text));
	return isFault ? { code, message: message && unescapeHtml(message) } : undefined;
}

const ENTITIES: Record<string, string> = {
	quot: '"',
	'#34': '"',
	'#39': "'",
	apos: "'",
	amp: '&',
	lt: '<',
	gt: '>',
	nbsp: ' ',
};

/** Unescapes `&quot;` and a few more entities. */
export function unescapeHtml(text: string): string {
	return text.replace(/&(quot|apos|amp|lt|gt|nbsp|#34|#39);/g, (_, name: string) => ENTITIES[name]);
}
