'use strict';
const { median } = require('../lib/notice');
const { TRIP_MS, createVirtualEndpoint } = require('../lib/virtualEndpoint');

/**
 * Requests and time under limits of requests a minute, in virtual time: the sources that decide when to ask what,
 * without n8n and without waiting. The same figures on every machine.
 * @param {{ cases: { count: number, fromMs: number, toMs: number, requestsPerMinute?: number }[], everyMs: number }} plan
 */
async function pace({ cases, everyMs }, tell) {
	const { getLeastMs, runOurs, runSingle } = require('../lib/virtualClients');
	const { FakeTime } = require('../../unit/support/fakeTime.ts');
	const clients = [
		{ client: 'ours', hasList: true, run: runOurs },
		{ client: 'ours', hasList: false, run: runOurs },
		{ client: 'single', hasList: false, run: runSingle },
	];
	const rows = [];
	for (const { count, fromMs, toMs, requestsPerMinute } of cases) {
		const lengths = spread(count, fromMs, toMs);
		for (const { client, hasList, run } of clients) {
			const time = new FakeTime();
			const begin = time.now();
			const { ports, counts, late } = createVirtualEndpoint({
				time,
				lengths,
				hasList,
				requestsPerMinute,
			});
			await time.until(run(ports, { count, requestsPerMinute, everyMs }), 7 * 24 * 3_600_000);
			const leastMs = getLeastMs({ lengths, requestsPerMinute, tripMs: TRIP_MS });
			const row = {
				client,
				hasList,
				everyMs,
				count,
				fromMs,
				toMs,
				requestsPerMinute,
				...counts,
				perVideo: (counts.order + counts.query + counts.download + counts.refused) / count,
				lateMs: median([...late.values()]),
				seconds: (time.now() - begin) / 1000,
				leastSeconds: leastMs / 1000,
			};
			tell(
				`${client}, ${hasList ? 'list' : 'no list'}, ${count} jobs, ${requestsPerMinute ?? 'any number of'} requests a minute: ${row.perVideo.toFixed(2)} requests a video, ${row.seconds.toFixed(0)} s (${row.leastSeconds.toFixed(0)} s)`,
			);
			rows.push(row);
		}
	}
	return { rows };
}

/** Lengths evenly spread, and shuffled always alike. */
function spread(count, fromMs, toMs) {
	return Array.from(
		{ length: count },
		(_, i) => fromMs + ((toMs - fromMs) * ((i * 7919) % count)) / count,
	);
}

module.exports = { pace };
