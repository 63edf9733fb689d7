/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IRunExecutionData } from 'n8n-workflow';
import { read, start, type EngineOptions, type Ran } from '../helpers/engine';
import { startRelay, type Relay } from '../relay';
import { advance, stepTime, wall } from './support/steppedTime';
import { Watched } from './support/watched';

const hasCustomData = !require.resolve('n8n-core').includes('engines');

let relay: Relay;
beforeAll(async () => {
	stepTime();
	relay = await startRelay({ jobMs: 200 });
});
afterAll(async () => await relay.close());
beforeEach(() => relay.reset());

async function go(
	prompts: string[],
	prompt = '={{ $json.prompt }}',
	more: Partial<EngineOptions> = {},
) {
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
	const stored = JSON.parse(
		JSON.stringify({ ...ran.data, resultData: { ...ran.data.resultData, error: undefined } }),
	) as IRunExecutionData;
	stored.resultData.runData.Sora.pop();
	return stored;
}

describe("the editor's Retry of a failed execution", () => {
	test('continues with accepted jobs and orders only what was refused', async () => {
		const { running } = await go(['one', 'f [[answer:400*1]]']);
		const failed = read(await running.result);
		expect(failed.status).toBe('error');
		const again = await go(['one', 'f [[answer:400*1]]'], undefined, {
			runData: forRetry(failed),
			mode: 'retry',
		});
		const ran = read(await again.running.result);
		expect(ran.status).toBe('success');
		expect(ran.ok).toHaveLength(2);
		expect(relay.ledger.entries.filter((line) => line.prompt === 'one')).toHaveLength(1);
		expect(relay.ledger.summary()).toMatchObject({ submits: 3, chargedJobs: 2 });
	});

	test('orders again if the request was changed', async () => {
		const { running } = await go(['one', 'f [[answer:400*1]]']);
		const failed = read(await running.result);
		const runData = forRetry(failed);
		// Retry with the currently saved workflow puts its nodes on the stack.
		runData.executionData!.nodeExecutionStack[0].node.parameters.prompt =
			'={{ $json.prompt }} at night';
		const again = await go(['one', 'f [[answer:400*1]]'], '={{ $json.prompt }} at night', {
			runData,
			mode: 'retry',
		});
		await again.running.result;
		expect(relay.ledger.entries.map((line) => line.prompt)).toEqual(
			expect.arrayContaining(['one', 'one at night']),
		);
	});

	test('looks up a lost order first and adopts its job', async () => {
		relay.script({ on: 'list', times: 7, do: 'answer:500' });
		const { running } = await go(['a [[cutAfter]]']);
		const failed = read(await running.result);
		expect(failed.error?.context).toMatchObject({ error: { billed: 'unknown' } });
		const again = await go(['a [[cutAfter]]'], undefined, {
			runData: forRetry(failed),
			mode: 'retry',
		});
		expect(read(await again.running.result).ok).toHaveLength(1);
		expect(relay.ledger.summary()).toMatchObject({ submits: 1, chargedJobs: 1 });
	});

	test('continues with a job that timed out', async () => {
		const slow = {
			parameters: {
				channel: 'reverse',
				prompt: 'a [[jobMs:6000]]',
				duration: 5,
				options: { timeout: 3 },
			},
		};
		const { running } = await go(['a'], undefined, slow);
		const failed = read(await running.result);
		const [{ jobId }] = relay.ledger.entries;
		expect(failed.error?.context).toMatchObject({ jobs: [{ itemIndex: 0, id: jobId }] });
		advance(4000);
		const again = await go(['a'], undefined, { ...slow, runData: forRetry(failed), mode: 'retry' });
		expect(read(await again.running.result).ok[0].json.id).toBe(jobId);
		expect(relay.ledger.summary().submits).toBe(1);
	});
});

