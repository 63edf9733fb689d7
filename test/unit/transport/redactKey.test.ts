import { createRedactor } from '../../../nodes/Sora2/transport/redactKey';

const KEY = 'k/7f3a"9c2e+5b=8d';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const entities = (text: string) => [...text].map((c) => `&#${c.charCodeAt(0)};`).join('');
const unicode = (text: string) =>
	[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const percent = (text: string) =>
	[...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

test.each([
	['as it is', KEY],
	['in a header', `Authorization: Bearer ${KEY}`],
	['in capitals', KEY.toUpperCase()],
	['as JSON', JSON.stringify(KEY)],
	['as JSON in JSON', JSON.stringify(JSON.stringify(KEY))],
	['as JSON with its slashes escaped', JSON.stringify(KEY).replace('/', '\\/')],
	['as JSON, with every character escaped', unicode(KEY)],
	['in a URL', `https://x.test/?key=${encodeURIComponent(KEY)}&x=1`],
	['in a URL, in lower case', encodeURIComponent(KEY).toLowerCase()],
	['in a URL in a URL', encodeURIComponent(encodeURIComponent(KEY))],
	['in a URL, with every character escaped', percent(KEY)],
	['in a page', KEY.replace('"', '&quot;')],
	['in a page, with every character escaped', entities(KEY)],
	['as Base64', base64(KEY)],
	['as Base64 with a user name', base64(`me:${KEY}`)],
	['as Base64 with a longer user name', base64(`user:${KEY}`)],
	['as Base64 without one', base64(`:${KEY}`)],
	['as Base64 with an empty password', base64(`${KEY}:`)],
	['as Base64 for URLs', Buffer.from(`a:${KEY}`).toString('base64url')],
])('the key is redacted %s', (_, spelled) => {
	const text = createRedactor(KEY)(`before ${spelled} after`);
	expect(text).toMatch(/^before .*\*\*\*.* after$/);
	for (let at = 0; at + 6 <= spelled.length; at += 3)
		if (!/^(Author|before|https:)/.test(spelled.slice(at)) && spelled.length < 30)
			expect(text).not.toContain(spelled.slice(at + 3, at + 11));
	expect(text).not.toContain('7f3a');
});

test('if the key is the Base64 of a user name and a password, both are redacted', () => {
	const redact = createRedactor(base64('someone:pass-word-1'));
	for (const told of [base64('someone:pass-word-1'), 'someone:pass-word-1', 'pass-word-1'])
		expect(redact(`no account for ${told} here`)).toBe('no account for *** here');
});

describe('a short key', () => {
	test.each([
		['abc123', 'no such key: abc123', 'no such key: ***'],
		[
			'abc123',
			'{"message":"abc123 is wrong","id":"video_abc123x"}',
			'{"message":"*** is wrong","id":"video_abc123x"}',
		],
		['abc123', '{"abc123":1}', '{"abc123":1}'],
		['ab', 'Authorization: Bearer ab', 'Authorization: Bearer ***'],
		['ab', '{"api_key":"ab","status":"ab initio"}', '{"api_key":"***","status":"ab initio"}'],
		['ab', '{"message":"bad key \\"ab\\""}', '{"message":"bad key \\"***\\""}'],
		['1234567', 'Incorrect API key provided: 1234567', 'Incorrect API key provided: ***'],
		[
			'1234567',
			'{"at":1234567,"message":"1234567 is wrong"}',
			'{"at":1234567,"message":"*** is wrong"}',
		],
		['1234', '{"progress":1234,"key":"1234"}', '{"progress":1234,"key":"***"}'],
		['none', '{"error":"none"}', '{"error":"none"}'],
		['', 'anything', 'anything'],
	])('%j in %j', (key, text, shown) => {
		expect(createRedactor(key)(text)).toBe(shown);
	});
});

test('a long key that was cut off is redacted from half its length on', () => {
	const long = ['sk', '0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o'].join('-');
	const redactKey = createRedactor(long);
	expect(redactKey(`"Bearer ${long.slice(0, 20)}"`)).toBe('"Bearer ***"');
	expect(redactKey(`Bearer ${long.slice(0, 18)}... and more`)).toBe('Bearer *** and more');
	expect(redactKey('sk-0a1b')).toBe('sk-0a1b');
});

test('the key is also removed from an answer with a video in it', () => {
	const video = 'A'.repeat(2 * 1024 * 1024);
	const text = `{"b64_json":"${video}","url":"https://x.test/?key=${encodeURIComponent(KEY)}"}`;
	expect(createRedactor(KEY)(text)).toBe(`{"b64_json":"${video}","url":"https://x.test/?key=***"}`);
});

test('a text designed to be slow is not slow', () => {
	const redact = createRedactor(KEY);
	for (const text of [
		'\\'.repeat(500_000),
		'k/7f3a'.repeat(80_000),
		'%25'.repeat(160_000),
		base64(KEY).slice(0, -4).repeat(9000),
	])
		expect(redact(text).length).toBeLessThanOrEqual(text.length);
});
