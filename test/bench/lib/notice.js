'use strict';

/** Jobs on a page of the relay's list, at most. */
const PAGE = 100;

/**
 * How the jobs of the run just over were watched, by the relay's own log: how long after its end the first question
 * that tells of it came, about the job alone or for a page of the list, and how many questions there were.
 * @param {any} relay @param {{ prompt: string, jobMs: number }[]} jobs
 */
function noticed(relay, jobs) {
	const lengths = new Map(jobs.map((job) => [job.prompt, job.jobMs]));
	const ends = new Map(
		relay.ledger.entries
			.filter((line) => line.jobId)
			.map((line) => [line.jobId, line.t + lengths.get(line.prompt)]),
	);
	const newestFirst = [...ends.keys()].reverse();
	const late = new Map();
	let polls = 0;
	let pages = 0;
	for (const { method, path, query, t } of relay.requests) {
		if (method !== 'GET') continue;
		const isPage = path.endsWith('/videos');
		const id = /\/videos\/([^/]+)$/.exec(path)?.[1];
		if (isPage) pages += 1;
		else if (ends.has(id)) polls += 1;
		const from = query.after ? newestFirst.indexOf(query.after) + 1 : 0;
		for (const told of isPage ? newestFirst.slice(from, from + PAGE) : [id])
			if (t >= ends.get(told) && !late.has(told)) late.set(told, t - ends.get(told));
	}
	return {
		lateMs: median([...late.values()]),
		polls,
		pages,
		requests: relay.requests.length,
	};
}

function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

module.exports = { median, noticed };
