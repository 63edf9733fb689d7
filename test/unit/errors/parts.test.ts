import '../support/repair';
import { classify, classifyNetwork } from '../../../nodes/Sora2/errors/classify';
import { findCountryCode, formatCountry } from '../../../nodes/Sora2/errors/country';
import {
	FAILURE_CLASSES,
	readCarriedFailure,
	withoutEmpty,
} from '../../../nodes/Sora2/errors/failure';
import { redact, toSentence } from '../../../nodes/Sora2/errors/redact';
import { readRetryAfter } from '../../../nodes/Sora2/errors/retryAfter';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

describe('how long to wait', () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{}, undefined],
		[{ 'retry-after': '12' }, 12_000],
		[{ 'retry-after': '1.5' }, 1500],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': '12, 12' }, 12_000],
		[{ 'retry-after': '99999999' }, DAY],
		[{ 'retry-after': '-1' }, undefined],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': '' }, undefined],
		[{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
		[{ 'retry-after': '2026-11-22T10:01:00Z' }, 60_000],
		[{ 'retry-after': 'Sun, 99 Nov 2026 10:00:30 GMT' }, undefined],
		[{ 'retry-after-ms': '250', 'retry-after': '12' }, 250],
		[{ 'retry-after-ms': 'x', 'retry-after': '12' }, 12_000],
		[{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m30s' }, 90_000],
		[{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '250ms' }, 250],
		[{ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '12s' }, undefined],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }, 7000],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 5) }, 5000],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 5000) }, 5000],
		[
			{
				'retry-after': '3',
				'x-ratelimit-remaining-requests': '0',
				'x-ratelimit-reset-requests': '12s',
			},
			3000,
		],
	])('%j', (headers, expected) => expect(readRetryAfter(headers, NOW)).toBe(expected));
});

describe('the country', () => {
	test.each<[string[], string | undefined]>([
		[['MM'], 'MM'],
		[[' mm '], 'MM'],
		[['seconds', 'CN'], 'CN'],
		[['UK'], 'GB'],
		[['MMR'], undefined],
		[['ZZ'], undefined],
		[['EU'], undefined],
		[['QQ'], undefined],
		[['12'], undefined],
		[[], undefined],
	])('%j', (params, expected) => expect(findCountryCode(params)).toBe(expected));

	test('in words', () => {
		expect(
			findCountryCode(
				[],
				['banned the country or region your IP address is in (IR) from accessing'],
			),
		).toBe('IR');
		expect(findCountryCode([], ['not available (country: CU)'])).toBe('CU');
		expect(
			findCountryCode([], ['region: us-east-1', 'country of IT people', 'in (OK) order']),
		).toBeUndefined();
		expect(findCountryCode(['MM'], ['country: CU'])).toBe('MM');
	});

	test('by name', () => {
		expect([formatCountry('MM'), formatCountry('HK'), formatCountry('QQ')]).toEqual([
			'Myanmar (MM)',
			'Hong Kong (HK)',
			'an unknown country (QQ)',
		]);
	});
});

describe('nothing secret is repeated', () => {
	test.each<[string, string]>([
		['Incorrect API key provided: sk-proj-abcDEF123456.', 'sk-proj-abcDEF123456'],
		['header was Bearer abc.def-ghi', 'abc.def-ghi'],
		['key=AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY', 'AIzaSyD-9tSrke72PouQMnMX'],
		['AKIAIOSFODNN7EXAMPLE is not known', 'AKIAIOSFODNN7EXAMPLE'],
		['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl expired', 'eyJzdWIiOiIxIn0'],
		['api_key: "hunter2hunter2" is wrong', 'hunter2hunter2'],
		['see https://files.example.test/x.mp4?X-Signature=secretsecret&y=1 for it', 'secretsecret'],
		['see https://user:passw0rd@files.example.test/x#frag?x', 'passw0rd'],
		['ref data:image/png;base64,iVBORw0KGgo= is bad', 'iVBORw0KGgo'],
		['got 0123456789abcdef0123456789abcdef here', '0123456789abcdef'],
	])('%s', (text, secret) => {
		expect(redact(text)).not.toContain(secret);
		expect(
			classify({ during: 'submit', status: 400, body: { error: { message: text } } }, 0)
				.upstreamMessage,
		).not.toContain(secret);
		expect(classifyNetwork({ message: text }, 'read').upstreamMessage).not.toContain(secret);
	});

	test.each([
		'The model `doubao-seedance-1-0-lite-t2v-250428` is unknown',
		'video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5 was not found',
		'Wan-AI/Wan2.2-T2V-A14B-Diffusers',
		'Incorrect API key provided: sk-****.',
		'token: expired',
		'see https://example.test/docs/a for more',
		'internationalization-of-everything',
	])('%s is left as it is', (text) => {
		expect(redact(text)).toBe(text);
	});
});

