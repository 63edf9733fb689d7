import { claims } from '../../../nodes/Sora2/jobs/claims';
import { submit } from '../../../nodes/Sora2/jobs/submit';
import {
	COMPLETED,
	CUT,
	fakeEndpoint,
	NOT_FOUND,
	respond,
	settle,
	type Script,
} from '../support/fakeEndpoint';
import { FakeTime } from '../support/fakeTime';

const listed = (began: number, id: string, afterMs: number, more: object = {}) => ({
	id,
	object: 'video',
	status: 'queued',
	prompt: 'a cat',
	model: 'sora-2',
	created_at: Math.floor((began + afterMs) / 1000),
	...more,
});

/** An order whose answer is lost. */
async function lose(script: Script = {}) {
	const endpoint = fakeEndpoint({ orders: [CUT], ...script });
	const { value, failure } = await endpoint.time.until(
		settle(submit(endpoint.jobContext, endpoint.routes[0])),
	);
	return { ...endpoint, job: value, failure };
}

describe('a lost order, and one listed job with its prompt', () => {
	test('created meanwhile: it is adopted, and nothing else is sent', async () => {
		const { job, orders, ledger, accepted } = await lose({
			list: (_, began) => [listed(began, 'video_1', 100)],
		});
		expect(job).toMatchObject({ id: 'video_1', origin: 'adopted' });
		expect(accepted).toEqual([job]);
		expect(ledger.lost).toBeUndefined();
		expect(orders).toHaveLength(1);
	});

	test('listed late, because lists lag', async () => {
		let asked = 0;
		const { job } = await lose({
			list: (_, began) => (++asked < 4 ? [] : [listed(began, 'video_1', 100)]),
		});
		expect(job?.id).toBe('video_1');
	});

	test('listed after a minute, because the endpoint restarts: it is adopted', async () => {
		let asked = 0;
		const { job } = await lose({
			list: (_, began) => (++asked < 7 ? CUT : [listed(began, 'video_1', 100)]),
		});
		expect(job?.id).toBe('video_1');
		expect(asked).toBe(7);
	});

	test('failed: it is adopted, and billing is read from the job itself', async () => {
		const { job } = await lose({
			list: (_, began) => [listed(began, 'video_1', 100, { status: 'failed' })],
		});
		expect(job).toMatchObject({ id: 'video_1', origin: 'adopted' });
		expect(job?.snapshot.status).toBeUndefined();
	});

	test('created well after the connection broke: it is a candidate', async () => {
		const { failure, ledger, orders } = await lose({
			list: (_, began) => [listed(began, 'video_1', 20_000)],
		});
		expect(failure).toMatchObject({
			billed: 'unknown',
			retryable: false,
			failover: false,
			candidates: [{ id: 'video_1' }],
		});
		expect(ledger.attempts).toMatchObject([{ candidates: [{ id: 'video_1' }] }]);
		expect(orders).toHaveLength(1);
	});

	test('created long before: it is another one', async () => {
		const { failure } = await lose({ list: (_, began) => [listed(began, 'video_1', -60_000)] });
		expect(failure?.billed).toBe('unknown');
		expect(failure).not.toHaveProperty('candidates');
	});

	test('on the seventh page: it is found', async () => {
		const { job } = await lose({
			list: ({ query = {} }, began) => {
				const at = Number(/\d+$/.exec(String(query.after ?? ''))?.[0] ?? -1) + 1;
				const data = Array.from({ length: 100 }, (_, i) =>
					listed(began, `other_${at + i}`, 5000, { prompt: 'a dog' }),
				);
				if (at === 600) data[50] = listed(began, 'video_1', 100) as never;
				return respond(200, { data, has_more: at < 600, last_id: `other_${at + 99}` });
			},
		});
		expect(job?.id).toBe('video_1');
	});
});

test('a list without prompts, models and dates has candidates', async () => {
	const { failure } = await lose({
		list: () => [
			{ id: 'video_2', status: 'queued' },
			{ id: 'video_1', status: 'queued' },
		],
	});
	expect(failure?.candidates).toEqual([
		{ id: 'video_2', status: 'queued' },
		{ id: 'video_1', status: 'queued' },
	]);
});

test('a list that cannot be read for a minute does not prove that there is no job', async () => {
	const { failure, lists } = await lose({ list: () => CUT });
	expect(failure?.hint).toContain('job list could not be read');
	expect(lists).toHaveLength(7);
});

test('without a list the outcome is unknown at once', async () => {
	const { failure, lists } = await lose({ list: () => NOT_FOUND });
	expect(failure).toMatchObject({ billed: 'unknown', retryable: false });
	expect(lists.length).toBeLessThanOrEqual(2);
});

test.each([-3_600_000, 3_600_000])(
	'setting the clock by %d ms while waiting for the answer hides no job',
	async (jumpMs) => {
		const endpoint = fakeEndpoint({
			orders: [CUT],
			list: (_, began) => ({
				answer: {
					status: 200,
					headers: { date: new Date(endpoint.time.now()).toUTCString() },
					text: JSON.stringify({ data: [listed(began, 'video_1', 100)] }),
				},
			}),
		});
		const { ports } = endpoint.jobContext;
		const { now } = endpoint.time;
		ports.now = () => (endpoint.orders.length > 0 ? now() + jumpMs : now());
		const { value } = await endpoint.time.until(
			settle(submit(endpoint.jobContext, endpoint.routes[0])),
		);
		expect(value?.id).toBe('video_1');
	},
);

