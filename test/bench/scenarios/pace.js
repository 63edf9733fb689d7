'use strict';
const { median } = require('../lib/notice');
const { TRIP_MS, createVirtualEndpoint } = require('../lib/virtualEndpoint');

/**
 * Requests and time under limits of requests a minute, in virtual time: the sources that decide when to ask what,
 * without n8n and without waiting. The same figures on every machine.
 * @param {{ cases: { count: number, fromMs: number, toMs: number, requestsPerMinute?: number, hasProgress?: boolean }[], everyMs: number }} plan
 */
async function pace({ cases, everyMs }, tell) {
	const { getLeastMs, runOurs, runSingle } = require('../lib/virtualClients');
	const { FakeTime } = require('../../unit/support/fakeTime.ts');
	const rows = [];
	for (const { count, fromMs, toMs, requestsPerMinute, hasProgress = true } of cases) {
		const lengths = spread(count, fromMs, toMs);
		for (const { client, hasList, isDeclared } of getClients(requestsPerMinute)) {
			const run = client === 'single' ? runSingle : runOurs;
			const time = new FakeTime();
			const begin = time.now();
			const { ports, counts, late } = createVirtualEndpoint({
				time,
				lengths,
				hasList,
				hasProgress,
				requestsPerMinute,
			});
			const how = { count, requestsPerMinute, isDeclared, hasList, everyMs };
			await time.until(run(ports, how), 7 * 24 * 3_600_000);
			const leastMs = getLeastMs({ lengths, requestsPerMinute, tripMs: TRIP_MS });
			const row = {
				client,
				hasList,
				hasProgress,
				isDeclared,
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
				`${client}, ${hasList ? 'list' : 'no list'}${isDeclared === false ? ', not told' : ''}, ${count} jobs, ${requestsPerMinute ?? 'any number of'} requests a minute: ${row.perVideo.toFixed(2)} requests a video, ${row.seconds.toFixed(0)} s (${row.leastSeconds.toFixed(0)} s)`,
			);
			rows.push(row);
		}
	}
	return { rows };
}

/** Who runs the jobs: this node with and without a list, told the limit or not, and single polling. */
function getClients(requestsPerMinute) {
	const declared = requestsPerMinute === undefined ? [undefined] : [true, false];
	const ours = declared.flatMap((isDeclared) =>
		[true, false].map((hasList) => ({ client: 'ours', hasList, isDeclared })),
	);
	return [...ours, { client: 'single', hasList: false }];
}

/** Lengths evenly spread, and shuffled always alike. */
function spread(count, fromMs, toMs) {
	return Array.from(
		{ length: count },
		(_, i) => fromMs + ((toMs - fromMs) * ((i * 7919) % count)) / count,
	);
}

module.exports = { pace };
