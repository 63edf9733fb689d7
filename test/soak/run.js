#!/usr/bin/env node
'use strict';
/**
 * `npm run soak -- [--minutes 10]`: n8n for a while at an endpoint where about 15 % of all calls go wrong, which is away
 * now and then, while n8n is killed and brought back. In the end every video is delivered or its failure is named, each
 * was charged once, and memory and open files have not grown.
 */
const { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { install, itemsOf, packPackage, printProblem } = require('../n8n/lib');
const { buildWorkflow } = require('../queue/lib/workflows');
const { Single } = require('../queue/lib/single');
const { startRelay } = require('../relay');
const { Door } = require('./door');

const KEY = 'sk-soak';
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ENDED = ['success', 'error', 'canceled', 'crashed'];

/** Each `every`-th call of its kind: about 15 % of all calls, nothing that makes an order fail for good. */
const FAULTS = [
	['submit', 'cutAfter', 19],
	['submit', 'html502After', 31],
	['submit', 'answer:503', 23],
	['submit', 'limit', 29],
	['submit', 'cutBefore', 37],
	['submit', 'fail:internal_error', 41],
	['poll', 'answer:500', 13],
	['poll', 'cutBefore', 17],
	['poll', 'badJson', 23],
	['content', 'cutAt:3000', 11],
	['content', 'truncate:3000', 19],
	['content', 'answer:502', 23],
];

async function main() {
	const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
	const home = realpathSync(mkdtempSync(join(tmpdir(), 'sora2-soak-')));
	const { node } = await install();
	const relay = await startRelay({ keys: [KEY], jobMs: 6000, jitterMs: 4000, keepRequests: 100 });
	const door = await Door.open(relay.url);
	relay.script(FAULTS.map(([on, action, every]) => ({ on, do: action, every, times: Infinity })));
	const single = await Single.boot({ node, tarball: await packPackage(), home });
	try {
		const stage = await publish(single, `http://127.0.0.1:${door.port}/v1`);
		const half = Number(values.minutes) * 30_000;
		const endsAt = Date.now() + 2 * half;
		const samples = [];
		const prompts = [];
		let kills = 0;
		let nextKill = Date.now() + 120_000;
		let nextShut = Date.now() + 100_000;
		while (Date.now() < endsAt) {
			const some = Array.from(
				{ length: 1 + (prompts.length % 3) },
				(_, i) => `soak ${prompts.length + i}`,
			);
			const sent = await single.client
				.webhook(stage.path, { prompts: some })
				.catch(() => undefined);
			if (sent?.status === 200) prompts.push(...some);
			samples.push({ t: Date.now(), pid: single.n8n.pid, ...measure(single.n8n.pid) });
			if (Date.now() > nextShut) {
				await door.shut();
				await pause(4000);
				await door.unlock();
				nextShut = Date.now() + 100_000;
			}
			await pause(1500);
			// The last process lives half the time: its memory is what counts. Not right after a call:
			// n8n answers it before it has stored the execution.
			if (Date.now() > nextKill && endsAt - Date.now() > half) {
				kills += 1;
				await single.kill([], 'SIGKILL');
				await single.restore();
				nextKill = Date.now() + 120_000;
			}
		}
		const outcome = await settle(single, stage.workflowId);
		await pause(3000);
		samples.push({ t: Date.now(), pid: single.n8n.pid, ...measure(single.n8n.pid) });
		report({ relay, prompts, outcome, samples, kills });
	} finally {
		await single.close();
		await door.shut();
		await relay.close();
		rmSync(home, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function publish({ client }, baseUrl) {
	const credential = await client.putCredential({
		name: 'soak',
		data: { apiKey: KEY, baseUrl, authHeader: 'bearer' },
	});
	const path = `soak-${Date.now()}`;
	const { last: _, ...workflow } = buildWorkflow({
		name: 'soak',
		path,
		shape: 'generate',
		node: {
			onError: 'continueErrorOutput',
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1000,
		},
	});
	const saved = await client.putWorkflow(workflow, { credential });
	await client.activate(saved);
	return { path, workflowId: saved.id };
}

/** Memory and open files of a process, if the system reports them. */
function measure(pid) {
	try {
		const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
		return { mib: Math.round(Number(kib) / 1024), files: readdirSync(`/proc/${pid}/fd`).length };
	} catch {
		return { mib: 0, files: 0 };
	}
}

/** Waits for every execution, retries those that crashed, and reads the result of each prompt. */
async function settle({ client }, workflowId) {
	const found = new Map();
	const seen = new Set();
	for (const limit = Date.now() + 300_000; Date.now() < limit; await pause(1000)) {
		const all = await listAll(client, workflowId);
		const open = all.filter(({ id }) => !seen.has(id));
		if (open.length === 0) return found;
		for (const { id, status, retrySuccessId } of open) {
			if (!ENDED.includes(status)) continue;
			seen.add(id);
			if (status === 'success') await readItems(client, id, found);
			else if (!retrySuccessId) await client.retry(id, { timeoutMs: 120_000 });
		}
	}
	return found;
}

/** Every execution of the workflow, page by page. */
async function listAll(client, workflowId) {
	const all = [];
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	for (let after = ''; ; ) {
		const page = await client.rest('GET', `/executions?filter=${filter}&limit=100${after}`);
		all.push(...page.results);
		if (!page.nextCursor) return all;
		after = `&cursor=${encodeURIComponent(page.nextCursor)}`;
	}
}

async function readItems(client, id, found) {
	const execution = await client.execution(id);
	const asked = itemsOf(execution, 'Items').map((item) => item.json.prompt);
	for (const output of [0, 1])
		for (const { json, pairedItem } of itemsOf(execution, 'Generate', output)) {
			const source = [pairedItem].flat()[0];
			const prompt = json.prompt ?? asked[source?.item ?? source];
			found.set(prompt, json.error?.class ?? json.status);
		}
}

/** Prints the result; the process fails if a law was broken. */
function report({ relay, prompts, outcome, samples, kills }) {
	const { entries } = relay.ledger;
	const charged = (prompt) =>
		entries.filter((line) => line.prompt === prompt && line.charged > line.refunded).length;
	const twice = prompts.filter((prompt) => charged(prompt) > 1);
	const silent = prompts.filter((prompt) => !outcome.has(prompt));
	const count = {};
	for (const prompt of prompts)
		count[outcome.get(prompt) ?? 'nothing'] = (count[outcome.get(prompt) ?? 'nothing'] ?? 0) + 1;
	const faulty = entries.filter((line) => line.outcome === 'refused' || line.status !== 200).length;
	const memory = drift(samples.filter(({ mib }) => mib > 0));
	console.log(`${prompts.length} videos asked for, ${kills} kills of n8n`);
	console.log(`found: ${JSON.stringify(count)}`);
	console.log(
		`books: ${JSON.stringify(relay.ledger.summary())}, orders that went wrong: ${faulty}`,
	);
	console.log(
		`n8n at the end: ${memory.last} MiB (${memory.first} at first), ${samples.at(-1).files} open files (at most ${Math.max(...samples.map(({ files }) => files))})`,
	);
	const broken = [
		twice.length > 0 && `charged twice: ${twice.join(', ')}`,
		silent.length > 0 && `neither delivered nor named: ${silent.join(', ')}`,
		memory.last > memory.first * 1.5 && 'memory grew by more than half',
		samples.at(-1).files > 200 && 'files or sockets were left open',
	].filter(Boolean);
	for (const line of broken) console.error(`BROKEN: ${line}`);
	process.exitCode = broken.length > 0 ? 1 : 0;
}

/** Memory of the last n8n process: after its warm-up, and at the end. */
function drift(samples) {
	const own = samples.filter(({ pid }) => pid === samples.at(-1).pid);
	const median = (some) =>
		some.map(({ mib }) => mib).sort((a, b) => a - b)[Math.floor(some.length / 2)];
	const third = Math.max(1, Math.floor(own.length / 3));
	return { first: median(own.slice(third, 2 * third + 1)), last: median(own.slice(-third)) };
}

main().catch((error) => {
	printProblem(error);
	process.exitCode = 1;
});
