import { CODE_KEYS } from './signalKeys';
import type { Signals } from './signals';
import { toJobStatus } from './statusWords';

/** A state some jobs end in, and a code of gateways. */
const TIME_OUT = /^timed?[_-]?out$/i;

/** Whether a value is a word for an error, and not a state or a sentence. */
export function isCode(key: string, text: string): boolean {
	if (!CODE_KEYS.has(key) || !/^[\w.:#/-]{2,160}$/.test(text) || /^about:|^\d+$/.test(text))
		return false;
	// A state is no code; an `error` that is one word may be; a `name` is the class of an exception, or somebody's.
	if (toJobStatus(text) !== undefined && !TIME_OUT.test(text)) return false;
	if (key === 'error') return /^[a-z0-9]+(_[a-z0-9]+)+$|^[A-Z][a-z]+([A-Z][a-z]+)+$/.test(text);
	return key !== 'name' || /(error|exception)$/i.test(text);
}

/** A problem type's URL, or a class with its package, as the word at its end. */
export function toCodeWord(code: string): string {
	// A class of Java or Apigee ends with what it means.
	if (/^(\w+\.){2,}[A-Z]\w+$/.test(code)) return code.split('.').at(-1) ?? code;
	return /[/#]|^urn:/.test(code)
		? (code
				.replace(/:https?:.*$/, '')
				.split(/[/#:]/)
				.filter(Boolean)
				.at(-1) ?? code)
		: code;
}

const STATUS_IN_WORDS =
	/\b(?:error code|status(?: code)?|http(?:\/[\d.]{1,3})?(?: error)?|request failed|returned|responded with)\s{0,3}[:=]?\s{0,3}\(?([45]\d\d)\b/gi;
const CODE_IN_WORDS =
	/\b(?:[a-z]{2,30}(?:_[a-z0-9]{1,30}){1,8}|[A-Z][a-z]{1,30}(?:[A-Z][a-z]{1,30}){1,6})\b/g;
const PAIR_IN_WORDS =
	/\b(code|type|param|country)["'\\]{0,4}\s{0,3}[:=]\s{0,3}["'\\]{0,4}([\w.-]{2,80})/g;

/** Reads a sentence: what it says, and the codes, numbers and parameters it names. */
export function readWords(text: string, depth: number, minor: boolean, out: Signals): void {
	if (text === '') return;
	out.messages.push({ text, depth, minor, page: false });
	const head = text.slice(0, 4096);
	for (const [, number] of head.matchAll(STATUS_IN_WORDS)) out.numbers.push(Number(number));
	for (const [word] of head.matchAll(CODE_IN_WORDS))
		if (out.mentions.length < 100) out.mentions.push(word);
	for (const [, key, value] of head.matchAll(PAIR_IN_WORDS))
		if (key === 'param' || key === 'country') out.params.push(value);
	out.requestId ??= /\brequest[ _-]?id["']?:?\s{0,3}["']?([\w-]{6,120})/i.exec(head)?.[1];
}
