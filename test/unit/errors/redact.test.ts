import '../support/repair';
import { classify, classifyNetwork } from '../../../nodes/Sora2/errors/classify';
import { redact, toSentence } from '../../../nodes/Sora2/errors/redact';

describe('secrets are removed', () => {
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
	])('%s is unchanged', (text) => {
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

test('an upstream sentence is truncated', () => {
	expect(
		classify(
			{ during: 'submit', status: 400, body: { error: { message: 'word '.repeat(1000) } } },
			0,
		).upstreamMessage!.length,
	).toBeLessThanOrEqual(400);
});
