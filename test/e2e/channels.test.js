'use strict';
const { client, itemsOf, SORA, useRelay, workflowOf } = require('./support');

/** A file's bytes; n8n 1 keeps them in the item, by default. */
async function bytesOf({ id, data }) {
	if (!id) return Buffer.from(data, 'base64');
	const file = await client.raw(`/rest/binary-data?id=${encodeURIComponent(id)}&action=download`);
	return Buffer.from(await file.arrayBuffer());
}

describe('every channel delivers a file that n8n can pass on', () => {
	let relay;
	let credential;
	beforeAll(async () => ({ relay, credential } = await useRelay()));
	beforeEach(() => relay.reset());
	afterAll(() => relay.close());

	test.each([
		['reverse', {}, 'a lighthouse', 'sora-2', 0.12],
		['relay', {}, 'a lighthouse', 'sora-2-official', 0.5],
		['relay', { resolution: '1080p' }, 'a lighthouse', 'sora-2-official', 1.5],
		['openAi', { duration: 8 }, 'a lighthouse', 'sora-2', 0.8],
		['reverse', {}, 'a lighthouse, at once [[sync]]', 'sora-2', 0.12],
	])('%s %j "%s"', async (channel, more, prompt, model, usd) => {
		const workflow = await workflowOf({
			prompts: [prompt],
			credential,
			parameters: { channel, ...more },
		});
		const execution = await client.run(workflow);
		expect(execution.data.resultData.error).toBeUndefined();

		const [item] = itemsOf(execution, SORA);
		expect(item.json).toMatchObject({ status: 'completed', channel, model, cost: { usd } });
		expect(item.json).not.toHaveProperty('error');
		expect(item.binary.data).toMatchObject({ mimeType: 'video/mp4', fileExtension: 'mp4' });
		expect((await bytesOf(item.binary.data)).subarray(4, 8).toString()).toBe('ftyp');
		expect(relay.ledger.summary()).toMatchObject({
			submits: 1,
			chargedJobs: 1,
			deliveredJobs: 1,
			chargedUsd: usd,
		});
	});
});
