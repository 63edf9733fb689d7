'use strict';
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');

/**
 * What big videos cost n8n's process in memory. A fresh n8n for each peer: what one leaves behind is not the next
 * one's burden. A small run first, so that what n8n loads on first use is not counted.
 * @param {() => Promise<any>} open a new scene
 * @param {{ size: string, runs: { peer: string, count: number, concurrency?: number }[] }} plan
 */
async function bigFiles(open, { size, runs }, tell) {
	const rows = [];
	for (const { peer, count, concurrency } of runs) {
		const scene = await open();
		try {
			await runPeer(scene, peer, {
				jobs: makeJobs({ count: peer === 'openAi' ? 1 : (concurrency ?? 6), aboutMs: 0, seed: 9 }),
				concurrency,
			});
			scene.relay.set({ padTo: size });
			const { result, idleMb, peakMb } = await costOf(
				scene.n8n.pid,
				async () =>
					await runPeer(scene, peer, {
						jobs: makeJobs({ count, aboutMs: 0, seed: 5 }),
						concurrency,
					}),
			);
			const row = {
				peer,
				count,
				concurrency,
				size,
				...result,
				idleMb,
				peakMb,
				raisedMb: peakMb - idleMb,
			};
			tell(
				`${peer}, ${count} of ${size}: ${result.delivered} delivered in ${result.seconds.toFixed(1)} s, peak ${Math.round(row.raisedMb)} MB over idle`,
			);
			rows.push(row);
		} finally {
			await scene.close();
		}
	}
	return { size, rows };
}

module.exports = { bigFiles };
