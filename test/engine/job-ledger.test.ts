import type { IDataObject, IRun, IRunExecutionData } from 'n8n-workflow';
import { DataTables } from '../helpers/dataTables';
import { read, standard, start, type EngineOptions, type Ran } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { stepTime, wall } from './support/steppedTime';
import { Watched } from './support/watched';

let relay: Relay;
let tables: DataTables;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 4000 });
});
afterAll(async () => await relay.close());
beforeEach(() => {
	relay.reset();
	tables = new DataTables();
});

let count = 0;
let executions = 0;
/** n8n remembers which table has a name, and these tests have new tables each time. */
const ledgerName = () => `Videos ${count}`;
const parameters = (options: IDataObject = {}) => ({
	channel: 'openAi',
	prompt: '={{ $json.prompt }}',
	duration: 4,
	options: { concurrency: 2, jobLedger: ledgerName(), ...options },
});
beforeEach(() => void count++);

async function begin(prompts: string[], more: Partial<EngineOptions> = {}) {
	return await start({
		baseUrl: relay.baseUrl,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		parameters: parameters(),
		settings: { onError: 'continueErrorOutput' },
		executionId: String(++executions),
		executeWorkflow: tables.executeWorkflow,
		...more,
	});
}
const play = async (prompts: string[], more?: Partial<EngineOptions>): Promise<Ran> =>
	read(await (await begin(prompts, more)).result);

/** The rows, as far as a test looks at them. */
const rows = () =>
	tables
		.rows(ledgerName())
		.map(({ prompt, state, billed, usd }) => [prompt, state, billed, usd ?? null]);
const charged = (prompt: string) =>
	relay.ledger.entries.filter((line) => line.prompt === prompt && line.charged > 0).length;

/** What n8n stores of an execution before it runs, and all there is of it after a kill. */
function untouched(): IRunExecutionData {
	const establishedAt = Date.now();
	return {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		resumeToken: `token-${establishedAt}`,
		executionData: {
			contextData: {},
			nodeExecutionStack: [
				{ node: standard(parameters()).nodes[0], data: { main: [[{ json: {} }]] }, source: null },
			],
			waitingExecution: {},
			waitingExecutionSource: {},
			metadata: {},
			runtimeData: { version: 1, establishedAt, source: 'trigger' },
		},
	} as unknown as IRunExecutionData;
}

/** Begins an execution and cancels it as soon as the ledger has so many accepted jobs. */
async function stopAt(
	accepted: number,
	prompts: string[],
	more: Partial<EngineOptions>,
): Promise<IRun> {
	const node = new Watched();
	const running = await begin(prompts, { nodeTypes: { 'n8n-nodes-sora2.sora2': node }, ...more });
	node.onRequest = () => {
		if (rows().filter(([, state]) => state === 'accepted').length >= accepted) running.cancel();
	};
	const ended = await running.result;
	await wall(50);
	return ended;
}

test('every order is written before it is sent, and its outcome afterwards', async () => {
	const behind: number[] = [];
	const node = new Watched();
	node.onRequest = () => {
		const sent = relay.requests.filter(({ method }) => method === 'POST').length;
		behind.push(sent - tables.rows(ledgerName()).length);
	};
	const ran = await play(['a boat', 'a lamp', 'a field [[region*9]]', 'a kite [[fail]]'], {
		nodeTypes: { 'n8n-nodes-sora2.sora2': node },
	});
	expect(ran.ok.map(({ json }) => json.warnings)).toEqual([undefined, undefined]);
	expect(rows()).toEqual([
		['a boat', 'delivered', 'yes', 0.4],
		['a lamp', 'delivered', 'yes', 0.4],
		['a field [[region*9]]', 'refused', 'no', 0],
		['a kite [[fail]]', 'failed', expect.any(String), expect.any(Number)],
	]);
	expect(Math.max(...behind)).toBe(0);
	for (const row of tables.rows(ledgerName()).slice(0, 2))
		expect(row).toMatchObject({
			jobId: expect.stringMatching(/^video_/) as string,
			executionId: String(executions),
			workflowId: 'wf1',
			nodeName: 'Sora',
			model: 'sora-2',
			duration: 4,
			acceptedAt: expect.any(String) as string,
			deliveredAt: expect.any(String) as string,
		});
});

test('items that start together share a write', async () => {
	const prompts = Array.from({ length: 12 }, (_, i) => `a boat ${i}`);
	await play(prompts, { parameters: parameters({ concurrency: 12 }) });
	const writes = tables.runs.filter(({ operation }) => operation === 'upsert');
	expect(rows().map(([, state]) => state)).toEqual(prompts.map(() => 'delivered'));
	expect(writes.length).toBeLessThan(3 * 12);
	expect(Math.max(...writes.map(({ items }) => items))).toBeGreaterThan(1);
});

test('a table whose name only contains the name is another table', async () => {
	tables.tables.push({ id: 'other', name: `${ledgerName()} of last year`, columns: [], rows: [] });
	await play(['a boat']);
	expect(tables.tables[0].rows).toEqual([]);
	expect(rows()).toHaveLength(1);
});

