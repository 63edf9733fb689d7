import {
	isAllowedUrl,
	parseEndpoint,
	toDisplayUrl,
	toEndpointUrl,
} from '../../../nodes/Sora2/transport/endpoint';

const KEY = ['k', '7f3a', '9c2e', '5b8d'].join('.');
const parse = (baseUrl: unknown, apiKey: unknown = KEY) => parseEndpoint({ baseUrl, apiKey });

test.each([
	['https://api.example.test/v1', 'https://api.example.test/v1'],
	['https://api.example.test/v1///', 'https://api.example.test/v1'],
	['HTTP://127.0.0.1:8788/v1', 'http://127.0.0.1:8788/v1'],
	['HTTPS://API.Example.TEST/V1', 'https://api.example.test/V1'],
	['  https://api.example.test/v1 \n', 'https://api.example.test/v1'],
	['\u200bhttps://api.example.test/v1\ufeff', 'https://api.example.test/v1'],
	['"https://api.example.test/v1"', 'https://api.example.test/v1'],
	['<https://api.example.test/v1>', 'https://api.example.test/v1'],
	['https:/api.example.test/v1', 'https://api.example.test/v1'],
	['https://api.example.test:443/v1', 'https://api.example.test/v1'],
	['https://api.example.test/v1/videos', 'https://api.example.test/v1'],
	['https://api.example.test/v1/videos/generations/', 'https://api.example.test/v1'],
	['https://api.example.test/v1/chat/completions', 'https://api.example.test/v1'],
	['https://api.example.test//v1//', 'https://api.example.test/v1'],
	['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
	['https://x.test/v1beta/openai', 'https://x.test/v1beta/openai'],
	['http://relay:8788', 'http://relay:8788'],
	['http://[::1]:8788/v1', 'http://[::1]:8788/v1'],
])('%j is the Base URL %j', (typed, baseUrl) => {
	expect(parse(typed)).toEqual({ baseUrl, apiKey: KEY });
});

test.each([
	[undefined, /has no Base URL/],
	['', /has no Base URL/],
	['   ', /has no Base URL/],
	['api.example.test/v1', /must begin with https:/],
	['localhost:8080/v1', /must begin with https:/],
	['https//api.example.test/v1', /must begin with https:/],
	['ftp://api.example.test', /must begin with https:/],
	['file:///etc', /must begin with https:/],
	['javascript:1', /must begin with https:/],
	['{{ $env.URL }}', /must begin with https:/],
	['https://', /check its host and its port/],
	['https://<your-host>/v1', /check its host and its port/],
	['http://127.0.0.1:99999/v1', /check its host and its port/],
	['https://me:hunter2@api.example.test/v1', /before an @/],
	[`https://${KEY}@api.example.test/v1`, /before an @/],
	['https://api.example.test/v1?api-version=1', /remove the \? and everything/],
	['https://api.example.test/v1?', /remove the \? and everything/],
	['https://api.example.test/v1#videos', /remove the # and everything/],
	[KEY, /API key/],
	['sk-proj-hunter2hunter2', /API key/],
	['3f2a9b8c7d6e5f4a3b2c1d0e', /API key/],
	[`https://${KEY}/v1`, /API key/],
	['https://sk-proj-hunter2hunter2', /API key/],
])('%j is refused with an explanation that does not repeat it', (typed, words) => {
	const { problem } = parse(typed) as { problem: string };
	expect(problem).toMatch(words);
	for (const secret of [KEY, 'hunter2', 'api-version', '3f2a9b8c'])
		expect(problem).not.toContain(secret);
});

test.each([
	['a line break', 'sk-hunter2\nhunter2'],
	['a second header', 'sk-hunter2\r\nX-Other: 1'],
	['a space', 'sk-hunter2 hunter2'],
	['a Cyrillic letter', 'sk-hunt\u0435r2'],
	['a whole file', 'hunter2'.repeat(20_000)],
])('a key with %s is refused with an explanation that does not repeat it', (_, key) => {
	const { problem } = parse('https://api.example.test/v1', key) as { problem: string };
	expect(problem).toMatch(/^The API key in the credential/);
	expect(problem).not.toContain('hunt');
});

test('invisible characters inside the key are removed, and its prefix may stand before it', () => {
	expect(parse('https://api.example.test/v1', 'Bearer sk-\u200bhunter2')).toMatchObject({
		apiKey: 'Bearer sk-hunter2',
	});
});

test('spaces around the key are removed', () => {
	expect(parse('https://api.example.test/v1', ` ${KEY}\n`)).toMatchObject({ apiKey: KEY });
});

test.each([
	['/videos/video_1', 'https://x.test/v1/videos/video_1'],
	[
		'/videos/video..1/content?variant=thumbnail',
		'https://x.test/v1/videos/video..1/content?variant=thumbnail',
	],
	['/videos/..', undefined],
	['/videos/../models', undefined],
	['/videos/.', undefined],
	['/videos/%2e%2E/x', undefined],
	['/videos/..\\x', undefined],
])('the path %j is %j', (path, url) => {
	expect(toEndpointUrl(path, 'https://x.test/v1')).toBe(url);
});

test.each([
	['https://cdn.test/1.mp4', 'https://x.test/v1', true],
	['http://cdn.test/1.mp4', 'https://x.test/v1', false],
	['http://cdn.test/1.mp4', 'http://x.test/v1', true],
	['file:///etc/passwd', 'http://x.test/v1', false],
	['javascript:fetch(1)', 'http://x.test/v1', false],
	['not an address', 'http://x.test/v1', false],
])('whether %j is opened from %j: %j', (url, baseUrl, allowed) => {
	expect(isAllowedUrl(url, baseUrl)).toBe(allowed);
});

test('a URL is shown without user name and query', () => {
	expect(toDisplayUrl('https://me:pass@cdn.test/1.mp4?sig=abc#x')).toBe('https://cdn.test/1.mp4');
});
