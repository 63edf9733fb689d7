'use strict';
const { readFileSync, mkdtempSync, realpathSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { bootN8n, install, createProgress, itemsOf, packPackage } = require('../n8n/lib');
const { startRelay } = require('../relay');
const { direct, fit, nodeOf } = require('./support/examples');
const { untilWaiting } = require('./support/forms');

const KEY = 'sk-later';
/** From 65 s on, n8n's Wait node sleeps on disk and not in memory. */
const SLEEP_S = 66;

describe('the example "Submit now, collect later"', () => {
	let home;
	let relay;
	let n8n;
	beforeAll(async () => {
		home = realpathSync(mkdtempSync(join(tmpdir(), 'sora2-later-')));
		relay = await startRelay({ keys: [KEY], jobMs: 20_000 });
	});
	afterAll(async () => {
		await n8n?.stop();
		await relay?.close();
		rmSync(home, { recursive: true, force: true, maxRetries: 5 });
	});

	test('survives a kill of n8n between Submit and Collect, and each prompt is paid once', async () => {
		const { node } = await install({ progress: createProgress(1, { log: () => {} }) });
		const options = { node, userFolder: join(home, 'user'), outDir: join(home, 'out') };
		n8n = await bootN8n({ ...options, tarball: await packPackage({ build: false, to: home }) });
		const { pid, exited, client, stop } = n8n;
		const sora2Api = await client.putCredential({
			name: 'relay',
			data: { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' },
		});
		const workflow = fit('submit-now-collect-later.json', {
			credentials: { sora2Api },
			dir: n8n.outDir,
		});
		const prompts = direct(workflow, ['', '[[region!*1]]']);
		Object.assign(nodeOf(workflow, 'Sleep').parameters, { amount: SLEEP_S, unit: 'seconds' });
		const webhook = `later-${Date.now()}`;
		Object.assign(nodeOf(workflow, 'Start'), {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			webhookId: webhook,
			parameters: { path: webhook, httpMethod: 'POST', options: {} },
		});
		const saved = await client.putWorkflow(workflow);
		await client.activate(saved);
		expect((await client.webhook(webhook)).status).toBe(200);
		const [{ id }] = await untilSome(() => client.executionsOf(saved.id));
		const asleep = await untilWaiting(id, client);
		const submitted = itemsOf(asleep, 'Submit').map((item) => item.json.id);
		expect(submitted).toHaveLength(2);
		expect(relay.ledger.summary()).toMatchObject({
			submits: 3,
			refused: 1,
			chargedJobs: 2,
			deliveredJobs: 0,
		});

		process.kill(pid, 'SIGKILL');
		await exited;
		await stop(); // started by the killed n8n
		const before = relay.requests.length;
		n8n = await bootN8n(options);
		const done = await n8n.client.waitFor(id, { timeoutMs: 120_000 });

		expect(done.status).toBe('success');
		expect(itemsOf(done, 'Collect').map((item) => item.json)).toMatchObject(
			submitted.map((jobId) => ({ id: jobId, status: 'completed', channel: 'relay' })),
		);
		const files = itemsOf(done, 'Save the video').map((item) => item.json.fileName);
		expect(files).toHaveLength(2);
		for (const file of files) expect(readFileSync(file).subarray(4, 8).toString()).toBe('ftyp');
		expect(relay.requests.slice(before).filter((one) => one.method === 'POST')).toEqual([]);
		expect(relay.ledger.summary()).toMatchObject({
			submits: 3,
			chargedJobs: 2,
			deliveredJobs: 2,
			chargedUsd: 2,
		});
		for (const prompt of prompts)
			expect(
				relay.ledger.entries.filter((entry) => entry.prompt === prompt && entry.charged > 0),
			).toHaveLength(1);
	}, 240_000);
});

async function untilSome(list) {
	for (let left = 100; left > 0; left -= 1) {
		const found = await list();
		if (found.length > 0) return found;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('no execution began');
}
