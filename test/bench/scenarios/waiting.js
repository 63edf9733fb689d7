'use strict';
const { setTimeout: pause } = require('node:timers/promises');
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');

/** A collection of garbage may take this long to settle, and n8n to write its execution. */
const SETTLE_MS = 2000;

/**
 * What jobs cost n8n's process while they are waited for. Each number of jobs runs twice: once for resident memory and
 * the event loop's delay, and once with a garbage collection in the middle for what is alive. What is left behind is
 * looked at afterwards.
 * @param {any} scene @param {{ counts: number[], jobMs: number }} plan
 */
async function waiting(scene, { counts, jobMs }, tell) {
	const run = async (count, aboutMs = jobMs) =>
		await runPeer(scene, 'ours', {
			jobs: makeJobs({ count, aboutMs, seed: 4 }),
			concurrency: count,
		});
	await run(6, 0);
	const rows = [];
	for (const count of counts) {
		scene.relay.reset();
		await pause(SETTLE_MS);
		await scene.probe('delay');
		const { result, cpuMs, idleMb, peakMb } = await costOf(
			scene.n8n.pid,
			async () => await run(count),
		);
		const { p99Ms, mostMs } = await scene.probe('delay');
		await pause(SETTLE_MS);
		const before = await scene.probe('heap');
		const running = run(count);
		await pause(jobMs * 0.8);
		const during = await scene.probe('heap');
		await running;
		await pause(SETTLE_MS);
		const after = await scene.probe('heap');
		const row = {
			count,
			...result,
			cpuMs,
			idleMb,
			peakMb,
			raisedMb: peakMb - idleMb,
			p99Ms,
			mostMs,
			heapKbPerJob: (during.heapUsed - before.heapUsed) / 1000 / count,
			leftKbPerJob: (after.heapUsed - before.heapUsed) / 1000 / count,
			openBefore: before.open,
			openDuring: during.open,
			openAfter: after.open,
		};
		tell(
			`${count} waiting: ${Math.round(row.raisedMb)} MB over idle, ${row.heapKbPerJob.toFixed(1)} kB of heap a job, event loop p99 ${row.p99Ms.toFixed(1)} ms`,
		);
		rows.push(row);
	}
	return { jobMs, rows };
}

module.exports = { waiting };
