'use strict';
const { createHmac } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { isN8n1 } = require('../n8n/lib');
const { client, itemsOf, outDir, until, useRelay } = require('./support');
const { fit } = require('./support/examples');

const SECRET = 'e2e-webhook-secret';
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let relay;
let credential;
beforeAll(async () => {
	({ relay, credential } = await useRelay({ jobMs: 10 }));
	credential = await client.putCredential({
		name: `trigger ${relay.url}`,
		data: {
			apiKey: 'sk-e2e',
			baseUrl: relay.baseUrl,
			authHeader: 'bearer',
			webhookSecret: SECRET,
		},
	});
});
afterAll(async () => await relay.close());

/** Orders a job at the relay, as another workflow would. */
async function order(prompt) {
	const answer = await fetch(`${relay.baseUrl}/videos`, {
		method: 'POST',
		headers: { authorization: 'Bearer sk-e2e', 'content-type': 'application/json' },
		body: JSON.stringify({ model: 'sora-2', prompt, seconds: '8', size: '1280x720' }),
	});
	return (await answer.json()).id;
}

/** The first execution of a workflow that has ended. n8n polls once a minute at the most. */
async function untilExecuted(workflow) {
	for (let left = 100; left > 0; left--) {
		const [latest] = await client.executionsOf(workflow.id);
		if (latest) return await client.waitFor(latest.id);
		await pause(1000);
	}
	throw new Error('no execution was started');
}

test('the example "Submit and trigger" delivers every submitted video once', async () => {
	const workflow = fit('submit-and-trigger.json', {
		credentials: { sora2Api: credential },
		dir: outDir,
	});
	const saved = await client.putWorkflow(workflow);
	await client.activate(saved);
	await untilFirstPoll();
	const submitted = await client.run(saved);
	const ids = itemsOf(submitted, 'Submit').map((item) => item.json.id);
	expect(ids).toHaveLength(2);
	const done = await untilPolled(saved, submitted.id);
	expect(done.status).toBe('success');
	// Jobs of the same second have no order.
	const finished = itemsOf(done, 'On Video Finished').map((item) => item.json.id);
	expect(finished.sort()).toEqual(ids.sort());
	for (const { json } of itemsOf(done, 'Save the video'))
		expect(readFileSync(json.fileName).subarray(4, 8).toString()).toBe('ftyp');
	expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 2 });
	await client.deactivate(saved);
}, 480_000);

/**
 * n8n answers before it has activated the workflow. The first poll only records what is there, so
 * whatever ends before it is never reported.
 */
async function untilFirstPoll() {
	const hasAnswer = () => relay.requests.some(({ status }) => status === 200);
	await until(hasAnswer, { timeoutMs: 60_000, what: 'the first poll' });
}

/**
 * The execution that a poll started, beside the manual one. n8n polls once a minute and skips a
 * minute when it is late, so this waits for several.
 */
async function untilPolled(workflow, manualId) {
	let found;
	const find = async () =>
		(found = (await client.executionsOf(workflow.id)).find(({ id }) => id !== manualId));
	await until(find, { timeoutMs: 400_000, what: 'an execution that the trigger started' });
	return await client.waitFor(found.id);
}

describe('in webhook mode', () => {
	let workflow;
	let path;
	beforeAll(async () => {
		path = `e2e-${Date.now()}`;
		const trigger = {
			id: 'trigger',
			name: 'On Video Finished',
			type: 'n8n-nodes-sora2.sora2Trigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: path,
			parameters: { mode: 'webhook', channel: 'openAi' },
		};
		const end = {
			id: 'end',
			name: 'End',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [208, 0],
			parameters: {},
		};
		workflow = await client.putWorkflow(
			{
				name: `webhook ${path}`,
				nodes: [trigger, end],
				connections: { [trigger.name]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
			},
			{ credential },
		);
		await client.activate(workflow);
	});
	afterAll(async () => await client.deactivate(workflow));

	const call = async (event, secret = SECRET) => {
		const body = JSON.stringify(event);
		const t = Math.floor(Date.now() / 1000);
		const v1 = createHmac('sha256', secret).update(`${t},${body}`).digest('hex');
		const send = async () =>
			await fetch(`${client.url}/webhook/${path}/webhook`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'x-openrouter-signature': `t=${t},v1=${v1}`,
				},
				body,
			});
		let answer = await send();
		for (let left = 40; answer.status === 404 && left > 0; left--) {
			await pause(100);
			answer = await send();
		}
		return answer.status;
	};

	test("a signed call starts the workflow with the endpoint's data; a forged or repeated one does not", async () => {
		const id = await order('a cat');
		await pause(50);
		const event = { type: 'video.generation.completed', data: { id } };
		expect(await call(event, 'another secret')).toBe(401);
		expect(await client.executionsOf(workflow.id)).toEqual([]);
		expect(await call(event)).toBe(200);
		const done = await untilExecuted(workflow);
		expect(itemsOf(done, 'On Video Finished').map((item) => item.json)).toMatchObject([
			{ id, status: 'completed', channel: 'openAi' },
		]);
		expect(await call(event)).toBe(200);
		expect(await client.executionsOf(workflow.id)).toHaveLength(1);
	}, 120_000);

	const event = (id) => ({ type: 'video.generation.completed', data: { id } });
	/** The jobs reported so far. */
	const reported = async () => {
		const executions = await client.executionsOf(workflow.id);
		const ended = await Promise.all(executions.map(({ id }) => client.waitFor(id)));
		return ended.flatMap((done) => itemsOf(done, 'On Video Finished').map(({ json }) => json.id));
	};

	test('simultaneous calls report each job once, and no job is forgotten', async () => {
		const ids = await Promise.all(Array.from({ length: 6 }, (_, i) => order(`storm ${i}`)));
		await pause(50);
		const calls = ids.flatMap((id) => Array.from({ length: 5 }, () => event(id)));
		await Promise.all(calls.map((one) => call(one)));
		// A sender that got a 503 or missed the answer tries again.
		for (const id of [...ids, ...ids]) expect(await call(event(id))).toBe(200);
		// n8n 1 forgets a trigger's static data when its workflow is activated again.
		if (!isN8n1) {
			await client.deactivate(workflow);
			await client.activate(workflow);
		}
		for (const id of ids) expect(await call(event(id))).toBe(200);
		expect((await reported()).filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
	}, 120_000);
});
