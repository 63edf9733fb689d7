'use strict';

/**
 * A seeded generator (mulberry32): jitter and the region rate must repeat from run to run, or a
 * failing test cannot be run again.
 * @param {number} seed
 * @returns {() => number} 0 <= n < 1
 */
function seeded(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

module.exports = { seeded };
