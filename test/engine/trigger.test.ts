import { createHmac } from 'node:crypto';
import { PollContext, WebhookContext } from 'n8n-core';
import {
	ObservableObject,
	Workflow,
	type IDataObject,
	type IHookFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { Sora2Trigger } from '../../nodes/Sora2/Sora2Trigger.node';
import { bytesOf, createAdditionalData, prepareEngine, typesOf } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';

const SECRET = 'webhook-secret';
const trigger = new Sora2Trigger();
let relay: Relay;

beforeAll(async () => {
	await prepareEngine();
	relay = await startRelay({ jobMs: 1 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

/** A workflow with the trigger, as n8n keeps it while it is active, with its static data. */
function activate(parameters: IDataObject, credential: IDataObject = {}) {
	const node = {
		id: 'trigger',
		name: 'On Video Finished',
		type: 'n8n-nodes-sora2.sora2Trigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { channel: 'openAi', ...parameters },
		credentials: { sora2Api: { id: '1', name: 'relay' } },
	} as INode;
	const nodeTypes = typesOf({ 'n8n-nodes-sora2.sora2Trigger': trigger });
	const workflow = new Workflow({
		id: 'wf1',
		name: 'wf',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
	});
	const additionalData = createAdditionalData({
		apiKey: 'sk-local',
		baseUrl: relay.baseUrl,
		authHeader: 'bearer',
		webhookSecret: SECRET,
		...credential,
	});
	return {
		workflow,
		async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<INodeExecutionData[]> {
			const ctx = new PollContext(workflow, node, additionalData, mode, 'activate');
			return (await trigger.poll.call(ctx as never))?.[0] ?? [];
		},
		/** What n8n does when the workflow is activated. */
		async activation(): Promise<void> {
			const ctx = {
				getWorkflowStaticData: () => workflow.getStaticData('node', node),
			} as unknown as IHookFunctions;
			const { checkExists, create } = trigger.webhookMethods.default;
			if (!(await checkExists.call(ctx))) await create.call(ctx);
		},
		async call(
			headers: IDataObject,
			body: Buffer,
		): Promise<{ status: number; items: INodeExecutionData[] }> {
			let status = 200;
			const response = {
				status: (s: number) => ((status = s), response),
				json: () => response,
				end: () => {},
			};
			const data = {
				...additionalData,
				httpRequest: { headers, rawBody: body, body: {} },
				httpResponse: response,
			};
			const ctx = new WebhookContext(
				workflow,
				node,
				data as never,
				'webhook',
				{} as never,
				[],
				null as never,
			);
			const { workflowData } = await trigger.webhook.call(ctx as never);
			return { status, items: workflowData?.[0] ?? [] };
		},
	};
}

/** Orders a job at the relay, as another workflow would. */
async function order(prompt: string): Promise<string> {
	const answer = await fetch(`${relay.baseUrl}/videos`, {
		method: 'POST',
		headers: { authorization: 'Bearer sk-local', 'content-type': 'application/json' },
		body: JSON.stringify({ model: 'sora-2', prompt, seconds: '8', size: '1280x720' }),
	});
	return ((await answer.json()) as { id: string }).id;
}

const idsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.id);

/** A call as OpenRouter signs it. */
function signed(event: object, secret = SECRET, t = Math.floor(Date.now() / 1000)) {
	const body = Buffer.from(JSON.stringify(event));
	const v1 = createHmac('sha256', secret).update(`${t},`).update(body).digest('hex');
	return [{ 'x-openrouter-signature': `t=${t},v1=${v1}` }, body] as const;
}

const completed = (id: string) => ({
	type: 'video.generation.completed',
	data: { id, status: 'completed' },
});

describe('polling', () => {
	test('returns every finished job once, with the keys of Wait and its URL', async () => {
		const active = activate({});
		await order('before');
		expect(await active.poll()).toEqual([]);
		const id = await order('a cat');
		const [item, ...others] = await active.poll();
		expect(others).toEqual([]);
		expect(item.json).toMatchObject({ id, status: 'completed', channel: 'openAi' });
		expect(item.json).not.toHaveProperty('error');
		expect(item.json.url).toMatch(/^http/);
		expect(item.binary).toBeUndefined();
		expect(await active.poll()).toEqual([]);
	});

	test('continues after a restart', async () => {
		const active = activate({});
		await active.poll();
		const first = await order('one');
		expect((await active.poll()).map(({ json }) => json.id)).toEqual([first]);
		const restarted = activate({});
		restarted.workflow.staticData = JSON.parse(
			JSON.stringify(active.workflow.staticData),
		) as IDataObject;
		const second = await order('two');
		expect((await restarted.poll()).map(({ json }) => json.id)).toEqual([second]);
	});

	test('returns the file if requested', async () => {
		const active = activate({ returnAs: 'binary', outputField: 'video' });
		await active.poll();
		const id = await order('a cat');
		const [item] = await active.poll();
		expect(item.json.id).toBe(id);
		expect((await bytesOf(item, 'video')).length).toBeGreaterThan(1000);
	});

	test.each([true, false])('failed jobs with Include Failed %s', async (includeFailed) => {
		const active = activate({ includeFailed });
		await active.poll();
		relay.script([{ on: 'submit', do: 'fail' }]);
		const id = await order('a cat');
		const items = await active.poll();
		expect(items.map(({ json }) => json.id)).toEqual(includeFailed ? [id] : []);
		if (includeFailed)
			expect(items[0].json).toMatchObject({ status: 'failed', reason: { class: 'job_failed' } });
		expect(await active.poll()).toEqual([]);
	});

	test('reports a failure with the cause n8n backs off by, and loses nothing', async () => {
		const active = activate({});
		await active.poll();
		const id = await order('a cat');
		relay.script([{ on: 'list', do: 'answer:503' }]);
		await expect(active.poll()).rejects.toMatchObject({
			context: { error: { class: 'overloaded' } },
		});
		expect((await active.poll()).map(({ json }) => json.id)).toEqual([id]);
	});

	test('two triggers on one endpoint each see every job', async () => {
		const [one, two] = [activate({}), activate({})];
		await Promise.all([one.poll(), two.poll()]);
		const id = await order('a cat');
		for (const active of [one, two])
			expect((await active.poll()).map(({ json }) => json.id)).toEqual([id]);
	});

	test('a poll that starts during the previous one returns nothing twice', async () => {
		const active = activate({});
		await active.poll();
		const stored = activate({});
		stored.workflow.staticData = ObservableObject.create(
			JSON.parse(JSON.stringify(active.workflow.staticData)) as IDataObject,
		) as IDataObject;
		const ids = [await order('one'), await order('two')];
		const polls = await Promise.all([stored.poll(), stored.poll(), stored.poll()]);
		expect(idsOf(polls.flat()).sort()).toEqual(ids.sort());
		expect(await stored.poll()).toEqual([]);
	});

	test('600 short jobs are returned once each, page by page', async () => {
		const active = activate({});
		await active.poll();
		const ids: string[] = [];
		for (let i = 0; i < 600; i += 50)
			ids.push(...(await Promise.all(Array.from({ length: 50 }, (_, j) => order(`${i + j}`)))));
		const found = idsOf(await active.poll());
		expect(found).toHaveLength(600);
		expect([...found].sort()).toEqual(ids.sort());
		expect(await active.poll()).toEqual([]);
	}, 60_000);

	test('jobs that finished while the trigger was inactive are returned after activation', async () => {
		const active = activate({});
		await active.poll();
		const id = await order('a cat');
		const again = activate({});
		again.workflow.staticData = JSON.parse(
			JSON.stringify(active.workflow.staticData),
		) as IDataObject;
		expect(idsOf(await again.poll())).toEqual([id]);
		expect(await again.poll()).toEqual([]);
	});

	test('a test in the editor shows the latest finished job and saves nothing', async () => {
		const active = activate({});
		const id = await order('a cat');
		expect((await active.poll('manual')).map(({ json }) => json.id)).toEqual([id]);
		expect(
			active.workflow.getStaticData('node', active.workflow.getNode('On Video Finished')!),
		).toEqual({});
	});

	test('sends no request in webhook mode', async () => {
		const active = activate({ mode: 'webhook' });
		const before = relay.requests.length;
		expect(await active.poll()).toEqual([]);
		expect(relay.requests.length).toBe(before);
	});
});

describe('webhook', () => {
	test('a signed call returns the item as the endpoint reports it', async () => {
		const active = activate({ mode: 'webhook' });
		const id = await order('a cat');
		const { status, items } = await active.call(...signed(completed(id)));
		expect(status).toBe(200);
		expect(items[0].json).toMatchObject({ id, status: 'completed' });
	});

	test('simultaneous identical calls return one item, and the others are answered', async () => {
		const active = activate({ mode: 'webhook' });
		const call = signed(completed(await order('a cat')));
		const answers = await Promise.all(Array.from({ length: 8 }, () => active.call(...call)));
		expect(answers.flatMap(({ items }) => items)).toHaveLength(1);
		expect(answers.map(({ status }) => status).filter((s) => s !== 200 && s !== 503)).toEqual([]);
		expect(await active.call(...call)).toEqual({ status: 200, items: [] });
	});

	test('calls with the same copy of the static data neither repeat nor forget jobs', async () => {
		const active = activate({ mode: 'webhook' });
		await active.activation();
		const [one, two] = [await order('one'), await order('two')];
		const before = JSON.stringify(active.workflow.staticData);
		const called = async (id: string) => {
			const request = activate({ mode: 'webhook' });
			request.workflow.staticData = JSON.parse(before) as IDataObject;
			const { items } = await request.call(...signed(completed(id)));
			return { items, saved: JSON.stringify(request.workflow.staticData) };
		};
		expect((await called(one)).items).toHaveLength(1);
		expect((await called(one)).items).toEqual([]);
		const { items, saved } = await called(two);
		expect(items).toHaveLength(1);
		for (const id of [one, two]) expect(saved).toContain(id);
	});

	test('two triggers on one endpoint each report the job, and deactivation makes neither forget it', async () => {
		const triggers = [activate({ mode: 'webhook' }), activate({ mode: 'webhook' })];
		const id = await order('a cat');
		for (const active of triggers) {
			await active.activation();
			expect(idsOf((await active.call(...signed(completed(id)))).items)).toEqual([id]);
			const again = activate({ mode: 'webhook' });
			again.workflow.staticData = JSON.parse(
				JSON.stringify(active.workflow.staticData),
			) as IDataObject;
			await again.activation();
			expect((await again.call(...signed(completed(id)))).items).toEqual([]);
		}
	});

	test('a failed job is returned with its reason, or acknowledged and left out', async () => {
		for (const includeFailed of [true, false]) {
			const active = activate({ mode: 'webhook', includeFailed });
			relay.script([{ on: 'submit', do: 'fail' }]);
			const id = await order('a cat');
			const event = { type: 'video.generation.failed', data: { id } };
			const { status, items } = await active.call(...signed(event));
			expect(status).toBe(200);
			expect(items.map(({ json }) => json)).toMatchObject(
				includeFailed ? [{ id, status: 'failed', reason: { class: 'job_failed' } }] : [],
			);
		}
	});

	test('a call with an altered body is refused', async () => {
		const active = activate({ mode: 'webhook' });
		const [mine, other] = [await order('mine'), await order('other')];
		const [headers] = signed(completed(mine));
		const body = Buffer.from(JSON.stringify(completed(other)));
		expect((await active.call(headers, body)).status).toBe(401);
		// The same JSON in other bytes is another body.
		const spaced = Buffer.from(JSON.stringify(completed(mine), undefined, 1));
		expect((await active.call(headers, spaced)).status).toBe(401);
	});

	test.each([
		['forged', (id: string) => signed(completed(id), 'another secret')],
		['late', (id: string) => signed(completed(id), SECRET, Math.floor(Date.now() / 1000) - 301)],
		['unsigned', (id: string) => [{}, Buffer.from(JSON.stringify(completed(id)))] as const],
	])('a %s call is refused without a request to the endpoint', async (_, forge) => {
		const active = activate({ mode: 'webhook' });
		const id = await order('a cat');
		const before = relay.requests.length;
		expect(await active.call(...forge(id))).toEqual({ status: 401, items: [] });
		expect(relay.requests.length).toBe(before);
	});

	test('without a secret in the credential no call is accepted', async () => {
		const active = activate({ mode: 'webhook' }, { webhookSecret: '' });
		expect((await active.call(...signed(completed(await order('a cat')), ''))).status).toBe(401);
	});

	test('a replayed call and a redelivered event start nothing', async () => {
		const active = activate({ mode: 'webhook' });
		const id = await order('a cat');
		const call = signed(completed(id));
		expect((await active.call(...call)).items).toHaveLength(1);
		expect(await active.call(...call)).toEqual({ status: 200, items: [] });
		const later = signed(completed(id), SECRET, Math.floor(Date.now() / 1000) + 1);
		expect(await active.call(...later)).toEqual({ status: 200, items: [] });
	});

	test("a call's claim is not trusted: a running or unknown job is retried later", async () => {
		const slow = await startRelay({ jobMs: 60_000 });
		try {
			const active = activate({ mode: 'webhook' }, { baseUrl: slow.baseUrl });
			expect(await active.call(...signed(completed('video_unknown')))).toEqual({
				status: 503,
				items: [],
			});
		} finally {
			await slow.close();
		}
	});

	test('if the endpoint is down, the sender tries again and the item is returned then', async () => {
		const active = activate({ mode: 'webhook' });
		const id = await order('a cat');
		relay.script([{ on: 'poll', do: 'answer:503' }]);
		const call = signed(completed(id));
		expect((await active.call(...call)).status).toBe(503);
		expect((await active.call(...call)).items).toHaveLength(1);
	});

	test('other events and malformed ones are acknowledged and ignored', async () => {
		const active = activate({ mode: 'webhook' });
		for (const event of [
			{ type: 'image.completed', data: { id: 'x' } },
			{ type: 'video.completed' },
			[],
		])
			expect(await active.call(...signed(event))).toEqual({ status: 200, items: [] });
	});
});
