'use strict';
const { drawRefused, makeJobs } = require('../lib/jobs');
const { runPeer } = require('../lib/peers');

/** As a builder sets it: n8n's own defaults for the tries, failures to the error output. */
const NODE = {
	retryOnFail: true,
	maxTries: 3,
	waitBetweenTries: 1000,
	onError: 'continueErrorOutput',
};
const REFUSED = ' [[region!]]';

/**
 * Region refusals under Retry On Fail and the error output: the same orders are refused once for every peer. Several
 * batches, because it matters a lot whether the first item of one is refused. They run side by side: this is about
 * money, not about time.
 * @param {any} scene
 * @param {{ shares: number[], batches: number, each: number, peers: string[], seed: number }} plan
 */
async function refusals(scene, { shares, batches, each, peers, seed }, tell) {
	const rows = [];
	for (const share of shares) {
		const refused = drawRefused(batches * each, share, seed + Math.round(share * 1000));
		const first = [...refused].filter((i) => i % each === 0).length;
		for (const peer of peers) {
			scene.relay.reset();
			const runs = await Promise.all(
				Array.from({ length: batches }, async (_, b) => {
					const directives = (i) => (refused.has(b * each + i) ? REFUSED : '');
					const jobs = makeJobs({
						count: each,
						aboutMs: 0,
						seed: seed + b,
						words: `batch ${b + 1}`,
						directives,
					});
					return await runPeer(scene, peer, { jobs, node: NODE });
				}),
			);
			const { submits, chargedUsd, chargedJobs } = scene.relay.ledger.summary();
			const delivered = runs.reduce((sum, run) => sum + run.delivered, 0);
			const row = {
				peer,
				share,
				ordered: batches * each,
				refused: refused.size,
				first,
				delivered,
				submits,
				chargedUsd,
				chargedJobs,
				calls: scene.relay.requests.length,
			};
			tell(
				`${peer}, ${Math.round(share * 100)} % refused: ${delivered} of ${row.ordered} delivered, ${chargedJobs} charged`,
			);
			rows.push(row);
		}
	}
	return { batches, each, rows };
}

module.exports = { refusals };
