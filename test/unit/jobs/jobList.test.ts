import { listPages, listRecentJobs } from '../../../nodes/Sora2/jobs/jobList';
import { fakeEndpoint, HTML, NOT_FOUND, type Script } from '../support/fakeEndpoint';

const SECOND = 1000;
const PAGE = 100;

/** An endpoint with so many jobs, one a second, the newest made when the test began. */
function endpointWith(count: number, { oldestFirst = false, dated = true, pageSize = PAGE } = {}) {
	return fakeEndpoint({
		list: ({ query = {} }, began) => {
			const newestFirst = Array.from({ length: count }, (_, i) => ({
				id: `video_${i}`,
				status: 'completed',
				...(dated && { created_at: Math.floor(began / 1000) - i }),
			}));
			const all = oldestFirst ? newestFirst.reverse() : newestFirst;
			const from = query.after ? all.findIndex(({ id }) => id === query.after) + 1 : 0;
			const data = all.slice(from, from + Math.min(pageSize, Number(query.limit ?? 20)));
			return page(data, from + data.length < count);
		},
	});
}

function page(data: object[], hasMore: boolean, more: object = {}) {
	const body = {
		object: 'list',
		data,
		has_more: hasMore,
		last_id: (data.at(-1) as { id?: string })?.id,
		...more,
	};
	return { answer: { status: 200, headers: {}, text: JSON.stringify(body) } };
}

async function idsOf(
	{ jobContext, time, routes, lists }: ReturnType<typeof fakeEndpoint>,
	limit?: number,
) {
	const ids: string[] = [];
	await time.until(
		(async () => {
			for await (const p of listPages(jobContext, routes[0].protocol, limit))
				if (!p.verdict) ids.push(...p.jobs.map(({ id }) => id as string));
		})(),
	);
	return { ids, requests: lists.length };
}

describe('pages of a list', () => {
	test('are read to the end, or to the limit', async () => {
		const { ids, requests } = await idsOf(endpointWith(1250));
		expect(new Set(ids).size).toBe(1250);
		expect(requests).toBe(13);
		expect((await idsOf(endpointWith(1250), 130)).ids).toHaveLength(130);
	});

	test('continue after empty ones', async () => {
		const script: Script = {
			list: ({ query = {} }) =>
				query.after === 'c3'
					? page([{ id: 'video_1', status: 'queued' }], false)
					: page([], true, { last_id: `c${Number(String(query.after ?? 'c0').slice(1)) + 1}` }),
		};
		expect((await idsOf(fakeEndpoint(script))).ids).toEqual(['video_1']);
	});

	test('end if the endpoint ignores `after`', async () => {
		const script: Script = {
			list: () =>
				page(
					[
						{ id: 'a', status: 'queued' },
						{ id: 'b', status: 'queued' },
					],
					true,
				),
		};
		expect(await idsOf(fakeEndpoint(script))).toEqual({ ids: ['a', 'b'], requests: 2 });
	});

	test('end if cursors repeat', async () => {
		const rounds = ['a', 'b', 'c'];
		let asked = 0;
		const script: Script = {
			list: () => page([{ id: rounds[asked++ % 3], status: 'queued' }], true),
		};
		expect(await idsOf(fakeEndpoint(script))).toEqual({ ids: rounds, requests: 4 });
	});

	test('end after several empty ones, whatever their cursor', async () => {
		let asked = 0;
		const script: Script = { list: () => page([], true, { next_cursor: `c${++asked}` }) };
		expect(await idsOf(fakeEndpoint(script))).toEqual({ ids: [], requests: 5 });
	});
});

describe('jobs since a given time', () => {
	const recent = async (endpoint: ReturnType<typeof fakeEndpoint>, secondsAgo: number) =>
		await endpoint.time.until(
			listRecentJobs(
				endpoint.jobContext,
				endpoint.routes[0].protocol,
				endpoint.began - secondsAgo * SECOND,
			),
		);

	test('need one page if it reaches back far enough', async () => {
		const endpoint = endpointWith(2000);
		expect(await recent(endpoint, 60)).toMatchObject({ reachesBack: true });
		expect(endpoint.lists).toHaveLength(1);
	});

	test('need as many pages as it takes', async () => {
		const endpoint = endpointWith(2000);
		const found = await recent(endpoint, 700);
		expect(found).toMatchObject({ reachesBack: true });
		expect('jobs' in found && found.jobs.length).toBe(800);
	});

	test('are on the last page if the oldest come first', async () => {
		const endpoint = endpointWith(730, { oldestFirst: true });
		const found = await recent(endpoint, 60);
		expect(found).toMatchObject({ reachesBack: true });
		expect('jobs' in found && found.jobs[0].id).toBe('video_0');
	});

	test('may be incomplete if a long list has no dates', async () => {
		const endpoint = endpointWith(2000, { dated: false });
		expect(await recent(endpoint, 60)).toMatchObject({ reachesBack: false });
		expect(endpoint.lists).toHaveLength(3);
	});

	test('are those of the pages that could be read', async () => {
		const pages = [page([{ id: 'a', status: 'queued' }], true), HTML];
		const found = await recent(fakeEndpoint({ list: () => pages.shift() ?? HTML }), 60);
		expect(found).toMatchObject({ jobs: [{ id: 'a' }], reachesBack: false });
	});

	test('are unavailable without a list', async () => {
		const found = await recent(fakeEndpoint({ list: () => NOT_FOUND }), 60);
		expect(found).toMatchObject({ verdict: { httpStatus: 404 } });
	});

	test("are compared by the endpoint's clock if known", async () => {
		const endpoint = fakeEndpoint({
			list: (_, began) => ({
				answer: {
					status: 200,
					headers: { date: new Date(began + 3600 * SECOND).toUTCString() },
					text: JSON.stringify({ data: [{ id: 'a', status: 'queued' }] }),
				},
			}),
		});
		const found = await recent(endpoint, 60);
		expect('skewMs' in found && Math.round(found.skewMs / SECOND)).toBe(3600);
	});
});
