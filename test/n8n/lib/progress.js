'use strict';

/**
 * Numbered progress lines with elapsed seconds, and a heartbeat while a step is silent.
 * @param {number} total number of steps
 * @param {{ log?: (line: string) => void, beatMs?: number }} [options]
 */
function createProgress(total, { log = console.log, beatMs = 15_000 } = {}) {
	const begin = Date.now();
	const at = (since) => `${Math.round((Date.now() - since) / 1000)} s`;
	let number = 0;

	return {
		/** A remark below the current step. @param {string} text */
		note: (text) => log(`      ${text}`),
		/** Seconds since the first line, as "12 s". */
		elapsed: () => at(begin),
		/**
		 * Runs one step: its line, a heartbeat, and its time when it took more than a moment.
		 * @template T
		 * @param {string} text
		 * @param {() => T | Promise<T>} work
		 * @returns {Promise<T>}
		 */
		async step(text, work) {
			number += 1;
			log(`[${number}/${total}] ${text}`);
			const since = Date.now();
			const beat = setInterval(() => log(`      … still at it, ${at(since)}`), beatMs);
			try {
				return await work();
			} finally {
				clearInterval(beat);
				if (Date.now() - since > 2000) log(`      ${at(since)}`);
			}
		},
	};
}

module.exports = { createProgress };
