'use strict';

/**
 * How the jobs of the run just over were watched, by the relay's own log: how long after its end the first question
 * about a job came, and how many questions it took.
 * @param {any} relay @param {{ prompt: string, jobMs: number }[]} jobs
 */
function noticed(relay, jobs) {
	const lengths = new Map(jobs.map((job) => [job.prompt, job.jobMs]));
	const ends = new Map(
		relay.ledger.entries
			.filter((line) => line.jobId)
			.map((line) => [line.jobId, line.t + lengths.get(line.prompt)]),
	);
	const polls = new Map();
	const late = new Map();
	for (const { method, path, t } of relay.requests) {
		const id = /^\/v1\/videos\/([^/]+)$/.exec(path)?.[1];
		if (method !== 'GET' || !ends.has(id)) continue;
		polls.set(id, (polls.get(id) ?? 0) + 1);
		if (t >= ends.get(id) && !late.has(id)) late.set(id, t - ends.get(id));
	}
	return {
		lateMs: median([...late.values()]),
		polls: median([...polls.values()]),
		mostPolls: Math.max(0, ...polls.values()),
		calls: relay.requests.length,
	};
}

function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

module.exports = { median, noticed };
