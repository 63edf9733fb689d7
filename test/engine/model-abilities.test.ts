import type { IDataObject } from 'n8n-workflow';
import { startRelay } from '../relay';
import { run } from '../helpers/engine';

type Relay = Awaited<ReturnType<typeof startRelay>>;
const relays: Relay[] = [];
afterEach(
	async () => await Promise.all(relays.splice(0).map(async (relay) => await relay.close())),
);

/** A separate relay for every test, because model lists are cached for minutes. */
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

test('the list is read once per run and cached for the next', async () => {
	const relay = await newRelay();
	expect((await order(relay, {}, { items: 4 })).ok).toHaveLength(4);
	expect((await order(relay)).ok).toHaveLength(1);
	expect(lists(relay)).toHaveLength(1);
});

test.each(['answer:500', 'answer:404', 'html502', 'badJson', 'cutBefore'])(
	'an unreadable list (%s) is not a failure',
	async (fault) => {
		const relay = await newRelay();
		relay.script({ on: 'models', do: fault });
		expect((await order(relay)).ok).toHaveLength(1);
	},
);

test('a model that is not listed is ordered anyway', async () => {
	const relay = await newRelay();
	expect((await order(relay, { duration: 3 }, { model: 'maker/model' })).ok).toHaveLength(1);
});

describe('the spending limit', () => {
	test("counts every order at the endpoint's price before it is sent", async () => {
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

	test('applies across Retry On Fail, and refused orders are subtracted', async () => {
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

	test('never lets concurrent items exceed it together', async () => {
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

	test('warns if no price is known, and counts what is reported afterwards', async () => {
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

	test('asks LiteLLM for a price if the channel declares none', async () => {
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

describe('orders beyond our declarations', () => {
	const modelInfo = [
		{
			model_name: 'sora-2',
			model_info: { supported_resolutions: ['1280x720', '720x1280'], mode: 'video_generation' },
		},
	];

	test.each([
		[{ resolution: '1080p' }],
		[{ aspectRatio: '1:1' }],
		[{ options: { size: '64x64' } }],
	])("are checked against LiteLLM's list first: %j", async (parameters) => {
		const relay = await newRelay({ modelInfo });
		const ran = await order(
			relay,
			{ channel: 'openAi', ...parameters },
			{ model: 'sora-2', prefix: '/v1' },
		);
		expect(ran.failed[0].json.error).toMatchObject({
			class: 'invalid_request',
			billed: 'no',
			hint: expect.stringContaining('1280x720, 720x1280'),
		});
		expect(relay.ledger.summary().submits).toBe(0);
	});

	test('are sent if the endpoint publishes nothing; declared ones are not looked up', async () => {
		const relay = await newRelay();
		const to = { model: 'sora-2', prefix: '/v1' };
		await order(relay, { channel: 'openAi', resolution: '1080p' }, to);
		await order(relay, { channel: 'openAi', resolution: '720p' }, to);
		expect(relay.ledger.summary().submits).toBe(2);
		expect(relay.requests.filter((r) => r.path.endsWith('/model/info'))).toHaveLength(1);
	});
});

describe('an estimate', () => {
	const ask = async (relay: Relay, parameters: IDataObject, settings: object = {}) =>
		await run({
			baseUrl: `${relay.url}/api/v1`,
			items: [{ json: {} }],
			parameters: {
				operation: 'estimate',
				duration: 8,
				resolution: '720p',
				count: 1,
				...parameters,
			},
			settings: { onError: 'continueErrorOutput', ...settings },
		});
	const veo = (value: string) => ({ model: { __rl: true, mode: 'id', value } });

	test("with a credential and a model returns the endpoint's price", async () => {
		const relay = await newRelay();
		const { json } = (
			await ask(relay, { channel: 'openRouter', ...veo('google/veo-3.1'), count: 2 })
		).ok[0];
		expect(json).toMatchObject({ recommended: 'openRouter', usd: 3.2 });
		expect(json.why).toContain('google/veo-3.1');
		expect(json.channels).toContainEqual({
			channel: 'openRouter',
			model: 'google/veo-3.1',
			usd: 3.2,
			usdMax: 6.4,
			expectedUsd: 3.2,
			basis: expect.stringContaining("the endpoint's list"),
		});
		expect(lists(relay)).toHaveLength(1);
		expect(relay.ledger.summary().submits).toBe(0);
	});

	test('finds the model on a channel that any gateway may use', async () => {
		const relay = await newRelay();
		const { json } = (await ask(relay, veo('google/veo-3.1'))).ok[0];
		expect(json).toMatchObject({ recommended: 'reverse', usd: 1.6 });
	});

	test('says what the model does not take and recommends another channel', async () => {
		const relay = await newRelay();
		const { json } = (
			await ask(relay, { channel: 'openRouter', duration: 5, ...veo('google/veo-3.1') })
		).ok[0];
		expect(json.recommended).toBe('reverse');
		expect(json.channels).toContainEqual({
			channel: 'openRouter',
			model: 'google/veo-3.1',
			basis: 'google/veo-3.1 does not take 5 s, only 4 s, 6 s, 8 s',
		});
	});

	test.each([
		['no model', {}, {}],
		['no credential', { channel: 'openRouter', ...veo('google/veo-3.1') }, { credentials: {} }],
	])('with %s makes no request', async (_, parameters, settings) => {
		const relay = await newRelay();
		const ran = await ask(relay, parameters, settings);
		expect(ran.failed).toEqual([]);
		expect(ran.ok[0].json).toMatchObject({ recommended: 'relay', usd: 0.8 });
		expect(relay.requests).toEqual([]);
	});

	test('works without a readable list', async () => {
		const relay = await newRelay();
		relay.script({ on: 'models', do: 'answer:500' });
		const ran = await ask(relay, { channel: 'openRouter', ...veo('google/veo-3.1') });
		expect(ran.ok[0].json.recommended).toBe('relay');
	});
});
