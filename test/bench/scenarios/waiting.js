'use strict';
const { setTimeout: pause } = require('node:timers/promises');
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');

/** A collection of garbage may take this long to settle, and n8n to write its execution. */
const SETTLE_MS = 2000;

/**
 * What jobs cost n8n's process while they are waited for, beside the calls of n8n's without which there is no video.
 * Memory is measured in a fresh n8n each time, because its heap grows with every run and keeps its size; what is alive
 * in the middle of the wait, and what is left behind, in one more, which is made to collect its garbage.
 * @param {() => Promise<any>} open a new scene
 * @param {{ counts: number[], jobMs: number }} plan
 */
async function waiting(open, { counts, jobMs }, tell) {
	const inFresh = async (peer, count, measure) => {
		const scene = await open();
		const run = async (n, aboutMs = jobMs) =>
			await runPeer(scene, peer, {
				jobs: makeJobs({ count: n, aboutMs, seed: 4 }),
				concurrency: n,
			});
		return await run(6, 0)
			.then(async () => await measure(scene, run, { count, jobMs }))
			.finally(scene.close);
	};
	const rows = [];
	for (const count of counts) {
		const calls = await inFresh('calls', count, measureCost);
		const row = {
			...(await inFresh('ours', count, measureHeap)),
			...(await inFresh('ours', count, measureCost)),
			callsRaisedMb: calls.raisedMb,
			callsCpuMs: calls.cpuMs,
		};
		tell(
			`${row.count} waiting: ${Math.round(row.raisedMb)} MB over idle (n8n's own calls: ${Math.round(row.callsRaisedMb)} MB), ${row.heapKbPerJob.toFixed(1)} kB of heap a job, event loop p99 ${row.p99Ms.toFixed(1)} ms`,
		);
		rows.push(row);
	}
	return { jobMs, rows };
}

async function measureCost(scene, run, { count }) {
	scene.relay.reset();
	await pause(SETTLE_MS);
	await scene.probe('delay');
	const { result, cpuMs, idleMb, peakMb } = await costOf(
		scene.n8n.pid,
		async () => await run(count),
	);
	const { p99Ms, mostMs } = await scene.probe('delay');
	return { count, ...result, cpuMs, idleMb, peakMb, raisedMb: peakMb - idleMb, p99Ms, mostMs };
}

async function measureHeap(scene, run, { count, jobMs }) {
	await pause(SETTLE_MS);
	const before = await scene.probe('heap');
	const running = run(count);
	await pause(jobMs * 0.8);
	const during = await scene.probe('heap');
	await running;
	await pause(SETTLE_MS);
	const after = await scene.probe('heap');
	return {
		heapKbPerJob: (during.heapUsed - before.heapUsed) / 1000 / count,
		leftKbPerJob: (after.heapUsed - before.heapUsed) / 1000 / count,
		openBefore: before.open,
		openDuring: during.open,
		openAfter: after.open,
	};
}

module.exports = { waiting };