describe('a video delivered before the execution failed', () => {
	const TRIES = { settings: { retryOnFail: true, maxTries: 3 } };
	const URL_ONLY = {
		parameters: {
			channel: 'reverse',
			prompt: '={{ $json.prompt }}',
			duration: 5,
			options: { returnAs: 'url', timeout: 60 },
		},
	};
	const orders = (prompt: string) =>
		relay.ledger.entries.filter((line) => line.prompt === prompt).length;
	/** Looks at, and downloads of, anything but the second item's job. */
	const looks = () => {
		const others = relay.ledger.entries
			.filter((line) => line.prompt?.startsWith('f '))
			.map((line) => line.jobId as string);
		return relay.requests.filter(
			({ method, path }) =>
				method === 'GET' && /\/videos\/.*_/.test(path) && !others.some((id) => path.includes(id)),
		).length;
	};

	/** An execution whose first item was delivered and whose second one failed, retried after `meanwhile`. */
	async function retried(
		prompt: string,
		more: Partial<EngineOptions>,
		meanwhile: (jobId: string) => void = () => {},
	) {
		const prompts = [prompt, 'f [[answer:400*1]]'];
		const { running } = await go(prompts, undefined, more);
		const failed = read(await running.result);
		expect(failed.status).toBe('error');
		meanwhile(relay.ledger.entries.find((line) => line.prompt === prompt)?.jobId as string);
		const before = looks();
		const again = await go(prompts, undefined, {
			...more,
			runData: forRetry(failed),
			mode: 'retry',
		});
		const ran = read(await again.running.result);
		return {
			failed,
			ran,
			error: ran.error?.context?.error as Record<string, unknown> | undefined,
			looked: looks() - before,
		};
	}

	test.each(['expired', 'deleted', 'failed'])(
		'is not ordered again if the endpoint says its job is %s',
		async (status) => {
			const { error, ran } = await retried('one', TRIES, (id) =>
				relay.script({
					on: 'poll',
					match: { jobId: id },
					times: 'inf',
					do: { answer: { status: 200, json: { id, status } } },
				}),
			);
			expect(error).toMatchObject({
				class: 'job_failed',
				billed: 'yes',
				retryable: false,
				failover: false,
				message: expect.stringMatching(
					/was delivered in an earlier run, and Official Reverse no longer has it/,
				),
			});
			expect(ran.error?.context?.jobs).toHaveLength(2);
			expect(orders('one')).toBe(1);
		},
	);

	test('is downloaded again if the endpoint still has it', async () => {
		expect((await retried('one', TRIES)).ran.ok).toHaveLength(2);
		expect(orders('one')).toBe(1);
	});

	test.each([
		['an ID', 'one [[syncB64]]'],
		['no ID', 'one'],
	])('and received as bytes with %s is neither requested nor ordered again', async (id, prompt) => {
		if (id === 'no ID')
			relay.script({ on: 'submit', match: { prompt }, do: { syncB64: { id: false } } });
		const { error, failed, looked } = await retried(prompt, TRIES, (jobId) =>
			relay.script({ on: 'poll', match: { jobId }, times: 'inf', do: 'answer:404' }),
		);
		expect(error).toMatchObject({
			class: 'job_failed',
			billed: 'yes',
			retryable: false,
			failover: false,
			message: expect.stringMatching(
				/was delivered in an earlier run, and its bytes came with the answer/,
			),
		});
		expect(looked).toBe(0);
		expect(orders(prompt)).toBe(1);
		expect(JSON.stringify(failed.data.executionData?.contextData).length).toBeLessThan(2000);
	});

	test('is looked up first, because its URL may have expired', async () => {
		const { ran, looked } = await retried('one [[sync]]', URL_ONLY, (id) =>
			relay.script({
				on: 'poll',
				match: { jobId: id },
				do: {
					answer: {
						status: 200,
						json: { id, status: 'completed', video_url: `${relay.url}/files/fresh.mp4` },
					},
				},
			}),
		);
		expect(ran.ok[0].json.url).toBe(`${relay.url}/files/fresh.mp4`);
		expect(looked).toBe(1);
		expect(orders('one [[sync]]')).toBe(1);
	});

	test('keeps its URL if the endpoint does not know the job', async () => {
		const { ran } = await retried('one [[sync]]', URL_ONLY, (id) =>
			relay.script({ on: 'poll', match: { jobId: id }, times: 'inf', do: 'answer:404' }),
		);
		expect(ran.ok[0].json.url).toMatch(/\/files\/.+sig=/);
	});

	test('keeps its URL if there is no job to look up', async () => {
		relay.script({ on: 'submit', match: { prompt: 'one' }, do: { sync: { id: false } } });
		const { ran } = await retried('one', URL_ONLY);
		expect(ran.ok[0].json.url).toMatch(/\/files\/.+sig=/);
	});
});

