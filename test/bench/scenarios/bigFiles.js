'use strict';
const { makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');
const { runBare } = require('../lib/runBare');

/**
 * What big videos cost n8n's process in memory, and in time beside a bare stream to disk and beside n8n's own stream
 * into its store. A fresh n8n for each: what one leaves behind is not the next one's burden. A small run first, so
 * that what n8n loads on first use is not counted. `mode`: where n8n keeps binary data.
 * @param {(mode?: string) => Promise<any>} open a new scene
 * @param {{ size: string, runs: { peer: string, count: number, concurrency?: number, mode?: string }[] }} plan
 */
async function bigFiles(open, { size, runs }, tell) {
	const rows = [];
	// The bare client needs no n8n of its own: it borrows the relay of the next one, before anything else happens there.
	const [{ count, concurrency }] = runs.filter(({ peer }) => peer === 'bare');
	for (const run of runs.filter(({ peer }) => peer !== 'bare')) {
		const scene = await open(run.mode);
		try {
			if (rows.length === 0)
				rows.push(await runBareOnce(scene, { count, concurrency, size }, tell));
			rows.push(await measure(scene, { ...run, size }, tell));
		} finally {
			await scene.close();
		}
	}
	return { size, rows };
}

async function runBareOnce(scene, { count, concurrency, size }, tell) {
	scene.relay.set({ padTo: size });
	const jobs = makeJobs({ count, aboutMs: 0, seed: 5 });
	const { raisedMb: _, ...result } = await runBare(scene, { jobs, concurrency });
	scene.relay.set({ padTo: null });
	tell(`bare, ${count} of ${size}: ${result.seconds.toFixed(1)} s`);
	return { peer: 'bare', count, concurrency, size, ...result };
}

async function measure(scene, { peer, count, concurrency, mode = 'filesystem', size }, tell) {
	const small = makeJobs({
		count: peer === 'openAi' ? 1 : (concurrency ?? 6),
		aboutMs: 0,
		seed: 9,
	});
	await runPeer(scene, peer, { jobs: small, concurrency });
	scene.relay.set({ padTo: size });
	const jobs = makeJobs({ count, aboutMs: 0, seed: 5 });
	const { result, cpuMs, idleMb, peakMb } = await costOf(
		scene.n8n.pid,
		async () => await runPeer(scene, peer, { jobs, concurrency }),
	);
	const raisedMb = peakMb - idleMb;
	tell(
		`${peer}, ${mode}, ${count} of ${size}: ${result.delivered} delivered in ${result.seconds.toFixed(1)} s, ${(cpuMs / 1000).toFixed(1)} s of CPU, peak ${Math.round(raisedMb)} MB over idle${result.why ? `; ${result.why}` : ''}`,
	);
	return { peer, count, concurrency, mode, size, ...result, cpuMs, idleMb, peakMb, raisedMb };
}

module.exports = { bigFiles };
