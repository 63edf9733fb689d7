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

describe('a job is asked about', () => {
	test('under the protocol’s own path, and where that is unknown under the others, which is learned', async () => {
		const { found, ask, paths } = await query({ polls: [NOT_FOUND, COMPLETED, COMPLETED] });
		expect(found).toMatchObject({ value: { status: 'completed' } });
		await ask();
		expect(paths()).toEqual(['/videos/generations/video_1', '/videos/video_1', '/videos/video_1']);
	});

	test('and a path that fails for now tells more than one that does not exist', async () => {
		const { found, paths } = await query({ polls: [NOT_FOUND, CUT] });
		expect(found).toMatchObject({ verdict: { class: 'network', retryable: true } });
		expect(paths()).toHaveLength(2);
	});

	test('under one path where the answer does not say that it is unknown', async () => {
		const { found, paths } = await query({ polls: [HTML, COMPLETED] });
		expect(found).toMatchObject({ verdict: { httpStatus: 502 } });
		expect(paths()).toHaveLength(1);
	});

	test('at the address its answer named, where that is the endpoint’s own', async () => {
		expect((await query({}, '/v1/jobs/7')).paths()).toEqual(['https://api.example/v1/jobs/7']);
		expect((await query({}, 'https://elsewhere.example/7')).paths()).toEqual([
			'/videos/generations/video_1',
		]);
	});

	test('and an ID alone says nothing of it', async () => {
		const { found } = await query({ lastPoll: respond(200, { id: 'video_1' }) });
		expect(found).toHaveProperty('verdict');
	});

	test('and a connection that breaks is a verdict like any other', async () => {
		const { found } = await query({ lastPoll: CUT });
		expect(found).toMatchObject({ verdict: { class: 'network', code: 'ECONNRESET' } });
	});
});

test('a list is asked for newest first, and one that is none is a verdict', async () => {
	const endpoint = fakeEndpoint({ list: () => respond(200, { hello: 'world' }) });
	const found = await endpoint.time.until(
		listJobs(endpoint.jobContext, endpoint.routes[1].protocol, { limit: 5, after: 'video_9' }),
	);
	expect(found).toHaveProperty('verdict');
	expect(endpoint.lists[0].query).toEqual({ limit: 5, order: 'desc', after: 'video_9' });
});

test('while a long cooldown lasts nothing is sent, and the 429 that began it is the answer', async () => {
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
])('the key goes to %s as %s', (url, expected) => {
	expect(toSameOriginUrl(url, 'https://api.example/v1')).toBe(expected);
});
