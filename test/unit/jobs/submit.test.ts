import fc from 'fast-check';
import { createLedger } from '../../../nodes/Sora2/jobs/ledger';
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

test('whatever the answers: after an unknown outcome nothing is sent, over all tries', async () => {
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
		{ numRuns: 150 },
	);
});

test('an unknown outcome stays in the ledger, with its key; where the user allows another order it uses the same', async () => {
	const { jobContext, time, orders, ledger, routes } = fakeEndpoint({
		orders: [CUT, ACCEPTED],
		policy: { resubmitWhenUnknown: true },
	});
	const { value } = await time.until(settle(submit(jobContext, routes[0])));
	expect(value?.id).toBe('video_1');
	expect(new Set(orders.map(({ key }) => key)).size).toBe(1);
	expect(ledger.lost).toBeUndefined();
});

test('an accepted job is in the ledger, and announced, before it is given back', async () => {
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

test('a picture that cannot be used is found before anything is sent', async () => {
	const { jobContext, time, orders, ledger, routes } = fakeEndpoint();
	const refuse = new Error('the picture is no picture');
	await expect(
		time.until(submit(jobContext, routes[0], async () => await Promise.reject(refuse))),
	).rejects.toBe(refuse);
	expect(orders).toEqual([]);
	expect(ledger).toEqual(createLedger());
});
