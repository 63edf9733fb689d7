import type { IDataObject } from 'n8n-workflow';
import { startRelay } from '../relay';
import { bytesOf, run } from '../helpers/engine';
import { type Gateway, startLiteLlm } from './litellm';

type Relay = Awaited<ReturnType<typeof startRelay>>;

let relay: Relay;
let gateway: Gateway;

beforeAll(async () => {
	relay = await startRelay({ keys: ['sk-local'] });
	gateway = await startLiteLlm(relay.baseUrl, { retries: 0 });
});
afterAll(async () => {
	await gateway?.close();
	await relay?.close();
});
beforeEach(() => {
	relay.reset();
	relay.set({ jobMs: 300 });
});

async function ask(parameters: IDataObject, { baseUrl, key } = gateway) {
	return await run({
		baseUrl,
		credential: { apiKey: key, baseUrl, authHeader: 'bearer' },
		items: [{ json: {} }],
		parameters: { channel: 'openAi', prompt: 'a cat', duration: 8, ...parameters },
		settings: { onError: 'continueErrorOutput' },
	});
}

test('delivers a video through the gateway, ordered once', async () => {
	const ran = await ask({});
	expect(ran.failed).toEqual([]);
	expect((await bytesOf(ran.ok[0])).toString('latin1', 4, 8)).toBe('ftyp');
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1, deliveredJobs: 1 });
});

test('starts, asks about and collects a job by the ID the gateway gives it', async () => {
	const videoId = (await ask({ operation: 'submit' })).ok[0].json.id as string;
	expect(videoId).not.toBe(relay.ledger.entries[0].jobId);
	expect((await ask({ operation: 'get', videoId })).ok[0].json.id).toBe(videoId);
	expect((await ask({ operation: 'wait', videoId })).ok[0].json.status).toBe('completed');
	expect((await ask({ operation: 'download', videoId })).ok[0].binary).toHaveProperty('data');
	expect(relay.ledger.summary().submits).toBe(1);
});

test('a region refusal of the provider behind it is read as one', async () => {
	relay.script('region');
	expect((await ask({})).failed[0].json.error).toMatchObject({
		class: 'region',
		code: 'unsupported_country_code',
		country: 'MM',
		billed: 'no',
		failover: true,
	});
	expect(relay.ledger.summary().chargedUsd).toBe(0);
});

test('a wrong key reaches no provider', async () => {
	const { error } = (await ask({}, { ...gateway, key: 'sk-wrong' })).failed[0].json;
	// Without a database LiteLLM does not say 401: any key but its own is a 400 of the type `no_db_connection`.
	expect(error).toMatchObject({ class: 'auth', billed: 'no', retryable: false });
	expect(relay.ledger.summary().submits).toBe(0);
});

test('an answer that was lost behind it is never a reason to order again', async () => {
	relay.script({ do: 'cutAfter' });
	const { error } = (await ask({})).failed[0].json;
	expect(error).toMatchObject({ billed: 'unknown', retryable: false, failover: false });
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
});

test('its list wants a provider and deletion is not offered: both are failures that order nothing', async () => {
	const videoId = (await ask({ operation: 'submit' })).ok[0].json.id as string;
	for (const operation of ['getMany', 'delete', 'cancel']) {
		const { error } = (await ask({ operation, videoId })).failed[0].json;
		expect(error).toMatchObject({ retryable: false, billed: 'no' });
	}
	expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
});

test('with its own retries left on, LiteLLM orders a lost job again by itself', async () => {
	const eager = await startLiteLlm(relay.baseUrl);
	try {
		relay.script({ do: 'cutAfter' });
		expect((await ask({ operation: 'submit' }, eager)).ok).toHaveLength(1);
		// The node sent one order; this is why docs/channels.md says to turn those retries off.
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 2 });
	} finally {
		await eager.close();
	}
});
