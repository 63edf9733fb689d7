'use strict';
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');

/**
 * What one more item costs: CPU of n8n's process, calls and memory, in runs of ever more items. n8n's own work on the
 * items (passing them on, storing the execution) is in it.
 * @param {any} scene @param {{ counts: number[], concurrency: number, aboutMs: number }} plan
 */
async function scale(scene, { counts, concurrency, aboutMs }, tell) {
	const run = async (count) =>
		await runPeer(scene, 'ours', { jobs: makeJobs({ count, aboutMs, seed: 3 }), concurrency });
	await run(50);
	const rows = [];
	for (const count of counts) {
		scene.relay.reset();
		const { result, cpuMs, idleMb, peakMb } = await costOf(
			scene.n8n.pid,
			async () => await run(count),
		);
		const row = {
			count,
			...result,
			cpuMsPerItem: cpuMs / count,
			callsPerItem: scene.relay.requests.length / count,
			idleMb,
			peakMb,
			raisedMb: peakMb - idleMb,
		};
		tell(
			`${count} items: ${row.cpuMsPerItem.toFixed(1)} ms of CPU and ${row.callsPerItem.toFixed(1)} calls an item, ${result.delivered} delivered`,
		);
		rows.push(row);
	}
	return { concurrency, rows };
}

module.exports = { scale };
