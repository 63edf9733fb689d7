'use strict';
const { makeJobs } = require('../lib/jobs');
const { noticed } = require('../lib/notice');
const { runPeer } = require('../lib/peers');

/**
 * One real run under a limit of requests a minute that the relay enforces and the node is told. The scenario "pace"
 * says in virtual time what the limit alone allows.
 * @param {any} scene @param {{ count: number, jobMs: number, requestsPerMinute: number, windowMs?: number }} plan
 */
async function limited(scene, { count, jobMs, requestsPerMinute }, tell) {
	const { getLeastMs } = require('../lib/virtualClients');
	scene.relay.reset();
	scene.relay.set({ rpm: requestsPerMinute });
	const jobs = makeJobs({ count, aboutMs: jobMs, seed: 30 });
	const result = await runPeer(scene, 'ours', { jobs, concurrency: count, requestsPerMinute });
	const refused = scene.relay.requests.filter(({ status }) => status === 429).length;
	const lengths = jobs.map((job) => job.jobMs);
	const leastMs = getLeastMs({ lengths, requestsPerMinute, tripMs: 0 });
	scene.relay.set({ rpm: null });
	const row = {
		peer: 'ours',
		count,
		jobMs,
		requestsPerMinute,
		...result,
		...noticed(scene.relay, jobs),
		refused,
		leastSeconds: leastMs / 1000,
	};
	tell(
		`${requestsPerMinute} requests a minute, ${count} jobs: ${row.seconds.toFixed(1)} s (the limit alone: ${row.leastSeconds.toFixed(1)} s)`,
	);
	return { rows: [row] };
}

module.exports = { limited };
