/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { startRelay } from '../relay';
import { run, type Ran } from '../helpers/engine';
import { stepTime } from './support/steppedTime';

/* How the node gets along with an account that has limits. */
beforeAll(stepTime);

type Relay = Awaited<ReturnType<typeof startRelay>>;

interface Figures {
	/** 429s, and those of them that met an order. */
	refused: number;
	refusedOrders: number;
	requests: number;
	/** In minutes. */
	minutes: number;
}

async function go(
	relay: Relay,
	items: number,
	options: Record<string, unknown>,
	channel = 'openAi',
): Promise<{ ran: Ran; figures: Figures }> {
	const began = Date.now();
	const ran = await run({
		baseUrl: relay.baseUrl,
		items: Array.from({ length: items }, (_, i) => ({ json: { prompt: `cat number ${i}` } })),
		parameters: {
			channel,
			prompt: '={{ $json.prompt }}',
			duration: channel === 'openAi' ? 8 : 5,
			options,
		} as never,
		settings: { onError: 'continueErrorOutput' },
	});
	const limited = relay.requests.filter((r) => r.status === 429);
	const figures = {
		refused: limited.length,
		refusedOrders: limited.filter((r) => r.method === 'POST').length,
		requests: relay.requests.length,
		minutes: Math.round((Date.now() - began) / 6000) / 10,
	};
	process.stderr.write(`  pace: ${JSON.stringify({ items, ...options, ...figures })}\n`);
	return { ran, figures };
}

async function withRelay<T>(
	options: Parameters<typeof startRelay>[0],
	use: (relay: Relay) => Promise<T>,
): Promise<T> {
	const relay = await startRelay({
		port: 0,
		keys: ['sk-local'],
		jobMs: 30_000,
		retryAfter: false,
		...options,
	});
	try {
		return await use(relay);
	} finally {
		await relay.close();
	}
}

function allPaidOnce(relay: Relay, ran: Ran, items: number): void {
	expect(ran.failed.map((f) => (f.json.error as { message: string }).message)).toEqual([]);
	expect(ran.ok).toHaveLength(items);
	expect(relay.ledger.summary()).toMatchObject({
		accepted: items,
		chargedJobs: items,
		deliveredJobs: items,
	});
}

describe('30 items, 60 requests a minute and 5 jobs at once, told only by 429s', () => {
	test.each([
		// Measured: 1 to 6, and 8 to 17.
		['five at a time', {}, 15],
		['all at a time', { concurrency: 30 }, 40],
	])(
		'%s: all delivered, each paid once, few 429s',
		async (_, options, most) => {
			await withRelay({ rpm: 60, maxJobs: 5 }, async (relay) => {
				const { ran, figures } = await go(relay, 30, options);
				allPaidOnce(relay, ran, 30);
				expect(figures.refused).toBeLessThanOrEqual(most);
			});
		},
		120_000,
	);
});

test('a 429 to the first order does not slow the run down: the account is shared, or the endpoint full', async () => {
	await withRelay({ rpm: null, jobMs: 10_000 }, async (relay) => {
		relay.script({ on: 'submit', times: 1, do: 'limit' });
		const { ran, figures } = await go(relay, 1, {});
		allPaidOnce(relay, ran, 1);
		expect(figures).toMatchObject({ refused: 1, refusedOrders: 1 });
		expect(figures.minutes).toBeLessThan(0.6);
	});
});

test("the user's limit applies to all items", async () => {
	await withRelay({ rpm: 60, jobMs: 10_000 }, async (relay) => {
		const { ran, figures } = await go(relay, 12, { requestsPerMinute: 30, concurrency: 20 });
		allPaidOnce(relay, ran, 12);
		expect(figures.refused).toBe(0);
	});
}, 120_000);
