/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from '../../helpers/propertyTests';
import { classify } from '../../../nodes/Sora2/errors/classify';
import { readRetryAfter } from '../../../nodes/Sora2/errors/retryAfter';
import { collectSignals } from '../../../nodes/Sora2/errors/collectSignals';
import { parseJson } from '../../../nodes/Sora2/errors/json';
import { readModels } from '../../../nodes/Sora2/protocols/response/list';
import { readAnswer, type Question } from '../../../nodes/Sora2/protocols/response/readAnswer';
import '../support/repair';

const QUESTIONS: Question[] = [
	{ for: 'order' },
	{ for: 'job', id: 'a' },
	{ for: 'list' },
	{ for: 'deletion' },
];
const ask = (text: string, asked: Question) =>
	readAnswer({ status: 200, headers: {}, text }, asked);

/**
 * CPU time for a megabyte. The slowest here takes about 100 ms on an idle core, several times that on
 * a shared one; work that grows faster than its input takes minutes.
 */
const LIMIT_MS = 1500;

/** Runs every reader on one body, as text and parsed. */
function readAll(text: string, body: unknown): void {
	collectSignals(text);
	collectSignals(body);
	for (const during of ['submit', 'job', 'read'] as const) {
		for (const status of [200, 400, 500])
			classify({ during, status, body: text, headers: { 'retry-after': text.slice(0, 100) } }, 0);
		classify({ during, body }, 0);
	}
	for (const asked of QUESTIONS) ask(text, asked);
	readModels(body);
}

describe('nothing throws', () => {
	test('random JSON', () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 6 }), (text) => readAll(text, parseJson(text))),
			{ numRuns: 500 },
		);
	});

	test('random values under known keys', () => {
		const key = fc.constantFrom(
			'error',
			'code',
			'message',
			'msg',
			'detail',
			'data',
			'status',
			'type',
			'param',
			'loc',
			'errors',
			'id',
			'task_id',
			'url',
			'video',
			'output',
			'progress',
			'usage',
			'resultJson',
			'created_at',
			'seconds',
			'fail_reason',
			'metadata',
		);
		const value = fc.letrec((tie) => ({
			any: fc.oneof(
				{ maxDepth: 5 },
				fc.string(),
				fc.double(),
				fc.integer(),
				fc.boolean(),
				fc.constant(null),
				fc.webUrl(),
				fc.constantFrom('failed', 'SUCCESS', '45%', 'data:video/mp4;base64,AAAA', '{"code":'),
				fc.array(tie('any'), { maxLength: 3 }),
				fc.dictionary(key, tie('any'), { maxKeys: 6 }),
			),
		})).any;
		fc.assert(
			fc.property(value, (body) => readAll(JSON.stringify(body), body)),
			{ numRuns: 1000 },
		);
	});

	test('random text and bytes', () => {
		const pieces = fc.constantFrom(
			'{',
			'}',
			'[',
			']',
			'"',
			"'",
			'\\',
			':',
			',',
			'data: ',
			'event: error\n',
			'<html>',
			'</',
			'<Code>',
			'&quot;',
			'error',
			'code',
			'None',
			'\n',
			'=',
			' ',
			'\u0000',
			'\ud800',
			'null',
			'12',
		);
		fc.assert(
			fc.property(
				fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }),
				(parts) => readAll(parts.join(''), parseJson(parts.join(''))),
			),
			{ numRuns: 1000 },
		);
	});

	test('values that cannot be converted to text', () => {
		const bad = '{"toString":null}';
		for (const key of ['id', 'task_id', 'code', 'status', 'success', 'deleted', 'error', 'data'])
			for (const text of [`{"${key}":${bad}}`, `{"message":"x","data":{"${key}":${bad}}}`])
				expect(() => readAll(text, parseJson(text))).not.toThrow();
	});

	test('exotic objects', () => {
		const circle: Record<string, unknown> = { message: 'x' };
		circle.error = circle;
		for (const body of [
			circle,
			Object.create(null),
			new Date(NaN),
			Symbol.iterator,
			() => 1,
			10n,
			NaN,
			new Map(),
			{ id: {}, error: { toString: null } },
			{ error: { id: Object.create(null) as object } },
			{ detail: [{ loc: ['body', { toString: null }], msg: 'x' }], status: { valueOf: null } },
		]) {
			expect(() => readAll('', body)).not.toThrow();
		}
	});
});

/** One megabyte of `unit`. */
const mega = (unit: string) => unit.repeat(Math.ceil(1_000_000 / unit.length));
const nested = (open: string, core: string, close: string, levels: number) =>
	open.repeat(levels) + core + close.repeat(levels);

