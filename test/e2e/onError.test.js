'use strict';
const { client, itemsOf, SORA, useRelay, workflowOf } = require('./support');

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
const REGION = {
	class: 'region',
	code: 'unsupported_country_code',
	country: 'MM',
	billed: 'no',
	channel: 'reverse',
};

describe('a region refusal in the second of two items', () => {
	let relay;
	let credential;
	beforeAll(async () => ({ relay, credential } = await useRelay()));
	beforeEach(() => relay.reset());
	afterAll(() => relay.close());

	const run = async (node, prompts = ['a lighthouse', 'a harbour [[region*inf]]']) =>
		await client.run(await workflowOf({ prompts, credential, node }));

	test('On Error = Stop Workflow: the execution fails and says why in words', async () => {
		const execution = await run({ ...RETRY, onError: 'stopWorkflow' });
		expect(execution.status).toBe('error');
		const { error } = execution.data.resultData;
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toContain('Myanmar');
		expect(error.context.error).toMatchObject(REGION);
		expect(error.context.jobs).toHaveLength(1);
		expect(error.context.jobs[0]).toMatchObject({
			itemIndex: 0,
			id: relay.ledger.entries.find((line) => line.jobId).jobId,
		});
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 2, chargedJobs: 1 });
	});

	test('On Error = Continue (using error output): the other item goes on, the refused one leaves by the error output', async () => {
		const execution = await run({ ...RETRY, onError: 'continueErrorOutput' });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Ok').map((item) => item.json.status)).toEqual(['completed']);
		const [failed] = itemsOf(execution, 'Failed');
		expect(failed.json.prompt).toContain('a harbour');
		expect(failed.json.error).toMatchObject(REGION);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 2, chargedJobs: 1 });
	});

	test('On Error = Continue: both items go on in input order', async () => {
		const execution = await run({ ...RETRY, onError: 'continueRegularOutput' });
		expect(execution.status).toBe('success');
		const items = itemsOf(execution, SORA);
		expect(items).toHaveLength(2);
		expect(items[0].json).toMatchObject({ status: 'completed', channel: 'reverse' });
		expect(items[0].json).not.toHaveProperty('error');
		expect(items[1].json.error).toMatchObject(REGION);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 2, chargedJobs: 1 });
	});

	test('Retry On Fail fixes it on every setting, and pays once', async () => {
		for (const onError of ['stopWorkflow', 'continueErrorOutput', 'continueRegularOutput']) {
			relay.reset();
			const execution = await run({ ...RETRY, onError }, [
				`a lighthouse, ${onError}`,
				`a harbour, ${onError} [[region]]`,
			]);
			expect(execution.status).toBe('success');
			expect(itemsOf(execution, 'Ok').map((item) => item.json.status)).toEqual([
				'completed',
				'completed',
			]);
			expect(relay.ledger.summary()).toMatchObject({ accepted: 2, refused: 1, chargedJobs: 2 });
		}
	});
});
