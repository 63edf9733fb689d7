import fc from '../../helpers/propertyTests';
import { createLedger } from '../../../nodes/Sora2/jobs/itemLedger';
import { submit } from '../../../nodes/Sora2/jobs/submit';
import {
	ACCEPTED,
	BUSY,
	CUT,
	fakeEndpoint,
	HTML,
	REGION,
	respond,
	settle,
	UNREACHABLE,
} from '../support/fakeEndpoint';

const ANSWERS = {
	region: REGION,
	unreachable: UNREACHABLE,
	busy: BUSY,
	cut: CUT,
	html: HTML,
	half: respond(200, '{"id":"vid'),
	accepted: ACCEPTED,
	atOnce: respond(200, { id: 'video_2', data: [{ b64_json: 'AAAAIGZ0eXA=' }] }),
};
type Name = keyof typeof ANSWERS;
const CERTAIN: Name[] = ['region', 'unreachable', 'busy'];

test('after an unknown outcome nothing is sent in any try, whatever the answers', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(...(Object.keys(ANSWERS) as Name[])), {
				minLength: 1,
				maxLength: 8,
			}),
			fc.integer({ min: 1, max: 4 }),
			async (names, tries) => {
				const { jobContext, time, orders, ledger, routes } = fakeEndpoint({
					orders: names.map((name) => ANSWERS[name]),
				});
				for (let i = 0; i < tries; i++) {
					const { failure } = await time.until(settle(submit(jobContext, routes[0])));
					if (!failure?.retryable) break;
				}
				const stop = names.findIndex((name) => !CERTAIN.includes(name));
				if (stop >= 0) expect(orders.length).toBeLessThanOrEqual(stop + 1);
				// Noted before it is sent, under the key it carries; another key after every certain refusal.
				for (const { key, lostKey } of orders) expect(lostKey).toBe(key);
				expect(new Set(orders.map(({ key }) => key)).size).toBe(orders.length);
				expect(ledger.lost === undefined || ledger.job === undefined).toBe(true);
			},
		),
		{ numRuns: 80 },
	);
});

test('an unknown outcome stays in the ledger with its key, which a permitted further order reuses', async () => {
	const { jobContext, time, orders, ledger, routes } = fakeEndpoint({
		orders: [CUT, ACCEPTED],
		policy: { resubmitWhenUnknown: true },
	});
	const { value } = await time.until(settle(submit(jobContext, routes[0])));
	expect(value?.id).toBe('video_1');
	expect(new Set(orders.map(({ key }) => key)).size).toBe(1);
	expect(ledger.lost).toBeUndefined();
});

test('an accepted job is in the ledger and announced before it is returned', async () => {
	const { jobContext, time, accepted, ledger, routes } = fakeEndpoint();
	const { value } = await time.until(settle(submit(jobContext, routes[0])));
	expect(ledger.job).toBe(value);
	expect(accepted).toEqual([value]);
	expect(value).toMatchObject({ id: 'video_1', origin: 'ordered', videoAt: 'endpoint' });
});

test('a region refusal is sent again after 2 s, as often as the option says', async () => {
	const { jobContext, time, orders, routes } = fakeEndpoint({
		orders: [REGION, REGION, REGION],
		policy: { regionResubmits: 2 },
	});
	const { failure } = await time.until(settle(submit(jobContext, routes[0])));
	expect(failure).toMatchObject({ class: 'region', billed: 'no', retryable: true });
	expect(orders.map(({ at }) => at)).toEqual([100, 2200, 4300]);
});

test('an unusable picture is found before anything is sent', async () => {
	const { jobContext, time, orders, ledger, routes } = fakeEndpoint();
	const refuse = new Error('the picture is no picture');
	await expect(
		time.until(submit(jobContext, routes[0], async () => await Promise.reject(refuse))),
	).rejects.toBe(refuse);
	expect(orders).toEqual([]);
	expect(ledger).toEqual(createLedger());
});

describe('Order Again If Answer Lost', () => {
	const policy = { resubmitWhenUnknown: true };
	const tryFiveTimes = async (orders: Name[]) => {
		const endpoint = fakeEndpoint({ orders: orders.map((name) => ANSWERS[name]), policy });
		const failures = [];
		for (let i = 0; i < 5; i++) {
			const { failure } = await endpoint.time.until(
				settle(submit(endpoint.jobContext, endpoint.routes[0])),
			);
			if (!failure) break;
			failures.push(failure);
			if (!failure.retryable) break;
		}
		return { ...endpoint, failures };
	};

	test('sends one more order over all tries, then reports an unknown outcome', async () => {
		const { orders, failures } = await tryFiveTimes(['cut', 'cut', 'cut', 'cut']);
		expect(orders).toHaveLength(2);
		expect(failures).toMatchObject([{ billed: 'unknown', retryable: false, failover: false }]);
	});

	test('does not count an order that was certainly refused', async () => {
		const { orders, failures } = await tryFiveTimes(['cut', 'region', 'cut', 'accepted']);
		expect(orders).toHaveLength(3);
		expect(failures).toMatchObject([
			{
				class: 'region',
				billed: 'unknown',
				retryable: true,
				message: expect.stringContaining('taken to come from'),
				hint: expect.stringContaining('An earlier order of this item'),
				attempts: [{ outcome: 'network' }, { outcome: 'region', usd: 0 }],
			},
			{ billed: 'unknown', retryable: false },
		]);
	});
});

