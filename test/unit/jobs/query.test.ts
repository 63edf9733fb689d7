import {
	listJobs,
	queryJob,
	toNotSentVerdict,
	toSameOriginUrl,
} from '../../../nodes/Sora2/jobs/query';
import {
	COMPLETED,
	CUT,
	fakeEndpoint,
	HTML,
	NOT_FOUND,
	respond,
	type Script,
} from '../support/fakeEndpoint';

const HOUR = 3_600_000;
const query = async (script: Script, pollUrl?: string) => {
	const endpoint = fakeEndpoint({ baseUrl: 'https://api.example/v1', ...script });
	const ask = async () =>
		await endpoint.time.until(
			queryJob(endpoint.jobContext, endpoint.routes[0].protocol, 'video_1', pollUrl),
		);
	return {
		...endpoint,
		found: await ask(),
		ask,
		paths: () => endpoint.polls.map(({ path }) => path),
	};
};

describe('a job is looked up', () => {
	test("under the protocol's own path, else under the others, and the path is remembered", async () => {
		const { found, ask, paths } = await query({ polls: [NOT_FOUND, COMPLETED, COMPLETED] });
		expect(found).toMatchObject({ value: { status: 'completed' } });
		await ask();
		expect(paths()).toEqual(['/videos/generations/video_1', '/videos/video_1', '/videos/video_1']);
	});

	test('and a temporary failure outranks an unknown path', async () => {
		const { found, paths } = await query({ polls: [NOT_FOUND, CUT] });
		expect(found).toMatchObject({ verdict: { class: 'network', retryable: true } });
		expect(paths()).toHaveLength(2);
	});

	test('under one path if the answer does not mean that it is unknown', async () => {
		const { found, paths } = await query({ polls: [HTML, COMPLETED] });
		expect(found).toMatchObject({ verdict: { httpStatus: 502 } });
		expect(paths()).toHaveLength(1);
	});

	test("at the URL in its answer, if that is the endpoint's own", async () => {
		expect((await query({}, '/v1/jobs/7')).paths()).toEqual(['https://api.example/v1/jobs/7']);
		expect((await query({}, 'https://elsewhere.example/7')).paths()).toEqual([
			'/videos/generations/video_1',
		]);
	});

	test('and an answer with only its ID is not its state', async () => {
		const { found } = await query({ lastPoll: respond(200, { id: 'video_1' }) });
		expect(found).toHaveProperty('verdict');
	});

	test('and a network error is a verdict', async () => {
		const { found } = await query({ lastPoll: CUT });
		expect(found).toMatchObject({ verdict: { class: 'network', code: 'ECONNRESET' } });
	});
});

test('a list is requested newest first, and an answer without a list is a verdict', async () => {
	const endpoint = fakeEndpoint({ list: () => respond(200, { hello: 'world' }) });
	const found = await endpoint.time.until(
		listJobs(endpoint.jobContext, endpoint.routes[1].protocol, { limit: 5, after: 'video_9' }),
	);
	expect(found).toHaveProperty('verdict');
	expect(endpoint.lists[0].query).toEqual({ limit: 5, order: 'desc', after: 'video_9' });
});

test('during a long cooldown nothing is sent, and the verdict is the 429 that started it', async () => {
	const endpoint = fakeEndpoint();
	const { limits } = endpoint.jobContext.endpoint;
	limits.onThrottled({ retryAfterMs: HOUR });
	const at = { ports: endpoint.jobContext.ports, endpoint: endpoint.jobContext.endpoint };
	const { protocol } = endpoint.routes[0];
	const found = await endpoint.time.until(queryJob(at, protocol, 'video_1'));
	expect(found).toMatchObject({
		verdict: { class: 'rate_limit', httpStatus: 429, retryAfterMs: HOUR + 125 },
	});
	expect(endpoint.polls).toEqual([]);
	// Money depends on the search for a lost order.
	const urgent = await endpoint.time.until(
		queryJob({ ...at, ignoresCooldown: true }, protocol, 'video_1'),
	);
	expect(urgent).toHaveProperty('value');
	expect(toNotSentVerdict(limits, 'relay').retryAfterMs).toBeUndefined();
});

test.each([
	['/v1/jobs/7', 'https://api.example/v1/jobs/7'],
	['https://api.example/other', 'https://api.example/other'],
	['https://api.example.evil.test/other', undefined],
	['http://api.example/other', undefined],
	[undefined, undefined],
])('the key is sent to %s as %s', (url, expected) => {
	expect(toSameOriginUrl(url, 'https://api.example/v1')).toBe(expected);
});
