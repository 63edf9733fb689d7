'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { isN8n1 } = require('../n8n/lib');
const { client, itemsOf, SORA, until, useRelay, userFolder, workflowOf } = require('./support');

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

	test('On Error = Stop Workflow: the execution fails and says why', async () => {
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

	test('On Error = Continue (using error output): the other item continues, the refused one goes to the error output', async () => {
		const execution = await run({ ...RETRY, onError: 'continueErrorOutput' });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Ok').map((item) => item.json.status)).toEqual(['completed']);
		const [failed] = itemsOf(execution, 'Failed');
		expect(failed.json.prompt).toContain('a harbour');
		expect(failed.json.error).toMatchObject(REGION);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 2, chargedJobs: 1 });
	});

	test('On Error = Continue: both items continue in input order', async () => {
		const execution = await run({ ...RETRY, onError: 'continueRegularOutput' });
		expect(execution.status).toBe('success');
		const items = itemsOf(execution, SORA);
		expect(items).toHaveLength(2);
		expect(items[0].json).toMatchObject({ status: 'completed', channel: 'reverse' });
		expect(items[0].json).not.toHaveProperty('error');
		expect(items[1].json.error).toMatchObject(REGION);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 2, chargedJobs: 1 });
	});

	test('Retry On Fail succeeds with every setting and pays once', async () => {
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

test('the error workflow gets the failure, and the log has the ID of the paid job', async () => {
	const { relay, credential } = await useRelay();
	try {
		const trigger = { type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, position: [0, 0] };
		const handler = await client.putWorkflow({
			name: `errors ${relay.url}`,
			nodes: [{ id: 'e', name: 'Error Trigger', parameters: {}, ...trigger }],
			connections: {},
		});
		if (!isN8n1) await client.activate(handler);
		const webhook = `errors-${Date.now()}`;
		const workflow = await workflowOf({
			prompts: ['a lighthouse', 'a harbour [[region*inf]]'],
			credential,
			webhook,
			settings: { executionOrder: 'v1', errorWorkflow: handler.id },
		});
		await client.activate(workflow);
		expect((await client.webhook(webhook)).status).toBe(200);
		let told;
		await until(async () => ([told] = await client.executionsOf(handler.id))[0]?.stoppedAt, {
			what: 'the error workflow',
		});
		const [{ json }] = itemsOf(await client.execution(told.id), 'Error Trigger');
		expect(json.execution).toMatchObject({ lastNodeExecuted: SORA, mode: 'webhook' });
		const { error } = json.execution;
		const [{ jobId }] = relay.ledger.entries.filter((line) => line.jobId);
		expect(error.message).toContain('taken to come from Myanmar (MM)');
		expect(error.description).toMatch(/^Nothing was charged\. Turn on Retry On Fail/);
		expect(error.description).toContain(`Jobs accepted in this run: ${jobId} (item 0`);
		expect(error.context).toMatchObject({ itemIndex: 1, data: { class: 'region', billed: 'no' } });
		expect(readFileSync(join(userFolder, 'n8n.log'), 'utf8')).toContain(jobId);
	} finally {
		await relay.close();
	}
});
