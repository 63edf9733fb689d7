'use strict';

const { rateLimited } = require('./errors');

/** The two limits vendors name: requests a minute, and jobs at once. */
class Limits {
	/** @param {Record<string, any>} options */
	constructor(options) {
		this.options = options;
		this.reset();
	}

	reset() {
		/** @type {Map<string, number[]>} times of the requests inside the window, by key */
		this.taken = new Map();
	}

	/** Counts a request, or throws 429; a refused one costs nothing. @param {string} key */
	request(key) {
		const { rpm, windowMs } = this.options;
		if (!rpm) return;
		const now = Date.now();
		const times = (this.taken.get(key) ?? []).filter((t) => t > now - windowMs);
		this.taken.set(key, times);
		if (times.length >= rpm) {
			throw rateLimited(`${rpm} requests per minute`, this.wait(times[0] + windowMs - now));
		}
		times.push(now);
	}

	/** @param {import('./jobs').Job[]} jobs the key's own */
	submit(jobs) {
		const { maxJobs } = this.options;
		if (!maxJobs) return;
		const running = jobs.filter((job) => job.running);
		if (running.length < maxJobs) return;
		const free = Math.min(...running.map((job) => job.completedMs)) - Date.now();
		throw rateLimited(`${maxJobs} concurrent jobs`, this.wait(free));
	}

	/** @param {number} ms */
	wait(ms) {
		return this.options.retryAfter ? ms : null;
	}
}

module.exports = { Limits };
