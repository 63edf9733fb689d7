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

module.exports = { drawRefused, makeJobs };
