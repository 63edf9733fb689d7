'use strict';

const { cents } = require('./prices');

/**
 * The endpoint's books: one line per submit, whatever became of it. Tests ask it the only question
 * that matters, what was charged, so it must not depend on what the client saw.
 */
class Ledger {
	constructor() {
		this.reset();
	}

	reset() {
		this.lines = [];
		/** @type {Map<string, { line: any, job: any }>} */
		this.byJob = new Map();
	}

	/** @param {{ wire: string, kind: string, model: any, prompt: any, idempotencyKey: string | null }} facts */
	open(facts) {
		const line = {
			n: this.lines.length + 1,
			t: Date.now(),
			...facts,
			outcome: 'refused',
			status: null,
			code: null,
			jobId: null,
			charged: 0,
			refunded: 0,
			deduped: false,
			delivered: 0,
			cut: 0,
		};
		this.lines.push(line);
		return line;
	}

	/** @param {any} line @param {any} job @param {boolean} deduped the job is an earlier line's */
	accept(line, job, deduped) {
		Object.assign(line, { outcome: 'accepted', jobId: job.id, model: job.model, deduped });
		if (deduped) return;
		line.charged = job.usd;
		this.byJob.set(job.id, { line, job });
	}

	/** @param {string} jobId @param {boolean} whole */
	deliver(jobId, whole) {
		const entry = this.byJob.get(jobId);
		if (entry) entry.line[whole ? 'delivered' : 'cut'] += 1;
	}

	/** A refund falls due when the job fails, and jobs have no clock of their own. */
	settle() {
		for (const { line, job } of this.byJob.values()) {
			if (job.cancelled || (job.failed && !job.fail.billed)) line.refunded = line.charged;
		}
	}

	/** @returns {any[]} */
	get entries() {
		this.settle();
		return this.lines.map((line) => ({ ...line }));
	}

	/** chargedUsd and chargedJobs are net of refunds. */
	summary() {
		const lines = this.entries;
		const count = (test) => lines.filter(test).length;
		const sum = (value) => cents(lines.reduce((total, line) => total + value(line), 0));
		return {
			submits: lines.length,
			refused: count((line) => line.outcome === 'refused'),
			accepted: count((line) => line.outcome === 'accepted'),
			deduped: count((line) => line.deduped),
			chargedUsd: sum((line) => line.charged - line.refunded),
			refundedUsd: sum((line) => line.refunded),
			chargedJobs: count((line) => line.charged > line.refunded),
			deliveredJobs: count((line) => line.delivered > 0),
		};
	}

	toJSON() {
		return { summary: this.summary(), entries: this.entries };
	}

	[Symbol.iterator]() {
		return this.entries[Symbol.iterator]();
	}
}

module.exports = { Ledger };
