import { CODE_KEYS } from './signalKeys';
import type { Signals } from './signals';
import { toJobStatus } from './statusWords';

/** Both final job states and codes that gateways send. */
const TIME_OUT = /^timed?[_-]?out$/i;
const ABORTED = /^(aborted|cancell?ed|interrupted)$/i;

/** Whether a value is an error code rather than a job state or a sentence. */
export function isCode(key: string, text: string): boolean {
	if (!CODE_KEYS.has(key) || !/^[\w.:#/-]{2,160}$/.test(text) || /^about:|^\d+$/.test(text))
		return false;
	// A job state is not a code. A one-word `error` may be one. A `name` may be an exception class,
	// or anybody's name.
	const isState = toJobStatus(text) !== undefined && !(key === 'code' && ABORTED.test(text));
	if (isState && !TIME_OUT.test(text)) return false;
	if (key === 'error') return /^[a-z0-9]+(_[a-z0-9]+)+$|^[A-Z][a-z]+([A-Z][a-z]+)+$/.test(text);
	return key !== 'name' || /(error|exception)$/i.test(text);
}

/** Shortens a problem type's URL, or a class with its package, to its last segment. */
export function toCodeWord(code: string): string {
	// The last part of a Java or Apigee class name holds its meaning.
	if (/^((\w+\.){2,}|([a-z_]\w*\.)+)[A-Z]\w+$/.test(code)) return code.split('.').at(-1) ?? code;
	return /[/#]|^urn:/.test(code)
		? (code
				.replace(/:https?:.*$/, '')
				.split(/[/#:]/)
				.filter(Boolean)
				.at(-1) ?? code)
		: code;
}

const STATUS_IN_WORDS =
	/\b(?:error code|status(?: code)?|http(?:\/[\d.]{1,3})?(?: error)?|request failed|returned|responded with|got|received)\s{0,3}[:=]?\s{0,3}\(?([45]\d\d)\b/gi;
const CODE_IN_WORDS =
	/\b(?:[a-z]{2,30}(?:_[a-z0-9]{1,30}){1,8}|[A-Z]{2,30}(?:_[A-Z0-9]{1,30}){1,8}|[A-Z][a-z]{1,30}(?:[A-Z][a-z]{1,30}){1,6})\b/g;
const PAIR_IN_WORDS =
	/\b(code|type|param|country)["'\\]{0,4}\s{0,3}[:=]\s{0,3}["'\\]{0,4}([\w.-]{2,80})/g;

/** Reads a sentence, with the codes, numbers and parameters it names. */
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
