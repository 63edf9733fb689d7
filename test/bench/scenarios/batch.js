'use strict';
const { makeJobs, schedules } = require('../lib/jobs');
const { noticed } = require('../lib/notice');
const { runPeer } = require('../lib/peers');
const { runBare } = require('../lib/runBare');

/**
 * A batch of jobs of different lengths, everyone's turn with the very same prompts.
 * @param {any} scene
 * @param {{ jobs: object, runs: { peer: string, concurrency?: number }[] }} plan
 */
async function batch(scene, { jobs: wanted, runs }, tell) {
	const jobs = makeJobs(wanted);
	const lengths = jobs.map((job) => job.jobMs);
	const rows = [];
	for (const { peer, concurrency } of runs) {
		scene.relay.reset();
		const run = await (peer === 'bare'
			? runBare(scene, { jobs, concurrency })
			: runPeer(scene, peer, { jobs, concurrency }));
		const best = schedules(lengths, concurrency ?? jobs.length);
		const row = {
			peer,
			concurrency,
			count: jobs.length,
			...run,
			...noticed(scene.relay, jobs),
			bestSeconds: best.longestFirst / 1000,
			inOrderSeconds: best.inOrder / 1000,
		};
		tell(
			`${peer}${concurrency ? `, ${concurrency} at a time` : ''}: ${run.seconds.toFixed(1)} s, ${run.delivered} of ${jobs.length}`,
		);
		rows.push(row);
	}
	return {
		count: jobs.length,
		slowestSeconds: Math.max(...lengths) / 1000,
		shortestSeconds: Math.min(...lengths) / 1000,
		rows,
	};
}

module.exports = { batch };
