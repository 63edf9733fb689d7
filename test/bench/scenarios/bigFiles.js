'use strict';
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');
const { runBare } = require('../lib/runBare');

/**
 * What big videos cost n8n's process in memory, and in time beside a bare stream to disk. A fresh n8n for each peer:
 * what one leaves behind is not the next one's burden. A small run first, so that what n8n loads on first use is not
 * counted. `mode`: where n8n keeps binary data.
 * @param {(mode?: string) => Promise<any>} open a new scene
 * @param {{ size: string, runs: { peer: string, count: number, concurrency?: number, mode?: string }[] }} plan
 */
async function bigFiles(open, { size, runs }, tell) {
	const rows = [];
	for (const { peer, count, concurrency, mode = 'filesystem' } of runs) {
		const scene = await open(mode);
		try {
			if (peer === 'bare') {
				scene.relay.set({ padTo: size });
				const jobs = makeJobs({ count, aboutMs: 0, seed: 5 });
				const result = await runBare(scene, { jobs, concurrency });
				tell(`bare, ${count} of ${size}: ${result.seconds.toFixed(1)} s`);
				rows.push({ peer, count, concurrency, size, ...result });
				continue;
			}
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
				mode,
				size,
				...result,
				idleMb,
				peakMb,
				raisedMb: peakMb - idleMb,
			};
			tell(
				`${peer}, ${mode}, ${count} of ${size}: ${result.delivered} delivered in ${result.seconds.toFixed(1)} s, peak ${Math.round(row.raisedMb)} MB over idle`,
			);
			rows.push(row);
		} finally {
			await scene.close();
		}
	}
	return { size, rows };
}

module.exports = { bigFiles };