test.each<[string, string]>([
	[
		'litellm.RateLimitError: RateLimitError: OpenAIException - Slow down. Received Model Group=sora-2\nAvailable Model Group Fallbacks=None',
		'Slow down.',
	],
	['Slow   down\n(request id: 2026) (request id: 2027)', 'Slow down'],
	['API request failed: 400 - Slow down', 'Slow down'],
	['Prompt: "a cat" is refused', 'Prompt: "…" is refused'],
	["Invalid value: '10'.", "Invalid value: '10'."],
])('%j as a sentence', (text, expected) => expect(toSentence(text)).toBe(expected));

test('an upstream sentence is capped', () => {
	expect(
		classify(
			{ during: 'submit', status: 400, body: { error: { message: 'word '.repeat(1000) } } },
			0,
		).upstreamMessage!.length,
	).toBeLessThanOrEqual(400);
});

describe('a broken connection', () => {
	const certain = { class: 'network', retryable: true, failover: true, billed: 'no' };
	const lost = { class: 'network', retryable: false, failover: false, billed: 'unknown' };
	test.each<[string | undefined, string, object]>([
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', certain],
		['ENOTFOUND', 'getaddrinfo ENOTFOUND api.example.test', certain],
		['EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.example.test', certain],
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:443', certain],
		['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error', certain],
		[
			'ECONNRESET',
			'Client network socket disconnected before secure TLS connection was established',
			certain,
		],
		['CERT_HAS_EXPIRED', 'certificate has expired', certain],
		['EPROTO', 'wrong version number', certain],
		[undefined, 'Proxy connection ended before receiving CONNECT response', certain],
		['ECONNRESET', 'socket hang up', lost],
		['ECONNRESET', 'read ECONNRESET', lost],
		['EHOSTUNREACH', 'read EHOSTUNREACH', lost],
		['EPIPE', 'write EPIPE', lost],
		['ETIMEDOUT', 'read ETIMEDOUT', lost],
		['ECONNABORTED', 'timeout of 30000ms exceeded', lost],
		['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'SSL routines: bad record mac', lost],
		['ERR_ANSWER_TOO_LARGE', 'the answer is too large to be read', lost],
		[undefined, 'aborted', lost],
	])('%s: %s', (code, message, expected) => {
		expect(classifyNetwork({ code, message }, 'submit')).toMatchObject({ ...expected, code });
		expect(classifyNetwork({ code, message }, 'read')).toMatchObject(certain);
	});
});

describe('a failure an item carries', () => {
	const failure = {
		message: 'm',
		hint: 'h',
		class: 'moderation',
		retryable: false,
		failover: false,
		billed: 'no',
	};
	test('is known as ours', () => {
		for (const cls of FAILURE_CLASSES)
			expect(
				readCarriedFailure({ prompt: 'a cat', error: { ...failure, class: cls } }),
			).toMatchObject({
				class: cls,
			});
	});

	test.each([
		undefined,
		null,
		'moderation',
		3,
		[],
		{},
		{ ...failure, class: 'other' },
		{ ...failure, failover: 'no' },
		{ ...failure, message: undefined },
		{ ...failure, billed: undefined },
		{ message: 'of another node', class: 'network' },
	])('%j is not', (error) => {
		expect(readCarriedFailure({ error })).toBeUndefined();
	});

	test('keys without a value are left out', () => {
		expect(withoutEmpty({ a: undefined, b: null, c: '', d: 0, e: false, f: [] })).toEqual({
			d: 0,
			e: false,
			f: [],
		});
	});
});
