import fc from '../../helpers/propertyTests';
import type { JobSnapshot } from '../../../nodes/Sora2/protocols/response/job';
import {
	findFinishedJobs,
	type JobSource,
	type PollCursor,
} from '../../../nodes/Sora2/trigger/finishedJobs';

const HOUR = 3_600_000;
const START = 1_800_000_000_000;

interface EndpointJob {
	id: string;
	createdAt?: number;
	endsAt: number;
	/** When the list shows it, and from when on no longer. */
	listedAt?: number;
	leavesListAt?: number;
	fails?: boolean;
}

/** An endpoint in virtual time: `order` and `pageSize` as it pleases, dates or none. */
class Endpoint implements JobSource {
	time = START;
	requests = 0;

	constructor(
		readonly jobs: EndpointJob[] = [],
		private readonly how: {
			pageSize?: number;
			oldestFirst?: boolean;
			ignoresAfter?: boolean;
			dates?: boolean;
		} = {},
	) {}

	now = () => this.time;

	private snapshot(job: EndpointJob): JobSnapshot {
		const status = job.endsAt > this.time ? 'running' : job.fails ? 'failed' : 'completed';
		return { id: job.id, status, ...(this.how.dates !== false && { createdAt: job.createdAt }) };
	}

	async listPage(after?: string) {
		this.requests++;
		const { pageSize = 100, oldestFirst, ignoresAfter } = this.how;
		const there = this.jobs
			.filter(
				(j) =>
					(j.listedAt ?? j.createdAt ?? 0) <= this.time && (j.leavesListAt ?? Infinity) > this.time,
			)
			.sort((a, b) => (oldestFirst ? 1 : -1) * ((a.createdAt ?? 0) - (b.createdAt ?? 0)));
		const from =
			after === undefined || ignoresAfter ? 0 : there.findIndex((j) => j.id === after) + 1;
		const page = there.slice(from, from + pageSize);
		return {
			jobs: page.map((j) => this.snapshot(j)),
			after: from + pageSize < there.length ? page.at(-1)?.id : undefined,
		};
	}

	async getJob(id: string) {
		this.requests++;
		const job = this.jobs.find((j) => j.id === id);
		return job && this.snapshot(job);
	}
}

/** Polls at each of the times; the cursor goes through JSON, as n8n keeps it. */
async function pollAt(endpoint: Endpoint, times: number[], cursor: PollCursor = {}) {
	const out: string[] = [];
	for (const at of times) {
		endpoint.time = at;
		const found = await findFinishedJobs(
			endpoint,
			JSON.parse(JSON.stringify(cursor)) as PollCursor,
		);
		cursor = found.cursor;
		out.push(...found.jobs.map(({ id }) => id));
	}
	return { out, cursor };
}

const job = (
	id: string,
	createdAt: number,
	takesMs: number,
	more: Partial<EndpointJob> = {},
): EndpointJob => ({
	id,
	createdAt: START + createdAt,
	endsAt: START + createdAt + takesMs,
	...more,
});

test('the first poll records, later ones return what ended since', async () => {
	const endpoint = new Endpoint([
		job('old', -HOUR, 1000),
		job('running', -1000, 5000),
		job('new', 1000, 1000),
	]);
	expect((await pollAt(endpoint, [START])).out).toEqual([]);
	expect((await pollAt(endpoint, [START, START + 10_000, START + 20_000])).out).toEqual([
		'running',
		'new',
	]);
});

test('a job that outlasts later ones is not lost', async () => {
	const endpoint = new Endpoint([
		job('slow', 0, 5 * HOUR),
		...Array.from({ length: 300 }, (_, i) => job(`j${i}`, 1000 + i, 100)),
	]);
	const { out } = await pollAt(endpoint, [START, START + HOUR, START + 4 * HOUR, START + 6 * HOUR]);
	expect(out.filter((id) => id === 'slow')).toHaveLength(1);
	expect(new Set(out).size).toBe(301);
});

test('a pending job that left the list is looked up, and an unknown one is dropped', async () => {
	const endpoint = new Endpoint([job('away', 0, HOUR, { leavesListAt: START + 1000 })]);
	expect((await pollAt(endpoint, [START, START + 2 * HOUR])).out).toEqual(['away']);
	const first = await pollAt(endpoint, [START]);
	endpoint.jobs.length = 0;
	expect((await pollAt(endpoint, [START + 2 * HOUR], first.cursor)).cursor.pending).toEqual({});
});

