'use strict';
const { makeJobs } = require('../lib/jobs');
const { noticed } = require('../lib/notice');
const { runPeer } = require('../lib/peers');
const { costOf } = require('../lib/process');
const { runBare } = require('../lib/runBare');

/**
 * Ever more jobs, everyone's turn with the very same prompts. Clients that take one job after the other run beside the
 * others, each in an n8n of its own: they sleep nearly all the time, and would take the whole day.
 * @param {() => Promise<any>} open a new scene
 * @param {{ jobs: object, counts: number[], peers: string[], serial: { peers: string[], counts: number[] } }} plan
 * @param {() => Promise<unknown>} meanwhile what may begin while only the serial clients are left
 */
async function growth(open, { jobs: wanted, counts, peers, serial }, tell, meanwhile) {
	const series = async (scene, peer, each) => {
		const rows = [];
		for (const count of each) rows.push(await measure(scene, peer, { ...wanted, count }, tell));
		return rows;
	};
	// One boot at a time: together they would take longer.
	const scenes = [];
	for (const _ of serial.peers) scenes.push(await open());
	const scene = await open();
	const beside = Promise.all(
		serial.peers.map(async (peer, i) => {
			const rows = await series(scenes[i], peer, serial.counts);
			await scenes[i].close();
			return rows;
		}),
	);
	// Ours and the others take turns count by count, so that none has the younger n8n.
	const rows = [];
	await runPeer(scene, 'ours', { jobs: makeJobs({ count: 6, aboutMs: 0, seed: 6 }) });
	await runPeer(scene, 'loop', { jobs: makeJobs({ count: 1, aboutMs: 0, seed: 6 }) });
	for (const count of counts)
		for (const peer of peers) rows.push(await measure(scene, peer, { ...wanted, count }, tell));
	await scene.close();
	const [more] = await Promise.all([beside, meanwhile()]);
	const measured = [...rows, ...more.flat()];
	return {
		...wanted,
		counts,
		serial: Math.max(...serial.counts),
		rows: [...measured, ...extrapolate(measured, serial.peers, counts)],
	};
}

async function measure(scene, peer, wanted, tell) {
	const jobs = makeJobs(wanted);
	const { count } = wanted;
	scene.relay.reset();
	const { result, ...cost } =
		peer === 'bare'
			? { result: await runBare(scene, { jobs, concurrency: count }) }
			: await costOf(
					scene.n8n.pid,
					async () => await runPeer(scene, peer, { jobs, concurrency: count }),
				);
	const lengths = jobs.map((job) => job.jobMs);
	const row = {
		peer,
		count,
		raisedMb: cost.peakMb - cost.idleMb,
		cpuMs: cost.cpuMs,
		...result,
		...noticed(scene.relay, jobs),
		slowestSeconds: Math.max(...lengths) / 1000,
	};
	tell(
		`${peer}, ${count}: ${row.seconds.toFixed(1)} s (the slowest job ${row.slowestSeconds.toFixed(1)} s), ${row.delivered} delivered, ${(row.requests / count).toFixed(2)} requests a video${row.why ? `; ${row.why}` : ''}`,
	);
	return row;
}

/** What a client that takes one job after the other would come to with more: time and requests in proportion. */
function extrapolate(rows, peers, counts) {
	return peers.flatMap((peer) => {
		const own = rows.filter((row) => row.peer === peer);
		const most = own.reduce((a, b) => (b.count > a.count ? b : a));
		return counts
			.filter((count) => count > most.count)
			.map((count) => ({
				peer,
				count,
				isExtrapolated: true,
				seconds: (most.seconds / most.count) * count,
				requests: (most.requests / most.count) * count,
			}));
	});
}

module.exports = { growth };