describe('an endpoint that asks for no wait', () => {
	test.each([
		['Retry-After: 0', { 'retry-after': '0' }],
		['a date in the past', { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }],
		['retry-after-ms: 1', { 'retry-after-ms': '1' }],
		['Retry-After: 1', { 'retry-after': '1' }],
	])('is not flooded: %s', async (_, headers) => {
		const limited = respond(429, { error: { code: 'rate_limit_exceeded' } }, headers);
		const endpoint = fakeEndpoint({ orders: Array.from({ length: 500 }, () => limited) });
		endpoint.jobContext.endpoint.hasAcceptedJobs = true;
		const { failure } = await endpoint.time.until(
			settle(submit(endpoint.jobContext, endpoint.routes[0])),
		);
		expect(failure).toMatchObject({ class: 'rate_limit', billed: 'no', retryable: true });
		expect(endpoint.orders.length).toBeLessThanOrEqual(20);
	});
});

test.each([
	[1000, 300_000],
	[1_200_000, 1_200_000],
])('with a Timeout of %d ms the answer to an order may take %d ms', async (timeoutMs, expected) => {
	const { jobContext, time, orders, routes } = fakeEndpoint({ policy: { timeoutMs } });
	await time.until(submit(jobContext, routes[0]));
	expect(orders[0].timeoutMs).toBe(expected);
});

test('an ID that belongs to another order is reported as shared', async () => {
	const baseUrl = 'https://same.example/v1';
	const first = fakeEndpoint({ baseUrl });
	const second = fakeEndpoint({ baseUrl });
	const [a, b] = [
		await first.time.until(submit(first.jobContext, first.routes[0])),
		await second.time.until(submit(second.jobContext, second.routes[0])),
	];
	expect([a.isShared, b.isShared]).toEqual([undefined, true]);
});

describe('if the endpoint honors keys', () => {
	const policy = { idempotencyHonoured: true };

	test('a lost order is settled by sending it again with its key', async () => {
		const { jobContext, time, orders, ledger, lists, routes } = fakeEndpoint({
			orders: [CUT, HTML, ACCEPTED],
			policy,
		});
		const { value } = await time.until(settle(submit(jobContext, routes[0])));
		expect(value).toMatchObject({ id: 'video_1', origin: 'ordered' });
		expect(new Set(orders.map(({ key }) => key)).size).toBe(1);
		expect(orders).toHaveLength(3);
		expect(lists).toEqual([]);
		expect(ledger).toMatchObject({ extraOrders: 0 });
		expect(ledger.lost).toBeUndefined();
	});

	test('a refusal keeps the key; another channel and a second order have other keys', async () => {
		const { jobContext, time, orders, ledger, routes } = fakeEndpoint({
			orders: [REGION, REGION, ACCEPTED, ACCEPTED, ACCEPTED],
			policy: { ...policy, regionResubmits: 2 },
		});
		jobContext.orderKey = ['execution', 7, 'node', 0].join('-');
		await time.until(submit(jobContext, routes[0]));
		ledger.job = undefined;
		await time.until(submit(jobContext, routes[1]));
		ledger.failedJobs++;
		await time.until(submit(jobContext, routes[0]));
		expect(orders.map(({ key }) => key)).toEqual([
			'execution-7-node-0-reverse-0',
			'execution-7-node-0-reverse-0',
			'execution-7-node-0-reverse-0',
			'execution-7-node-0-relay-0',
			'execution-7-node-0-reverse-1',
		]);
	});

	test('an order that is never answered is finally looked up in the list, and a later try sends it again', async () => {
		const { jobContext, time, orders, lists, routes } = fakeEndpoint({
			orders: [...Array.from({ length: 4 }, () => CUT), ACCEPTED],
			policy,
		});
		const { failure } = await time.until(settle(submit(jobContext, routes[0])));
		expect(failure).toMatchObject({ billed: 'unknown', retryable: true, failover: false });
		expect(lists.length).toBeGreaterThan(0);
		const { value } = await time.until(settle(submit(jobContext, routes[0])));
		expect(value?.id).toBe('video_1');
		expect(new Set(orders.map(({ key }) => key)).size).toBe(1);
	});
});