test('an endpoint that ignores the cursor is not read forever', async () => {
	const endpoint = new Endpoint(
		Array.from({ length: 30 }, (_, i) => job(`j${i}`, i, 1)),
		{ pageSize: 10, ignoresAfter: true },
	);
	await pollAt(endpoint, [START + HOUR]);
	expect(endpoint.requests).toBeLessThanOrEqual(2);
});

test('a job dated in the future does not hide later ones', async () => {
	const endpoint = new Endpoint([job('mistake', -1000, 1), job('next', 60_000, 1000)]);
	const listPage = endpoint.listPage.bind(endpoint);
	endpoint.listPage = async (after) => {
		const page = await listPage(after);
		return {
			...page,
			jobs: page.jobs.map((j) =>
				j.id === 'mistake' ? { ...j, createdAt: START + 1000 * HOUR } : j,
			),
		};
	};
	expect((await pollAt(endpoint, [START, START + 120_000])).out).toEqual(['next']);
});

test('a quiet hour costs one request per poll', async () => {
	const endpoint = new Endpoint(
		Array.from({ length: 1000 }, (_, i) => job(`j${i}`, -20 * HOUR + i, 1)),
		{ pageSize: 100 },
	);
	const { cursor } = await pollAt(endpoint, [START]);
	endpoint.requests = 0;
	await pollAt(endpoint, [START + 60_000], cursor);
	expect(endpoint.requests).toBeLessThanOrEqual(2);
});

test('no job of a busy hour is lost, however small the pages', async () => {
	const jobs = Array.from({ length: 1200 }, (_, i) => job(`j${i}`, 1000 + i * 2000, 60_000));
	const endpoint = new Endpoint(jobs, { pageSize: 10 });
	const { out } = await pollAt(endpoint, [START, START + HOUR, START + HOUR + 60_000]);
	expect(new Set(out).size).toBe(1200);
	expect(out).toHaveLength(1200);
});

test('12,000 jobs an hour are returned once each, and the state stays bounded', async () => {
	const jobs = Array.from({ length: 12_000 }, (_, i) => job(`j${i}`, i * 300, 240_000));
	const times = Array.from({ length: 26 }, (_, i) => START + i * 3 * 60_000);
	const { out, cursor } = await pollAt(new Endpoint(jobs), times);
	expect(out).toHaveLength(12_000);
	expect(new Set(out).size).toBe(12_000);
	expect(Object.keys(cursor.reported ?? {}).length).toBeLessThanOrEqual(5000);
});

test('a job listed minutes late, behind hundreds of reported ones, is not lost', async () => {
	const others = Array.from({ length: 300 }, (_, i) => job(`j${i}`, i * 1000, 1000));
	const late = job('late', 500, 1000, { listedAt: START + 6 * 60_000 });
	const times = Array.from({ length: 10 }, (_, i) => START + i * 60_000);
	const { out } = await pollAt(new Endpoint([...others, late]), times);
	expect(out.filter((id) => id === 'late')).toHaveLength(1);
	expect(new Set(out).size).toBe(out.length);
});

test('undated jobs among dated ones are returned once', async () => {
	const endpoint = new Endpoint([job('undated', 0, 1000), job('dated', 0, 1000)]);
	const listPage = endpoint.listPage.bind(endpoint);
	endpoint.listPage = async (after) => {
		const page = await listPage(after);
		const undate = (j: JobSnapshot) => (j.id === 'undated' ? { ...j, createdAt: undefined } : j);
		return { ...page, jobs: page.jobs.map(undate) };
	};
	const later = Array.from({ length: 10 }, (_, i) => job(`j${i}`, i * HOUR, 1000));
	endpoint.jobs.push(...later);
	const times = Array.from({ length: 12 }, (_, i) => START + i * HOUR + (i > 0 ? 5000 : 0));
	const { out } = await pollAt(endpoint, times);
	expect([...out].sort()).toEqual(['dated', 'undated', ...later.map(({ id }) => id)].sort());
});

