'use strict';
const { seeded } = require('../../relay/random');

/**
 * The same jobs for every peer: each prompt tells the relay how long its job takes, in so many words.
 * @param {{ count: number, aboutMs: number, jitterMs?: number, seed: number, words?: string, directives?: (i: number) => string }} options
 * @returns {{ prompt: string, jobMs: number }[]}
 */
function makeJobs({
	count,
	aboutMs,
	jitterMs = 0,
	seed,
	words = 'a pier at dawn',
	directives = () => '',
}) {
	const random = seeded(seed);
	return Array.from({ length: count }, (_, i) => {
		const jobMs = Math.round(aboutMs + (2 * random() - 1) * jitterMs);
		return { jobMs, prompt: `${words}, take ${i + 1} [[jobMs:${jobMs}]]${directives(i)}` };
	});
}

/**
 * Which of `count` orders are refused: exactly the share, at places a seed chooses.
 * @returns {Set<number>}
 */
function drawRefused(count, share, seed) {
	const random = seeded(seed);
	const left = Array.from({ length: count }, (_, i) => i);
	const drawn = new Set();
	while (drawn.size < Math.round(count * share))
		drawn.add(left.splice(Math.floor(random() * left.length), 1)[0]);
	return drawn;
}

/**
 * When so many places at once have worked off jobs whose lengths are known: in the given order, and in the best one
 * that "longest first" finds. No client knows the lengths beforehand.
 * @param {number[]} lengths
 * @param {number} places
 */
function schedules(lengths, places) {
	return {
		inOrder: workedOff(lengths, places),
		longestFirst: workedOff(
			[...lengths].sort((a, b) => b - a),
			places,
		),
		bound: Math.max(...lengths, lengths.reduce((sum, one) => sum + one, 0) / places),
	};
}

function workedOff(lengths, places) {
	const free = Array.from({ length: places }, () => 0);
	for (const length of lengths) {
		const first = free.indexOf(Math.min(...free));
		free[first] += length;
	}
	return Math.max(...free);
}

module.exports = { drawRefused, makeJobs, schedules };
