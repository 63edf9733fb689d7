'use strict';
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');

/**
 * What one more item costs: CPU of n8n's process, calls and memory, in runs of ever more items; beside it what n8n
 * takes for the same items and a node that passes them on, and for the two calls without which there is no video. Of
 * all, storing the execution is a part.
 * @param {any} scene @param {{ counts: number[], concurrency: number, aboutMs: number }} plan
 */
async function scale(scene, { counts, concurrency, aboutMs }, tell) {
	const run = async (peer, count) =>
		await runPeer(scene, peer, { jobs: makeJobs({ count, aboutMs, seed: 3 }), concurrency });
	await run('ours', 50);
	await run('passThrough', 50);
	await run('calls', 50);
	const rows = [];
	for (const count of counts) {
		scene.relay.reset();
		const passed = await costOf(scene.n8n.pid, async () => await run('passThrough', count));
		const called = await costOf(scene.n8n.pid, async () => await run('calls', count));
		scene.relay.reset();
		const { result, cpuMs, idleMb, peakMb } = await costOf(
			scene.n8n.pid,
			async () => await run('ours', count),
		);
		const row = {
			count,
			...result,
			cpuMsPerItem: cpuMs / count,
			passedMsPerItem: passed.cpuMs / count,
			calledMsPerItem: called.cpuMs / count,
			callsPerItem: scene.relay.requests.length / count,
			idleMb,
			peakMb,
			raisedMb: peakMb - idleMb,
		};
		tell(
			`${count} items: ${row.cpuMsPerItem.toFixed(1)} ms of CPU an item (passed on: ${row.passedMsPerItem.toFixed(1)} ms, n8n's own calls: ${row.calledMsPerItem.toFixed(1)} ms) and ${row.callsPerItem.toFixed(1)} calls, ${result.delivered} delivered`,
		);
		rows.push(row);
	}
	return { concurrency, rows };
}

module.exports = { scale };