test('a failed lookup does not block other jobs, and is repeated', async () => {
	const endpoint = new Endpoint(
		['poisoned', 'other'].map((id) => job(id, 0, HOUR, { leavesListAt: START + 1000 })),
	);
	endpoint.jobs.push(job('new', 60_000, 1000));
	const getJob = endpoint.getJob.bind(endpoint);
	let isPoisoned = true;
	endpoint.getJob = async (id) => {
		if (isPoisoned && id === 'poisoned') throw new Error('500');
		return await getJob(id);
	};
	const first = await pollAt(endpoint, [START, START + 2 * HOUR]);
	expect(first.out.sort()).toEqual(['new', 'other']);
	isPoisoned = false;
	expect((await pollAt(endpoint, [START + 3 * HOUR], first.cursor)).out).toEqual(['poisoned']);
});

test('unlisted jobs that never end do not block later ones', async () => {
	const stuck = Array.from({ length: 150 }, (_, i) =>
		job(`stuck${i}`, 0, 1000 * HOUR, { leavesListAt: START + 1000 }),
	);
	const behind = job('behind', 0, HOUR, { leavesListAt: START + 1000 });
	const times = [START, ...Array.from({ length: 60 }, (_, i) => START + HOUR + i * 61_000)];
	expect((await pollAt(new Endpoint([...stuck, behind]), times)).out).toEqual(['behind']);
});

test('an ID listed twice is one job', async () => {
	const endpoint = new Endpoint([job('one', 1000, 1000)]);
	const listPage = endpoint.listPage.bind(endpoint);
	endpoint.listPage = async (after) => {
		const page = await listPage(after);
		return { ...page, jobs: [...page.jobs, ...page.jobs] };
	};
	expect((await pollAt(endpoint, [START, START + 5000, START + 9000])).out).toEqual(['one']);
});

test.each([
	['three hours ahead', 3 * HOUR],
	['three hours behind', -3 * HOUR],
	['three days behind', -72 * HOUR],
])('an endpoint whose clock is %s', async (_, skew) => {
	const jobs = Array.from({ length: 40 }, (_, i) => job(`j${i}`, i * 5 * 60_000, 20 * 60_000));
	const endpoint = new Endpoint(jobs, { pageSize: 7 });
	const listPage = endpoint.listPage.bind(endpoint);
	endpoint.listPage = async (after) => {
		const page = await listPage(after);
		return {
			...page,
			jobs: page.jobs.map((j) => ({ ...j, createdAt: (j.createdAt as number) + skew })),
		};
	};
	const times = Array.from({ length: 60 }, (_, i) => START + i * 5 * 60_000);
	expect((await pollAt(endpoint, times)).out).toEqual(jobs.map(({ id }) => id));
});

test('the first poll of an old account reads back two days at most', async () => {
	const endpoint = new Endpoint(
		Array.from({ length: 5000 }, (_, i) => job(`j${i}`, -i * HOUR, 1000)),
		{ pageSize: 10 },
	);
	await pollAt(endpoint, [START]);
	expect(endpoint.requests).toBeLessThanOrEqual(7);
});

test('every job that ends while the trigger is active is returned exactly once', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({
					created: fc.integer({ min: -2 * HOUR, max: 10 * HOUR }),
					takes: fc.integer({ min: 0, max: 4 * HOUR }),
					fails: fc.boolean(),
					lags: fc.integer({ min: 0, max: 9 * 60_000 }),
				}),
				{ maxLength: 60 },
			),
			fc.record({
				pageSize: fc.constantFrom(1, 3, 100),
				oldestFirst: fc.boolean(),
				dates: fc.boolean(),
			}),
			fc.array(fc.integer({ min: 1, max: 3 * HOUR }), { minLength: 1, maxLength: 12 }),
			async (drawn, how, gaps) => {
				const jobs = drawn.map(({ created, takes, fails, lags }, i) =>
					job(`j${i}`, created, takes, {
						fails,
						...(created > 0 && { listedAt: START + created + lags }),
					}),
				);
				const times = gaps.reduce<number[]>(
					(all, gap) => [...all, (all.at(-1) as number) + gap],
					[START],
				);
				const last = times.at(-1) as number;
				const { out } = await pollAt(new Endpoint(jobs, how), times);
				const due = jobs.filter(
					(j) => j.endsAt > START && j.endsAt <= last && (j.listedAt ?? j.createdAt ?? 0) <= last,
				);
				expect([...out].sort()).toEqual(due.map((j) => j.id).sort());
			},
		),
		{ numRuns: 100 },
	);
});
