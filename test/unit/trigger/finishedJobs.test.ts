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
	/** When the endpoint forgets it. */
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
			.filter((j) => (j.createdAt ?? 0) <= this.time && (j.leavesListAt ?? Infinity) > this.time)
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

test('the first poll takes note, and later ones put out what ended since', async () => {
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

test('a job that takes longer than its juniors is not lost', async () => {
	const endpoint = new Endpoint([
		job('slow', 0, 5 * HOUR),
		...Array.from({ length: 300 }, (_, i) => job(`j${i}`, 1000 + i, 100)),
	]);
	const { out } = await pollAt(endpoint, [START, START + HOUR, START + 4 * HOUR, START + 6 * HOUR]);
	expect(out.filter((id) => id === 'slow')).toHaveLength(1);
	expect(new Set(out).size).toBe(301);
});

test('a pending job that left the list is asked about, and one the endpoint forgot is dropped', async () => {
	const endpoint = new Endpoint([job('away', 0, HOUR, { leavesListAt: START + 1000 })]);
	expect((await pollAt(endpoint, [START, START + 2 * HOUR])).out).toEqual(['away']);
	const first = await pollAt(endpoint, [START]);
	endpoint.jobs.length = 0;
	expect((await pollAt(endpoint, [START + 2 * HOUR], first.cursor)).cursor.pending).toEqual({});
});

test('an endpoint that ignores where to go on is not read for ever', async () => {
	const endpoint = new Endpoint(
		Array.from({ length: 30 }, (_, i) => job(`j${i}`, i, 1)),
		{ pageSize: 10, ignoresAfter: true },
	);
	await pollAt(endpoint, [START + HOUR]);
	expect(endpoint.requests).toBeLessThanOrEqual(2);
});

test('a job dated in the future does not hide those that follow', async () => {
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

test('a quiet hour costs one request a poll', async () => {
	const endpoint = new Endpoint(
		Array.from({ length: 1000 }, (_, i) => job(`j${i}`, -20 * HOUR + i, 1)),
		{ pageSize: 100 },
	);
	const { cursor } = await pollAt(endpoint, [START]);
	endpoint.requests = 0;
	await pollAt(endpoint, [START + 60_000], cursor);
	expect(endpoint.requests).toBeLessThanOrEqual(2);
});

test('every job that ends while the trigger is on comes out exactly once', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({
					created: fc.integer({ min: -2 * HOUR, max: 10 * HOUR }),
					takes: fc.integer({ min: 0, max: 4 * HOUR }),
					fails: fc.boolean(),
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
				const jobs = drawn.map(({ created, takes, fails }, i) =>
					job(`j${i}`, created, takes, { fails }),
				);
				const times = gaps.reduce<number[]>(
					(all, gap) => [...all, (all.at(-1) as number) + gap],
					[START],
				);
				const last = times.at(-1) as number;
				const { out } = await pollAt(new Endpoint(jobs, how), times);
				const due = jobs.filter(
					(j) => j.endsAt > START && j.endsAt <= last && (j.createdAt as number) <= last,
				);
				expect([...out].sort()).toEqual(due.map((j) => j.id).sort());
			},
		),
		{ numRuns: 100 },
	);
});
