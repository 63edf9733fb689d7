'use strict';

const { randomBytes } = require('node:crypto');
const { seeded } = require('./random');
const { videoNotFound } = require('./errors');

/**
 * A job knows when it started and how it will end; its state is computed from the clock
 * on request. So there are no timers to stop, and a thousand jobs cost
 * nothing while they run.
 */
class Job {
	/** @param {Record<string, any>} facts */
	constructor(facts) {
		/** @type {string} */
		this.id = facts.id;
		/** @type {string} the dialect it was ordered in */
		this.wire = facts.wire;
		/** @type {string} whose it is */
		this.key = facts.key;

		/** @type {string} */
		this.model = facts.model;
		/** @type {string} */
		this.reportedModel = facts.reportedModel;
		/** @type {string} */
		this.prompt = facts.prompt;
		/** @type {number} */
		this.seconds = facts.seconds;
		/** @type {string} */
		this.size = facts.size;
		/** @type {string} */
		this.resolution = facts.resolution;
		/** @type {string | null} */
		this.remixedFrom = facts.remixedFrom ?? null;
		/** @type {number} */
		this.usd = facts.usd;
		/** @type {number | null} */
		this.padTo = facts.padTo;

		this.startedMs = Date.now();
		/** @type {number} */
		this.runMs = facts.runMs;
		/** @type {number} */
		this.queuedMs = facts.queuedMs;
		/** @type {number} how long the file is kept */
		this.keepMs = facts.keepMs;

		/** @type {{ error: any, billed: boolean, atMs?: number, status?: string } | undefined} */
		this.fail = facts.fail;
		/** @type {boolean} */
		this.stuck = facts.stuck ?? false;
		/** @type {{ as: string, id: boolean } | undefined} */
		this.sync = facts.sync;
		/** @type {string | null} where its end is reported */
		this.callbackUrl = facts.callbackUrl ?? null;
		/** @type {number | null} when it was called off */
		this.cancelledMs = null;
	}

	get age() {
		return Date.now() - this.startedMs;
	}

	/** @returns {string} queued, in_progress, completed, failed, or the fault's own word */
	get status() {
		const { age, fail } = this;
		if (this.cancelledMs !== null) return 'cancelled';
		if (fail && age >= (fail.atMs ?? this.runMs)) return fail.status ?? 'failed';
		if (age < this.queuedMs) return 'queued';
		if (this.stuck || age < this.runMs) return 'in_progress';
		return 'completed';
	}

	/** Called off: never billed. */
	get cancelled() {
		return this.cancelledMs !== null;
	}

	get failed() {
		if (this.cancelled) return false;
		return Boolean(this.fail) && this.age >= (this.fail.atMs ?? this.runMs);
	}

	/** Neither finished nor failed, as counted by a limit on concurrent jobs. */
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
		return this.completedMs + this.keepMs;
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
		const jitter = jitterMs === 0 ? 0 : (this.random() * 2 - 1) * jitterMs;
		const runMs = fate.sync ? 0 : (fate.jobMs ?? Math.max(0, jobMs + jitter));
		const job = new Job({
			...spec,
			...fate,
			id: newId(wire),
			wire,
			key,
			reportedModel: fate.reportedModel ?? this.options.reportedModel ?? spec.model,
			padTo: fate.padTo ?? padTo,
			runMs,
			queuedMs: runMs * queuedShare,
			keepMs: fate.keepMs ?? expiresAfter * 1000,
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
	if (wire === 'xai') return unique;
	if (wire !== 'openrouter') return `video_${unique}`;
	return `gen-vid-${Math.floor(Date.now() / 1000)}-${unique.slice(0, 20)}`;
}

module.exports = { Job, Jobs };
