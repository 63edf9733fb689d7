import type { IExecuteFunctions, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { giving, read, run, standard, start, type EngineOptions } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime } from './support/steppedTime';
import { Watched } from './support/watched';

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

const ERROR_OUTPUT: Partial<INode> = {
	onError: 'continueErrorOutput',
	retryOnFail: true,
	maxTries: 3,
};
const to = (...names: string[]) => names.map((node) => ({ node, type: 'main' as const, index: 0 }));
const options = (prompts: string[], more: Partial<EngineOptions> = {}): EngineOptions => ({
	baseUrl: relay.baseUrl,
	items: prompts.map((prompt) => ({ json: { prompt } })),
	parameters: { channel: 'reverse', prompt: '={{ $json.prompt }}', duration: 5 },
	settings: ERROR_OUTPUT,
	...more,
});

test('each run in a loop has its own state: two runs, two videos', async () => {
	let rounds = 0;
	const again: INodeType = {
		...giving([]),
		description: { ...giving([]).description, outputs: ['main', 'main'] },
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const items = [{ json: { prompt: 'a [[region*2]]' } }];
			return ++rounds < 2 ? [items, []] : [[], items];
		},
	};
	const given = options(['a [[region*2]]']);
	const { nodes, connections } = standard(given.parameters as never, { ...ERROR_OUTPUT });
	nodes.push({
		id: 'Again',
		name: 'Again',
		type: 'test.again',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const ended = await (
		await start({
			...given,
			nodes,
			connections: {
				...connections,
				Sora: { main: [to('Again'), to('Failed')] },
				Again: { main: [to('Sora'), to('Ok')] },
			},
			nodeTypes: { 'test.again': again },
		})
	).result;
	const runs = ended.data.resultData.runData.Sora;
	expect(runs).toHaveLength(2);
	const ids = runs.map((r) => r.data?.main[0]?.[0].json.id);
	expect(new Set(ids).size).toBe(2);
	// Three orders in the first run, one in the second: the refusals are used up.
	expect(relay.ledger.summary()).toMatchObject({ submits: 4, chargedJobs: 2 });
});

test('Execute Once orders once', async () => {
	const ran = await run(
		options(['a', 'b', 'c'], { settings: { ...ERROR_OUTPUT, executeOnce: true } }),
	);
	expect(ran.ok).toHaveLength(1);
	expect(relay.ledger.summary().submits).toBe(1);
});

test('Always Output Data changes neither results nor requests', async () => {
	const ran = await run(
		options(['f [[answer:400*inf]]'], { settings: { ...ERROR_OUTPUT, alwaysOutputData: true } }),
	);
	expect(ran.failed).toHaveLength(1);
	expect(ran.ok.every(({ json }) => json.id === undefined)).toBe(true);
	expect(relay.ledger.summary().submits).toBe(1);
});

test('a pairing that cannot be looked up costs no request, and the failure reaches the error output', async () => {
	/** Takes away what n8n would look the input item up in. */
	class Unpaired extends Watched {
		constructor() {
			super();
			const watched = this.execute;
			this.execute = async function (this: IExecuteFunctions) {
				const { resultData } = (
					this as unknown as {
						runExecutionData: {
							resultData: { runData: Record<string, Array<{ data: { main: unknown[][] } }>> };
						};
					}
				).runExecutionData;
				resultData.runData.Items[0].data.main[0] = [];
				return await watched.call(this);
			};
		}
	}
	const node = new Unpaired();
	const ran = await run(
		options(['one', 'f [[answer:400*inf]]'], { nodeTypes: { 'n8n-nodes-sora2.sora2': node } }),
	);
	expect(node.executed).toBe(1);
	expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 1 });
	expect(ran.ok).toHaveLength(1);
	expect(ran.ok[0].json).toHaveProperty('id');
	expect(ran.failed[0].json).toHaveProperty('error.class', 'invalid_request');
});

test('nothing is sent if the signal is aborted before the node starts, whatever On Error says', async () => {
	class Late extends Watched {
		constructor() {
			super();
			const watched = this.execute;
			this.execute = async function (this: IExecuteFunctions) {
				return await watched.call(
					Object.create(this, {
						getExecutionCancelSignal: { value: () => AbortSignal.abort() },
					}) as IExecuteFunctions,
				);
			};
		}
	}
	const node = new Late();
	await run(options(['one'], { nodeTypes: { 'n8n-nodes-sora2.sora2': node } }));
	expect(node.begun).toBe(0);
	expect(node.executed).toBe(3);
	expect(node.thrown[0].message).toBe('The execution was canceled');
});

test('a bug in one item fails only that item', async () => {
	/** n8n's binary helper breaks for one item in a way nobody foresaw. */
	const node = new Watched();
	const watched = node.execute;
	node.execute = async function (this: IExecuteFunctions) {
		const helpers = {
			...this.helpers,
			getBinaryMetadata: undefined,
			assertBinaryData: () => null,
			binaryToBuffer: undefined,
		};
		return await watched.call(
			Object.create(this, { helpers: { value: helpers } }) as IExecuteFunctions,
		);
	};
	const ran = await run(
		options(['one', 'two'], {
			nodeTypes: { 'n8n-nodes-sora2.sora2': node },
			parameters: {
				channel: 'reverse',
				prompt: '={{ $json.prompt }}',
				duration: 5,
				options: { inputReference: '={{ $json.prompt === "two" ? "data" : "" }}' },
			},
		}),
	);
	expect(ran.ok).toHaveLength(1);
	expect(ran.failed).toHaveLength(1);
	expect(relay.ledger.summary().chargedJobs).toBe(1);
});

describe('a second node on the error output', () => {
	async function two(prompt: string, generateFailed = false) {
		const given = options([prompt]);
		const { nodes, connections } = standard(given.parameters as never, {
			onError: 'continueErrorOutput',
		});
		const sora = nodes.find(({ name }) => name === 'Sora') as INode;
		nodes.push({
			...sora,
			id: 'Second',
			name: 'Second',
			parameters: {
				channel: 'relay',
				prompt: '={{ $json.prompt }}',
				duration: 5,
				options: generateFailed ? { generateFailed } : {},
			},
		});
		const ended = await (
			await start({
				...given,
				nodes,
				connections: {
					...connections,
					Sora: { main: [to('Ok'), to('Second')] },
					Second: { main: [to('Ok'), to('Failed')] },
				},
			})
		).result;
		return { first: read(ended), second: read(ended, 'Second') };
	}

	test('makes what the first channel certainly refused', async () => {
		const { second } = await two('a [[region*inf]]');
		expect(second.ok[0].json).toMatchObject({ channel: 'relay', status: 'completed' });
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 1 });
	});

	test('passes on a failure that forbids failover, unchanged', async () => {
		const { first, second } = await two('a [[answer:400*inf]]');
		expect(second.failed[0].json.error).toEqual(first.failed[0].json.error);
		expect(relay.ledger.summary().submits).toBe(1);
	});

	test('passes on a lost answer, because the job may exist', async () => {
		relay.script({ on: 'list', times: Infinity, do: 'answer:500' });
		const { second } = await two('a [[cutAfter]]');
		expect(second.failed[0].json).toMatchObject({ error: { billed: 'unknown', failover: false } });
		expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
	});

	test('orders anyway with Order Failed Items Anyway', async () => {
		await two('a [[answer:400*1]]', true);
		expect(relay.ledger.summary()).toMatchObject({ submits: 2, chargedJobs: 1 });
	});
});
