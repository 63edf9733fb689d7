'use strict';
const { createProgress, install, INSTALL_STEPS, packPackage } = require('../n8n/lib');
const { Cluster } = require('./lib/cluster');
const { begin, play, setStage, statusOf, until } = require('./lib/scenario');
const { table } = require('./table');

const isFull = process.env.SORA2_QUEUE === 'full';
let cluster;

beforeAll(async () => {
	const progress = createProgress(INSTALL_STEPS, {
		log: (line) => process.stderr.write(`${line}\n`),
	});
	const { node } = await install({ progress });
	cluster = await Cluster.boot({ node, tarball: await packPackage() });
}, 400_000);
afterAll(() => cluster?.close(), 60_000);

test('200 executions are spread over both workers, and each is charged once', async () => {
	const stage = await setStage(cluster, { shape: 'generate', relay: { jobMs: 1500 } });
	const before = ['worker1', 'worker2'].map((name) => cluster.finishedBy(name));
	const prompts = Array.from({ length: 200 }, (_, i) => `spread ${i}`);
	await begin(stage, prompts.slice(0, 1));
	await Promise.all(
		prompts.slice(1).map((prompt) => cluster.client.webhook(stage.path, { prompts: [prompt] })),
	);
	const finished = () =>
		['worker1', 'worker2'].map((name, i) => cluster.finishedBy(name) - before[i]);
	await until(() => finished().reduce((sum, n) => sum + n) === 200, 'the end of all', 150_000);
	const { relay } = stage;
	expect(relay.ledger.summary()).toMatchObject({
		submits: 200,
		chargedJobs: 200,
		deliveredJobs: 200,
	});
	expect(new Set(relay.ledger.entries.map((line) => line.prompt)).size).toBe(200);
	for (const share of finished()) expect(share).toBeGreaterThan(50);
	await relay.close();
}, 240_000);

describe.each(table.filter((row) => isFull || row.ci))('$name', (row) => {
	test(
		row.expect.finds === 'nothing'
			? 'n8n throws the run away; nothing is charged twice, by Retry neither'
			: 'everything is delivered, by itself or by Retry, and each order is charged once',
		async () => {
			const { first, last, charged, delivered, failures, ids, bare } = await play(cluster, row);
			const why = first.data?.resultData?.error?.message;
			const found = { first: first.status, why, last: last.status, charged, failures };
			process.stderr.write(`${row.name}: ${JSON.stringify(found)}\n`); // the table, as it fills
			if (row.expect.status)
				expect(row.expect.status.includes(first.status) ? first.status : found).toBe(first.status);
			// Whatever else is expected: no order twice, and no item that went on as if it were a video.
			expect({ ...found, twice: charged.filter((jobs) => jobs > 1) }).toEqual({
				...found,
				twice: [],
			});
			expect(bare).toEqual([]);
			const { finds } = row.expect;
			if (finds === 'all' || (finds === 'either' && first.status === 'crashed')) {
				expect({ ...found, failures }).toEqual({ ...found, failures: [] });
				expect({ ...found, charged }).toEqual({ ...found, charged: charged.map(() => 1) });
				expect(statusOf(last, first)).toBe('success');
				expect(new Set(row.shape === 'submit' ? ids : delivered).size).toBe(row.prompts.length);
			} else {
				expect(delivered).toEqual([]);
				expect(Object.keys(last.data.resultData.runData)).toEqual([]);
			}
		},
		360_000,
	);
});
