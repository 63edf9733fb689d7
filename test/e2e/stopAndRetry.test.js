'use strict';
const { client, pause, until, useRelay, workflowOf, itemsOf } = require('./support');

describe('Stop', () => {
	let relay;
	let credential;
	beforeAll(async () => ({ relay, credential } = await useRelay()));
	afterAll(() => relay.close());

	test('ends a running job as "canceled" at once, and no request follows', async () => {
		const node = {
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 200,
			onError: 'continueErrorOutput',
		};
		const workflow = await workflowOf({
			prompts: ['a long one [[jobMs:60000]]'],
			credential,
			node,
		});
		const id = await client.start(workflow);
		await until(() => relay.ledger.summary().accepted === 1, { what: 'the submit' });
		await pause(500);

		const begin = Date.now();
		await client.stop(id);
		const execution = await client.waitFor(id);
		expect(execution.status).toBe('canceled');
		expect(Date.now() - begin).toBeLessThan(2000);

		await pause(500); // a call that was under way may still arrive
		const calls = relay.requests.length;
		await pause(3000);
		expect(relay.requests.length).toBe(calls);
		expect(relay.ledger.summary().submits).toBe(1);
	});
});

describe('Retry of a failed execution', () => {
	let relay;
	let credential;
	beforeAll(async () => ({ relay, credential } = await useRelay()));
	afterAll(() => relay.close());

	test('pays for nothing twice', async () => {
		const webhook = `retry-${Date.now()}`;
		const prompts = ['a lighthouse', 'a harbour [[region*1]]'];
		const workflow = await workflowOf({
			prompts,
			credential,
			webhook,
			node: { onError: 'stopWorkflow' },
		});
		await client.activate(workflow);
		expect((await client.webhook(webhook)).status).toBe(200);
		let failed;
		await until(
			async () => {
				[failed] = await client.executionsOf(workflow.id);
				return failed?.status === 'error';
			},
			{ what: 'the failed execution' },
		);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 1, refused: 1 });

		const retried = await client.retry(failed.id);
		expect(retried.status).toBe('success');
		expect(itemsOf(retried, 'Ok').map((item) => item.json.status)).toEqual([
			'completed',
			'completed',
		]);
		expect(relay.ledger.summary()).toMatchObject({ accepted: 2, refused: 1, chargedJobs: 2 });
	});
});
