'use strict';

const { randomBytes } = require('node:crypto');
const { seeded } = require('./random');
const { videoNotFound } = require('./errors');

/**
 * A job knows when it started and what is to become of it; its state is computed from the clock
 * whenever somebody looks. So nothing ticks, nothing has to be stopped, and a thousand jobs cost
 * nothing while they run.
 */
class Job {
	/** @param {Record<string, any>} facts */
	constructor(facts) {
		Object.assign(this, facts);
	}

	get age() {
		return Date.now() - this.startedMs;
	}

	/** @returns {string} queued, in_progress, completed, failed, or the fault's own word */
	get status() {
		const { age, fail } = this;
		if (fail && age >= (fail.atMs ?? this.runMs)) return fail.status ?? 'failed';
		if (age < this.queuedMs) return 'queued';
		if (this.stuck || age < this.runMs) return 'in_progress';
		return 'completed';
	}

	get failed() {
		return Boolean(this.fail) && this.age >= (this.fail.atMs ?? this.runMs);
	}

	/** Neither finished nor failed: what a limit on concurrent jobs counts. */
	get running() {
		return ['queued', 'in_progress'].includes(this.status);
	}

	get progress() {
		const { status } = this;
		if (status === 'completed') return 100;
		if (status !== 'in_progress') return 0;
		// A stuck job creeps up to where real ones are known to hang.
		return Math.min(Math.floor((this.age / Math.max(1, this.runMs)) * 100), this.stuck ? 95 : 99);
	}

	get error() {
		return this.failed ? this.fail.error : null;
	}

	get createdAt() {
		return Math.floor(this.startedMs / 1000);
	}

	get completedMs() {
		return this.startedMs + this.runMs;
	}

	get completedAt() {
		return this.status === 'completed' ? Math.floor(this.completedMs / 1000) : null;
	}

	get expiresAt() {
		return this.status === 'completed' ? Math.floor(this.expiresMs / 1000) : null;
	}

	get expiresMs() {
		const { expire } = this;
		return this.completedMs + (expire ? (expire.afterMs ?? 0) : this.keepMs);
	}

	/** The file is gone though the job is still known. */
	get expired() {
		return this.status === 'completed' && Date.now() >= this.expiresMs;
	}
}

class Jobs {
	/** @param {Record<string, any>} options */
	constructor(options) {
		this.options = options;
		this.random = seeded(options.seed);
		this.reset();
	}

	reset() {
		/** @type {Map<string, Job>} */
		this.all = new Map();
		/** @type {Map<string, Job>} */
		this.byIdempotencyKey = new Map();
	}

	/**
	 * @param {string} wire @param {string} key whose job it is
	 * @param {Record<string, any>} spec what was ordered
	 * @param {Record<string, any>} fate what faults have in store for it
	 */
	create(wire, key, spec, fate) {
		const { jobMs, jitterMs, queuedShare, expiresAfter, padTo } = this.options;
		const { reportedModel, ...rest } = fate;
		const jitter = jitterMs === 0 ? 0 : (this.random() * 2 - 1) * jitterMs;
		const runMs = rest.sync ? 0 : (rest.jobMs ?? Math.max(0, jobMs + jitter));
		const job = new Job({
			...spec,
			...rest,
			id: newId(wire),
			wire,
			key,
			remixedFrom: spec.remixedFrom ?? null,
			reportedModel: reportedModel ?? this.options.reportedModel ?? spec.model,
			padTo: rest.padTo ?? padTo,
			startedMs: Date.now(),
			runMs,
			queuedMs: runMs * queuedShare,
			keepMs: expiresAfter * 1000,
		});
		this.all.set(job.id, job);
		return job;
	}

	/** Another key's job does not exist for you. @param {string} id @param {string} [key] */
	get(id, key) {
		const job = this.all.get(id);
		if (!job || (key !== undefined && job.key !== key)) throw videoNotFound(id);
		return job;
	}

	/** @param {string} key @returns {Job[]} oldest first */
	of(key) {
		return [...this.all.values()].filter((job) => job.key === key);
	}

	/** @param {string} id */
	delete(id) {
		this.all.delete(id);
	}
}

/** Ids look like the vendors' own, because clients build file names and paths from them. */
function newId(wire) {
	const unique = randomBytes(16).toString('hex');
	if (wire !== 'openrouter') return `video_${unique}`;
	return `gen-vid-${Math.floor(Date.now() / 1000)}-${unique.slice(0, 20)}`;
}

module.exports = { Job, Jobs };
