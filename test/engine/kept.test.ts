import type { IRunExecutionData } from 'n8n-workflow';
import { read, start, type EngineOptions, type Ran } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { hurry, wall, Watched } from './support/fast';

const hasCustomData = !require.resolve('n8n-core').includes('engines');

let relay: Relay;
beforeAll(async () => {
	hurry(50);
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

async function go(prompts: string[], prompt = '={{ $json.prompt }}', more: Partial<EngineOptions> = {}) {
	const node = new Watched();
	const running = await start({
		baseUrl: relay.baseUrl,
		items: prompts.map((p) => ({ json: { prompt: p } })),
		parameters: { channel: 'reverse', prompt, duration: 5 },
		nodeTypes: { 'n8n-nodes-sora2.sora2': node },
		...more,
	});
	return { running, node };
}

/** What n8n stores of an execution that failed, as its Retry hands it to the engine again. */
function forRetry(ran: Ran): IRunExecutionData {
	const stored = JSON.parse(JSON.stringify({ ...ran.data, resultData: { ...ran.data.resultData, error: undefined } })) as IRunExecutionData;
	stored.resultData.runData.Sora.pop();
	return stored;
}

describe("the editor's Retry of an execution that failed", () => {
	test('takes accepted jobs up again and orders only what was refused', async () => {
		const { running } = await go(['one', 'f [[answer:400*1]]']);
		const failed = read(await running.result);
		expect(failed.status).toBe('error');
		const again = await go(['one', 'f [[answer:400*1]]'], undefined, { runData: forRetry(failed), mode: 'retry' });
		const ran = read(await again.running.result);
		expect(ran.status).toBe('success');
		expect(ran.ok).toHaveLength(2);
		expect(relay.ledger.entries.filter((line) => line.prompt === 'one')).toHaveLength(1);
		expect(relay.ledger.summary()).toMatchObject({ submits: 3, chargedJobs: 2 });
	});

	test('orders anew where the request was changed meanwhile', async () => {
		const { running } = await go(['one', 'f [[answer:400*1]]']);
		const failed = read(await running.result);
		const runData = forRetry(failed);
		// Retry with the currently saved workflow puts its nodes on the stack.
		runData.executionData!.nodeExecutionStack[0].node.parameters.prompt = '={{ $json.prompt }} at night';
		const again = await go(['one', 'f [[answer:400*1]]'], '={{ $json.prompt }} at night', { runData, mode: 'retry' });
		await again.running.result;
		expect(relay.ledger.entries.map((line) => line.prompt)).toEqual(expect.arrayContaining(['one', 'one at night']));
	});

	test('looks a lost order up first, and adopts its job', async () => {
		relay.script({ on: 'list', times: 4, do: 'answer:500' });
		const { running } = await go(['a [[cutAfter]]']);
		const failed = read(await running.result);
		expect(failed.error?.context).toMatchObject({ error: { billed: 'unknown' } });
		const again = await go(['a [[cutAfter]]'], undefined, { runData: forRetry(failed), mode: 'retry' });
		expect(read(await again.running.result).ok).toHaveLength(1);
		expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
	});

	test('goes on with a job that timed out', async () => {
		const slow = { parameters: { channel: 'reverse', prompt: 'a [[jobMs:6000]]', duration: 5, options: { timeout: 3 } } };
		const { running } = await go(['a'], undefined, slow);
		const failed = read(await running.result);
		const [{ jobId }] = relay.ledger.entries;
		expect(failed.error?.context).toMatchObject({ jobs: [{ itemIndex: 0, id: jobId }] });
		await wall(80);
		const again = await go(['a'], undefined, { ...slow, runData: forRetry(failed), mode: 'retry' });
		expect(read(await again.running.result).ok[0].json.id).toBe(jobId);
		expect(relay.ledger.summary().submits).toBe(1);
	});
});

test('the ID of an accepted job is in the log and in the custom data at once, and stays there after Stop', async () => {
	const { running, node } = await go(['a [[stuck]]', 'b [[stuck]]'], undefined, { settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 } });
	while (node.log.filter((line) => line.includes('accepted')).length < 2) await wall(2);
	node.stopped = true;
	running.cancel();
	const ended = await running.result;
	expect(ended.status).toBe('canceled');
	await wall(40);
	expect(node.late).toBe(0);
	const ids = relay.ledger.entries.map((line) => line.jobId as string);
	const kept = (ended.data.resultData as { metadata?: Record<string, string> }).metadata;
	for (const id of ids) expect(hasCustomData ? kept?.sora2_jobs : node.log.join()).toContain(id);
	expect(node.log.join()).not.toContain('[[stuck]]');
});

test('a workflow timeout ends the node like Stop: nothing is sent any more, and no try follows', async () => {
	const { running, node } = await go(['a [[stuck]]'], undefined, { timeoutMs: 5000, settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 } });
	while (!node.log.join().includes('accepted')) await wall(2);
	await wall(120);
	// Inside a node it is n8n's runner that keeps the time, and it cancels the run.
	node.stopped = true;
	running.cancel();
	const ended = await running.result;
	expect(ended.status).toBe('canceled');
	await wall(40);
	expect(node.late).toBe(0);
	expect(relay.ledger.summary().submits).toBe(1);
});
