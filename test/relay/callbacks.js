'use strict';

const { createHmac, randomUUID } = require('node:crypto');

/** A receiver that does not answer well is asked again, as vendors do; here within a second. */
const RETRY_MS = [0, 100, 400];

/**
 * Reports the end of jobs as OpenRouter does (its webhook guide, 2026): `video.generation.<status>` with
 * `X-OpenRouter-Signature: t=<seconds>,v1=<HMAC-SHA256 over "t,body">`. Jobs have no clock of their own, so this one
 * has: a timer for every job that somebody wants to hear of.
 */
class Callbacks {
	/** @param {Record<string, any>} options */
	constructor(options) {
		this.options = options;
		/** @type {Set<NodeJS.Timeout>} */
		this.timers = new Set();
		/** @type {any[]} what was sent, and its answers */
		this.sent = [];
		/** @type {(job: import('./jobs').Job) => any} */
		this.render = () => ({});
	}

	reset() {
		this.timers.forEach(clearTimeout);
		this.timers.clear();
		this.sent.length = 0;
	}

	/** @param {import('./jobs').Job} job */
	expect(job) {
		const url = job.callbackUrl ?? (job.wire === 'openrouter' ? this.options.callbackUrl : null);
		if (!url || job.stuck) return;
		const ms = Math.max(0, (job.fail?.atMs ?? job.runMs) - job.age) + 5;
		this.later(ms, () => this.report(job, url));
	}

	/** @param {number} ms @param {() => Promise<void>} run */
	later(ms, run) {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			void run();
		}, ms);
		timer.unref();
		this.timers.add(timer);
	}

	/** @param {import('./jobs').Job} job @param {string} url */
	async report(job, url) {
		const type = `video.generation.${job.status}`;
		const body = JSON.stringify({
			id: randomUUID(),
			type,
			created_at: new Date().toISOString(),
			data: this.render(job),
		});
		await this.deliver(url, { jobId: job.id, type, body }, 0);
	}

	/** @param {string} url @param {{ jobId: string, type: string, body: string }} event @param {number} turn */
	async deliver(url, event, turn) {
		const seconds = Math.floor(Date.now() / 1000);
		const entry = {
			...event,
			url,
			headers: signed(event.body, this.options.webhookSecret, seconds),
		};
		const status = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...entry.headers },
			body: event.body,
		}).then(
			(res) => res.status,
			() => null,
		);
		this.sent.push({ ...entry, status });
		const again = RETRY_MS[turn + 1];
		if ((status === null || status >= 300) && again !== undefined)
			this.later(again, () => this.deliver(url, event, turn + 1));
	}
}

/** @param {string} body @param {string | null} secret @param {number} seconds */
function signed(body, secret, seconds) {
	if (!secret) return {};
	const mac = createHmac('sha256', secret).update(`${seconds},${body}`).digest('hex');
	return { 'x-openrouter-signature': `t=${seconds},v1=${mac}` };
}

module.exports = { Callbacks, signed };
