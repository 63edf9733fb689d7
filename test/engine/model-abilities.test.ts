import type { IDataObject } from 'n8n-workflow';
import { startRelay } from '../relay';
import { run } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
const relays: Relay[] = [];
afterEach(
	async () => await Promise.all(relays.splice(0).map(async (relay) => await relay.close())),
);

/** A relay of its own for every test: what an endpoint tells is remembered for minutes. */
async function newRelay(options: Parameters<typeof startRelay>[0] = {}): Promise<Relay> {
	const relay = await startRelay({ keys: ['sk-local'], jobMs: 30, ...options });
	relays.push(relay);
	return relay;
}

async function order(
	relay: Relay,
	parameters: IDataObject = {},
	{ items = 1, model = 'google/veo-3.1', prefix = '/api/v1', settings = {} } = {},
) {
	return await run({
		baseUrl: relay.url + prefix,
		items: Array.from({ length: items }, (_, n) => ({ json: { n } })),
		parameters: {
			channel: 'openRouter',
			prompt: '={{ "cat " + $json.n }}',
			duration: 8,
			model: { __rl: true, mode: 'id', value: model },
			...parameters,
		},
		settings: { onError: 'continueErrorOutput', ...settings },
	});
}
const lists = (relay: Relay) => relay.requests.filter((r) => r.path.endsWith('/videos/models'));

test.each([
	[{ duration: 5 }, "'Duration (Seconds)'", '4 s, 6 s, 8 s'],
	[{ resolution: '480p' }, "'Resolution'", '720p, 1080p, 4K'],
	[{ aspectRatio: '1:1' }, "'Aspect Ratio'", '16:9, 9:16'],
	[{ options: { size: '640x480' } }, "'Custom Size'", '1280x720'],
])(
	'a value the model does not take is refused free of charge: %j',
	async (parameters, label, takes) => {
		const relay = await newRelay();
		const ran = await order(relay, parameters);
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'invalid_request',
			retryable: false,
			failover: false,
			billed: 'no',
			message: expect.stringContaining(label),
			hint: expect.stringContaining(takes),
		});
		expect(relay.ledger.summary().submits).toBe(0);
	},
);

test('the list is read once a run, and kept for the next one', async () => {
	const relay = await newRelay();
	expect((await order(relay, {}, { items: 4 })).ok).toHaveLength(4);
	expect((await order(relay)).ok).toHaveLength(1);
	expect(lists(relay)).toHaveLength(1);
});

test.each(['answer:500', 'answer:404', 'html502', 'badJson', 'cutBefore'])(
	'a list that cannot be read (%s) is no reason to fail',
	async (fault) => {
		const relay = await newRelay();
		relay.script({ on: 'models', do: fault });
		expect((await order(relay)).ok).toHaveLength(1);
	},
);

test('a model the list does not have is ordered as it is', async () => {
	const relay = await newRelay();
	expect((await order(relay, { duration: 3 }, { model: 'maker/model' })).ok).toHaveLength(1);
});

describe('the spending limit', () => {
	test('counts every order at the price the endpoint tells, before it is sent', async () => {
		const relay = await newRelay();
		// 8 s with sound: $3.20 at most, as long as nobody says otherwise.
		const parameters = { resolution: '720p', options: { spendingLimit: 7, generateAudio: true } };
		const ran = await order(relay, parameters, { items: 5 });
		expect(ran.ok).toHaveLength(2);
		for (const item of ran.failed)
			expect(item.json.error).toMatchObject({
				class: 'budget',
				retryable: false,
				failover: false,
				billed: 'no',
				message: expect.stringContaining('$7.00'),
			});
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedUsd: 6.4 });
	});

	test('holds over Retry On Fail and what was refused is given back', async () => {
		const relay = await newRelay({ wires: ['article', 'openai'] });
		relay.script({ do: 'region', times: 2 });
		const ran = await order(
			relay,
			{ channel: 'reverse', duration: 5, options: { spendingLimit: 0.4, concurrency: 1 } },
			{ items: 5, model: '', prefix: '/v1', settings: { retryOnFail: true, maxTries: 5 } },
		);
		expect(ran.ok).toHaveLength(3);
		expect(ran.failed.map((item) => (item.json.error as IDataObject).class)).toEqual([
			'budget',
			'budget',
		]);
		expect(relay.ledger.summary().chargedUsd).toBe(0.36);
	});

	test('never lets concurrent items through together', async () => {
		const relay = await newRelay({ jobMs: 200 });
		const ran = await order(
			relay,
			{ channel: 'relay', duration: 5, options: { spendingLimit: 1.2, concurrency: 20 } },
			{ items: 20, model: '', prefix: '/v1' },
		);
		expect(ran.ok).toHaveLength(2);
		expect(relay.ledger.summary().chargedUsd).toBe(1);
	});

	test('counts an order whose answer was lost', async () => {
		const relay = await newRelay({ wires: ['article'] });
		relay.script([{ do: 'cutAfter' }, { on: 'list', times: Infinity, do: 'answer:404' }]);
		const ran = await order(
			relay,
			{ channel: 'reverse', duration: 5, options: { spendingLimit: 0.2, concurrency: 1 } },
			{ items: 2, model: '', prefix: '/v1' },
		);
		expect(ran.failed.map((item) => item.json.error)).toMatchObject([
			{ billed: 'unknown' },
			{ class: 'budget' },
		]);
	});

	test('says so where no price is known, and counts what is reported afterwards', async () => {
		const relay = await newRelay();
		const ran = await order(
			relay,
			{ options: { spendingLimit: 1, concurrency: 1 } },
			{ items: 3, model: 'maker/model' },
		);
		// $0.80 each: the second one goes over, the third finds nothing left.
		expect(ran.ok).toHaveLength(2);
		expect(ran.ok[0].json.warnings).toEqual([expect.stringContaining("no price of 'maker/model'")]);
		expect(ran.failed[0].json.error).toMatchObject({ class: 'budget' });
	});

	test('asks LiteLLM for a price where the channel declares none', async () => {
		const relay = await newRelay({
			modelInfo: [{ model_name: 'veo', model_info: { output_cost_per_second: 0.4 } }],
		});
		const ran = await order(
			relay,
			{ channel: 'openAi', options: { spendingLimit: 4, concurrency: 1 } },
			{ items: 2, model: 'veo', prefix: '/v1' },
		);
		expect(ran.ok).toHaveLength(1);
		expect(ran.failed[0].json.error).toMatchObject({ class: 'budget' });
	});
});