describe('an agent that repeats a request', () => {
	const asTool = async (prompt: string) => {
		const type = 'n8n-nodes-sora2.sora2Tool';
		const { running } = await go([prompt, prompt], undefined, {
			settings: { type, onError: 'continueErrorOutput' },
			nodeTypes: { [type]: new Watched() },
		});
		return read(await running.result);
	};

	test('gets the same answer for a video received as bytes', async () => {
		const ran = await asTool('one [[syncB64]]');
		expect(ran.failed).toEqual([]);
		expect(ran.ok).toHaveLength(2);
		expect(ran.ok[1].json).toEqual(ran.ok[0].json);
		expect(ran.ok[1].pairedItem).toEqual({ item: 1 });
		expect(relay.ledger.summary().submits).toBe(1);
	});

	test('gets no second video if the first is gone', async () => {
		relay.script({
			on: 'poll',
			skip: 1,
			times: 'inf',
			do: { answer: { status: 200, json: { status: 'expired' } } },
		});
		const ran = await asTool('one [[jobMs:10]]');
		expect(ran.ok).toHaveLength(1);
		expect(ran.failed[0].json.error).toMatchObject({ billed: 'yes', retryable: false });
		expect(relay.ledger.summary().submits).toBe(1);
	});
});

/** Time steps on as fast as the node waits: a Stop from outside must find it waiting still. */
const PATIENT = {
	channel: 'reverse',
	prompt: '={{ $json.prompt }}',
	duration: 5,
	options: { timeout: 1_000_000 },
};

test('the ID of an accepted job is in the log and the custom data at once, also after Stop', async () => {
	const { running, node } = await go(['a [[stuck]]', 'b [[stuck]]'], undefined, {
		parameters: PATIENT,
		settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
	});
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

test('an ID from a partial answer is in the log after a Stop, too', async () => {
	const server = createServer((_, res) => {
		res.writeHead(200, { 'content-type': 'application/json' });
		res.write('{"id":"video_half","status":"que');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const { running, node } = await go(['a'], undefined, {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		parameters: PATIENT,
	});
	await new Promise<void>((answered) => {
		node.onRequest = (_url, when) => when === 'answered' && answered();
	});
	await wall(20);
	node.stopped = true;
	running.cancel();
	expect((await running.result).status).toBe('canceled');
	while (!node.log.join().includes('video_half')) await wall(2);
	expect(node.late).toBe(0);
	server.closeAllConnections();
	await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('a workflow timeout ends the node like Stop: nothing is sent, and no try follows', async () => {
	const { running, node } = await go(['a [[stuck]]'], undefined, {
		parameters: PATIENT,
		timeoutMs: 5000,
		settings: { onError: 'continueErrorOutput', retryOnFail: true, maxTries: 3 },
	});
	while (!node.log.join().includes('accepted')) await wall(2);
	await wall(20);
	// Inside a node it is n8n's runner that keeps the time, and it cancels the run.
	node.stopped = true;
	running.cancel();
	const ended = await running.result;
	expect(ended.status).toBe('canceled');
	await wall(40);
	expect(node.late).toBe(0);
	expect(relay.ledger.summary().submits).toBe(1);
});
