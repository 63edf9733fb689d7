import { waitForJob } from '../../../nodes/Sora2/jobs/poll';
import { createLedger, type JobRecord } from '../../../nodes/Sora2/jobs/itemLedger';
import { EndpointLimits } from '../../../nodes/Sora2/jobs/limits/endpointLimits';
import { Semaphore } from '../../../nodes/Sora2/jobs/limits/semaphore';
import type { JobContext, Route } from '../../../nodes/Sora2/jobs/context';
import { CHANNELS, PROTOCOLS } from '../../../nodes/Sora2/channels';
import { FakeTime } from '../support/fakeTime';

// Much happens in virtual time; how long that takes says nothing.
jest.setTimeout(300_000);

/** Milliseconds a request is under way. */
const TRIP_MS = 20;

let endpoints = 0;

interface How {
	jobs: number;
	baseUrl?: string;
	/** Milliseconds the jobs take, evenly spread. */
	fromMs?: number;
	toMs?: number;
	requestsPerMinute?: number;
	progress?: boolean;
	hasList?: boolean;
	ignoresAfter?: boolean;
	/** How far the list lags behind, in milliseconds. */
	lagMs?: number;
	/** Where the video is, which the list leaves out. */
	urls?: boolean;
	leaveOut?: (id: string) => boolean;
}

/** Waits for jobs at an endpoint in virtual time. `late`: milliseconds from a job's end until it was noticed. */
async function play(how: How) {
	const { jobs, fromMs = 20_000, toMs = 40_000, progress = true, hasList = true, lagMs = 0 } = how;
	const time = new FakeTime();
	const begin = time.now();
	const counts = { list: 0, single: 0 };
	const lengths = new Map(
		Array.from({ length: jobs }, (_, i) => [
			`job_${i}`,
			fromMs + ((toMs - fromMs) * ((i * 7919) % jobs)) / jobs,
		]),
	);
	const snapshot = (id: string, at: number, single: boolean) => {
		const share = (at - begin) / lengths.get(id)!;
		return {
			id,
			status: share >= 1 ? 'completed' : 'in_progress',
			...(progress && { progress: Math.min(100, Math.floor(share * 100)) }),
			...(single && how.urls && share >= 1 && { video_url: `https://files.test/${id}.mp4` }),
		};
	};
	const answer = (status: number, body: unknown) => ({
		status,
		headers: {},
		text: JSON.stringify(body),
		body,
	});
	const ports = {
		...time,
		uuid: () => 'uuid',
		open: async () => await Promise.reject(new Error('no file is asked for')),
		async send({ path, query }: { path: string; query?: Record<string, unknown> }) {
			await time.sleep(TRIP_MS / 2);
			const at = time.now();
			await time.sleep(TRIP_MS / 2);
			const [, id] = /^\/videos\/(job_\d+)$/.exec(path) ?? [];
			if (id) {
				counts.single++;
				return { answer: answer(200, snapshot(id, at, true)) };
			}
			counts.list++;
			if (!hasList) return { answer: answer(404, { error: { message: 'not found' } }) };
			const ids = [...lengths.keys()].reverse().filter((i) => !how.leaveOut?.(i));
			const from = query?.after && !how.ignoresAfter ? ids.indexOf(query.after as string) + 1 : 0;
			const page = ids.slice(from, from + 100);
			const data = page.map((i) => snapshot(i, at - lagMs, false));
			return { answer: answer(200, { object: 'list', data, has_more: from + 100 < ids.length }) };
		},
	};
	const endpoint = {
		baseUrl: how.baseUrl ?? `https://e${++endpoints}.example/v1`,
		paths: new Map(),
		durations: new Map(),
		hasAcceptedJobs: false,
		limits: new EndpointLimits(ports as never, how.requestsPerMinute),
		transfers: new Semaphore(1),
	};
	const channel = CHANNELS.openAi;
	const route = {
		channel,
		protocol: PROTOCOLS[channel.protocol],
		request: { model: 'm', prompt: 'p', duration: 8, resolution: '720p' },
	} as unknown as Route;
	const late: number[] = [];
	const wait = async (id: string) => {
		const job = { id, channel: 'openAi', submittedAt: begin, snapshot: { id } } as JobRecord;
		if (how.requestsPerMinute) {
			const slot = endpoint.limits.createSlot();
			await slot.acquire();
			slot.onAccepted();
		}
		const context = { ports, endpoint, ledger: createLedger(), policy: { timeoutMs: 1e9 } };
		await waitForJob(context as unknown as JobContext, route, job, begin + 1e9, false);
		late.push(time.now() - begin - lengths.get(id)!);
		return job;
	};
	const done = await time.until(Promise.all([...lengths.keys()].map(wait)));
	late.sort((a, b) => a - b);
	return {
		...counts,
		perJob: (counts.list + counts.single) / jobs,
		medianMs: late[Math.floor(jobs / 2)],
		worstMs: late.at(-1)!,
		done,
	};
}

test('a hundred jobs of 20 to 40 s share pages of the list', async () => {
	for (const progress of [true, false]) {
		const { perJob, medianMs } = await play({ jobs: 100, progress });
		expect(perJob).toBeLessThan(1.2);
		expect(medianMs).toBeLessThan(500);
	}
});

test('more jobs than a page holds are read page by page', async () => {
	const { perJob, medianMs } = await play({ jobs: 240 });
	expect(perJob).toBeLessThan(1.2);
	expect(medianMs).toBeLessThan(500);
});

test('two jobs are asked about alone', async () => {
	expect((await play({ jobs: 2 })).list).toBe(0);
});

test('twelve jobs cost no more with a list than without one', async () => {
	const shared = await play({ jobs: 12 });
	const alone = await play({ jobs: 12, hasList: false });
	expect(shared.perJob).toBeLessThan(alone.perJob);
	expect(shared.medianMs).toBeLessThan(Math.max(300, alone.medianMs * 1.2));
});

test('an endpoint without a list is asked for it once, and not again by later runs', async () => {
	const how = { jobs: 50, hasList: false, baseUrl: 'https://listless.example/v1' };
	expect((await play(how)).list).toBe(1);
	expect((await play(how)).list).toBe(0);
});

test('a list that lags is given up, and no end is noticed much later', async () => {
	const { worstMs, medianMs } = await play({ jobs: 50, lagMs: 8_000 });
	expect(medianMs).toBeLessThan(3000);
	expect(worstMs).toBeLessThan(20_000);
});

test('a job the list leaves out is asked about alone', async () => {
	const { done, worstMs } = await play({ jobs: 50, leaveOut: (id) => id.endsWith('7') });
	expect(done.every(({ snapshot }) => snapshot.status === 'completed')).toBe(true);
	expect(worstMs).toBeLessThan(3000);
});

test('an endpoint that ignores where to go on answers for one page only', async () => {
	const { done } = await play({ jobs: 250, ignoresAfter: true });
	expect(done.every(({ snapshot }) => snapshot.status === 'completed')).toBe(true);
});

test('where the list does not say where the video is, each finished job is asked about once', async () => {
	const { done, single } = await play({ jobs: 100, urls: true });
	expect(done.every(({ snapshot }) => snapshot.video?.kind === 'url')).toBe(true);
	expect(single).toBeLessThan(140);
});

test('under a limit on requests the pages are read no more often than leaves room for the downloads', async () => {
	const { list, single } = await play({
		jobs: 30,
		fromMs: 60_000,
		toMs: 60_100,
		requestsPerMinute: 60,
	});
	expect(list + single).toBeLessThanOrEqual(32);
});