describe('an endpoint without a clock, and a clock set back by an hour', () => {
	const HOUR = 3_600_000;
	const loseLate = async (isSetBack: (orders: number) => boolean, list: Script['list']) => {
		const endpoint = fakeEndpoint({ orders: [CUT], list });
		const { ports } = endpoint.jobContext;
		const { now } = endpoint.time;
		ports.now = () => (isSetBack(endpoint.orders.length) ? now() - HOUR : now());
		ports.setBackMs = () => HOUR;
		claims.claim(endpoint.jobContext.endpoint.baseUrl, 'claimed', now() - HOUR + 2000);
		return await endpoint.time.until(settle(submit(endpoint.jobContext, endpoint.routes[0])));
	};

	test('before the order: a job of that time is a candidate, by either clock', async () => {
		const { failure } = await loseLate(
			() => true,
			(_, began) => [listed(began, 'video_2', 100), listed(began, 'video_1', -HOUR / 2)],
		);
		expect(failure).toMatchObject({ billed: 'unknown' });
		expect(failure?.candidates?.map(({ id }) => id)).toEqual(['video_2']);
	});

	test('after the order: an undated job is a candidate, also behind one claimed since', async () => {
		const { failure } = await loseLate(
			(orders) => orders > 0,
			() => [{ id: 'claimed' }, { id: 'video_1' }],
		);
		expect(failure?.candidates?.map(({ id }) => id)).toEqual(['video_1']);
	});
});

describe('three identical lost orders', () => {
	const loseThree = async (jobs: number) => {
		const time = new FakeTime();
		const baseUrl = `https://three${jobs}.example/v1`;
		const endpoints = Array.from({ length: 3 }, () =>
			fakeEndpoint({
				time,
				baseUrl,
				orders: [CUT],
				list: (_, began) =>
					Array.from({ length: jobs }, (__, i) => listed(began, `video_${i}`, 100 * i)),
			}),
		);
		const settled = await time.until(
			Promise.all(endpoints.map(async (e) => await settle(submit(e.jobContext, e.routes[0])))),
		);
		return {
			ids: settled.flatMap(({ value }) => value?.id ?? []).sort(),
			failures: settled.flatMap(({ failure }) => failure ?? []),
			orders: endpoints.flatMap(({ orders }) => orders).length,
		};
	};

	test('and three matching jobs: each gets one', async () => {
		expect(await loseThree(3)).toEqual({
			ids: ['video_0', 'video_1', 'video_2'],
			failures: [],
			orders: 3,
		});
	});

	test.each([2, 4])('and %d jobs: all are candidates', async (jobs) => {
		const { ids, failures, orders } = await loseThree(jobs);
		expect(ids).toEqual([]);
		expect(failures).toHaveLength(3);
		for (const { billed, candidates } of failures)
			expect([billed, candidates?.length]).toEqual(['unknown', jobs]);
		expect(orders).toBe(3);
	});
});

test('a similar order that is never answered is not awaited forever', async () => {
	const baseUrl = 'https://awaited.example/v1';
	const { prompt, model } = { prompt: 'a cat', model: 'sora-2' };
	const other = claims.begin(baseUrl, { prompt, model, digest: 'x' }, Date.now(), 'other');
	const { failure, elapsed } = await lose({
		baseUrl,
		list: (_, began) => [listed(began, 'video_1', 100)],
	});
	claims.end(other);
	// It may be the other one's: named, not taken.
	expect(failure).toMatchObject({ billed: 'unknown', candidates: [{ id: 'video_1' }] });
	expect(elapsed()).toBeLessThan(45_000);
});

describe('an answer that names a job without confirming it', () => {
	const named = { order: { prompt: 'a cat', model: 'sora-2', digest: 'd' }, jobId: 'video_1' };
	const lost = { key: 'k', channel: 'reverse', sentAt: 1_800_000_000_000, ...named };
	const ledger = () => ({ attempts: [], failedJobs: 0, extraOrders: 0, lost });

	test('is looked up by that ID, and adopted if the endpoint knows it', async () => {
		const { job, orders } = await lose({ ledger: ledger(), lastPoll: COMPLETED });
		expect(job).toMatchObject({ id: 'video_1', origin: 'adopted' });
		expect(orders).toHaveLength(0);
	});

	test('is announced before anything else', async () => {
		const { jobContext, routes, orders, polls, lists, time } = fakeEndpoint({
			orders: [respond(502, { id: 'video_1', error: { message: 'Provider returned error' } })],
		});
		const told: unknown[] = [];
		jobContext.onNamed = (id) =>
			void told.push([
				id,
				orders.length,
				polls.length,
				lists.length,
				jobContext.ledger.lost?.jobId,
			]);
		await time.until(settle(submit(jobContext, routes[0])));
		expect(told).toEqual([['video_1', 1, 0, 0, 'video_1']]);
	});

	test('is a candidate if the endpoint does not answer, even without a list', async () => {
		const { failure } = await lose({
			ledger: ledger(),
			lastPoll: CUT,
			list: () => NOT_FOUND,
		});
		expect(failure).toMatchObject({ billed: 'unknown', candidates: [{ id: 'video_1' }] });
	});
});