describe('a ledger that cannot be written', () => {
	test.each([
		['no Data Tables here', /could not be written: no Data Tables here/],
		["unknown column name 'lineage'", /needs the columns orderKey, state, billed/],
	])('loses no video and adds a warning: %s', async (reason, warning) => {
		tables.onRun = () => {
			throw new Error(reason);
		};
		const ran = await play(['a boat']);
		expect(ran.ok[0].json.status).toBe('completed');
		expect(ran.ok[0].json.warnings).toEqual([expect.stringMatching(warning)]);
		expect(ran.hints).toEqual([expect.stringMatching(warning)]);
		expect(charged('a boat')).toBe(1);
	});

	test('has the row in the end if it becomes writable again', async () => {
		let left = 2;
		tables.onRun = (operation) => {
			if (operation === 'upsert' && tables.rows(ledgerName()).length > 0 && left-- > 0)
				throw new Error('the database is restarting');
		};
		const ran = await play(['a boat', 'a lamp', 'a kite']);
		expect(ran.ok.map(({ json }) => json.warnings)).toEqual([undefined, undefined, undefined]);
		expect(rows().map(([, state]) => state)).toEqual(['delivered', 'delivered', 'delivered']);
	});
});

describe('Retry after n8n was killed', () => {
	const four = ['a boat', 'a lamp', 'a field', 'a kite'];
	const retry = async (stored: IRunExecutionData, prompts = four, more = {}) =>
		await play(prompts, { mode: 'retry', runData: structuredClone(stored), ...more });

	test('continues with existing orders and orders the rest if the endpoint has no list', async () => {
		const stored = untouched();
		await stopAt(2, four, { runData: structuredClone(stored) });
		relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
		const ran = await retry(stored);
		expect(ran.failed).toEqual([]);
		expect(ran.ok).toHaveLength(4);
		expect(four.map(charged)).toEqual([1, 1, 1, 1]);
		expect(rows().map(([, state]) => state)).toEqual(four.map(() => 'delivered'));
	});

	test('downloads delivered videos again', async () => {
		const stored = untouched();
		const first = await play(['a boat'], { runData: structuredClone(stored) });
		const again = await retry(stored, ['a boat']);
		expect(again.ok[0].json.id).toBe(first.ok[0].json.id);
		expect(charged('a boat')).toBe(1);
	});

	test('looks up an order without an ID, and orders nothing if that is inconclusive', async () => {
		const prompts = ['a boat [[hangAfter]]'];
		const stored = untouched();
		const running = await begin(prompts, { runData: structuredClone(stored) });
		while (relay.ledger.summary().accepted === 0) await wall(10);
		running.cancel();
		await running.result;
		expect(rows()).toEqual([[prompts[0], 'ordered', 'unknown', 0.4]]);
		const adopted = await retry(stored, prompts);
		expect(adopted.ok).toHaveLength(1);
		tables.rows(ledgerName())[0].jobId = null;
		tables.rows(ledgerName())[0].billed = 'unknown';
		relay.script({ on: 'list', times: Infinity, do: 'answer:404' });
		const ran = await retry(stored, prompts);
		expect(ran.failed[0].json.error).toMatchObject({ class: 'network', billed: 'unknown' });
		expect(charged(prompts[0])).toBe(1);
	});

	test('uses only the list if the ledger cannot be read', async () => {
		const stored = untouched();
		await stopAt(1, ['a boat'], { runData: structuredClone(stored) });
		tables.onRun = (operation) => {
			if (operation === 'get') throw new Error('the database is restarting');
		};
		const ran = await retry(stored, ['a boat']);
		expect(ran.ok[0].json.warnings).toEqual([expect.stringContaining('could not be read')]);
		expect(charged('a boat')).toBe(1);
	});
});

describe('Execute step in the editor', () => {
	const inEditor = async (options: IDataObject = {}, prompt = 'a boat') =>
		await play([prompt], { mode: 'manual', parameters: parameters(options) });

	test('continues with a job that an earlier run stopped waiting for', async () => {
		const first = await inEditor({ timeout: 1 });
		expect(first.failed[0].json.error).toMatchObject({ class: 'timeout' });
		expect(rows()).toEqual([['a boat', 'timeout', 'yes', 0.4]]);
		const second = await inEditor();
		expect(second.ok[0].json.status).toBe('completed');
		expect(charged('a boat')).toBe(1);
		expect(rows()).toEqual([['a boat', 'delivered', 'yes', 0.4]]);
	});

	test('continues with the job of a stopped run', async () => {
		await stopAt(1, ['a boat'], { mode: 'manual' });
		expect(rows()).toEqual([['a boat', 'canceled', 'yes', 0.4]]);
		await inEditor();
		expect(charged('a boat')).toBe(1);
	});

	test('orders another video if the last one was delivered, or for another prompt', async () => {
		await inEditor();
		await inEditor();
		await inEditor({}, 'a lamp');
		expect(charged('a boat')).toBe(2);
		expect(charged('a lamp')).toBe(1);
	});

	test('a triggered run orders regardless of earlier rows', async () => {
		await inEditor({ timeout: 1 });
		await play(['a boat']);
		expect(charged('a boat')).toBe(2);
	});
});