describe('everything is read in bounded time', () => {
	const texts: Record<string, string> = {
		'open braces': mega('{'),
		'open braces and keys': mega('{"a":'),
		'open braces, keys and quotes': mega("{'a':'"),
		'Python pairs without an end': mega("{'a': 1, "),
		'escaped braces': mega('{\\"'),
		'escaped braces with spaces': mega('{ \\ '),
		backslashes: mega('\\'),
		'brackets and braces': mega('[ {'),
		'brackets and spaces': mega('[          '),
		quotes: mega('"'),
		'objects side by side': mega('{"code":"x"}'),
		'a list of empty objects': `[${mega('{},').slice(0, -1)}]`,
		'a list of numbers': `{"data":[${mega('1,').slice(0, -1)}]}`,
		'a list of files': `{"id":"x","data":[${mega('{"url":1},').slice(0, -1)}]}`,
		'a list of strings': `{"urls":[${mega('"a b",').slice(0, -1)}],"id":"x"}`,
		'many keys': `{${Array.from({ length: 60_000 }, (_, i) => `"key${i}":${i}`).join(',')}}`,
		'ten thousand levels of arrays': nested('[', '1', ']', 10_000),
		'ten thousand levels of errors': nested('{"error":', '"x"', '}', 10_000),
		'ten thousand levels of data': nested('{"data":', '1', '}', 10_000),
		'ten thousand levels in Python': nested("{'error':", "'x'", '}', 10_000),
		spaces: mega(' '),
		'spaces around a letter': `${mega(' ')}x${mega(' ')}`,
		newlines: mega('\n'),
		'empty events': mega('data:\n\n'),
		'one long event': mega('data: x\n'),
		'events of errors': mega('data: {"error":{"code":"x"}}\n\n'),
		'open tags': mega('<'),
		'scripts without an end': `<html>${mega('<script')}`,
		'comments without an end': `<html>${mega('<!--')}`,
		'XML codes': `<?xml?>${mega('<code>')}`,
		'a page late': `${mega('a ')}<html>`,
		'long URLs': mega('http://a@'),
		'URLs with queries': mega('http://a?b '),
		IDs: mega('task_'),
		'key prefixes': mega('sk-'),
		secrets: mega('token='),
		tokens: mega('a1'),
		'data URLs': mega('data:a/b;base64,'),
		'quoted values': mega("value '"),
		'quoted prompts': mega('prompt: "a" '),
		'country words': mega('country ('),
		'credit words': mega('credits '),
		'model words': mega('model a '),
		'model names with dots': mega('model.'),
		'concurrency words': mega('concurrency '),
		'violation words': mega('violates '),
		'content words': mega('contains '),
		'service words': mega('service '),
		'exception classes': mega('a.b.AError: '),
		'camel case': mega('AbAb'),
		'snake case': mega('a_'),
		'request IDs': mega('(request id: '),
		'status words': mega('status code '),
		digits: mega('1'),
		'digits and dots': mega('1.'),
		entities: mega('&quot;'),
		'a prompt repeated': mega('not available in your '),
		Chinese: mega('模型'),
	};

	test.each(Object.keys(texts))('%s', (name) => {
		const bodies = [
			texts[name],
			JSON.stringify({ error: { message: texts[name], code: texts[name], param: texts[name] } }),
		];
		for (const text of bodies) {
			const body = parseJson(text);
			for (const [what, read] of Object.entries({
				unwrap: () => collectSignals(text),
				'classify text': () =>
					classify({ during: 'submit', status: 500, body: text, prompt: 'a prompt of a user' }, 0),
				'classify body': () => classify({ during: 'job', body }, 0),
				'read an order': () => ask(text, { for: 'order' }),
				'read a list': () => ask(text, { for: 'list' }),
				readModels: () => readModels(body),
				retryAfterMs: () =>
					readRetryAfter(
						{
							'retry-after': text.slice(0, 64_000),
							'x-ratelimit-remaining-requests': '0',
							'x-ratelimit-reset-requests': text.slice(0, 64_000),
						},
						0,
					),
			})) {
				expect([what, fastest(read) < LIMIT_MS]).toEqual([what, true]);
			}
		}
	});

	test('five megabytes', () => {
		for (const text of [
			'x'.repeat(5e6),
			`{"error":{"message":"${'x'.repeat(5e6)}"}}`,
			`{"id":"a","status":"completed","data":[{"b64_json":"${'A'.repeat(5e6)}"}]}`,
			`{'error': '${'{'.repeat(5e6)}`,
		]) {
			expect(
				fastest(() => classify({ during: 'submit', status: 400, body: text }, 0)) < 2 * LIMIT_MS,
			).toBe(true);
			expect(fastest(() => ask(text, { for: 'order' })) < 2 * LIMIT_MS).toBe(true);
		}
	});

	test('a large body does not hide its error', () => {
		const picture = `data:image/png;base64,${'A'.repeat(500_000)}`;
		const body = JSON.stringify({
			request: { input_reference: picture },
			error: { code: 'unsupported_country_code', param: 'MM', message: 'x' },
		});
		expect(classify({ during: 'submit', status: 400, body }, 0)).toMatchObject({
			class: 'region',
			country: 'MM',
		});
	});
});

/** Milliseconds of CPU time, the best of up to five runs: the cores are shared with other tests. */
function fastest(run: () => unknown): number {
	let best = Infinity;
	for (let i = 0; i < 5 && best >= LIMIT_MS; i++) {
		const before = process.cpuUsage();
		run();
		const { user, system } = process.cpuUsage(before);
		best = Math.min(best, (user + system) / 1000);
	}
	return best;
}
