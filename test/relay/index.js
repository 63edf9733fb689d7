'use strict';

const { randomBytes } = require('node:crypto');
const { setMaxListeners } = require('node:events');
const { Callbacks } = require('./callbacks');
const { Faults } = require('./faults');
const { Jobs } = require('./jobs');
const { Ledger } = require('./ledger');
const { Limits } = require('./limits');
const { changeOptions, readBytes, readOptions } = require('./options');
const { listen } = require('./server');
const { render } = require('./view');

/** @typedef {import('./server').Context} Context */
/** @typedef {import('./index.d.ts').Relay} Relay */

/** @param {import('node:http').Server} server */
const origin = (server) => `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;

/**
 * A paid video endpoint that costs nothing; README.md describes it.
 * @param {Partial<import('./index.d.ts').RelayOptions>} [given]
 * @returns {Promise<Relay>}
 */
async function startRelay(given) {
	const options = readOptions(given);
	options.padTo = options.padTo === null ? null : readBytes(options.padTo);
	const stop = new AbortController();
	// Every sleeping request listens to it, and there may be hundreds.
	setMaxListeners(0, stop.signal);
	const ctx = {
		options,
		jobs: new Jobs(options),
		ledger: new Ledger(),
		faults: new Faults(options),
		limits: new Limits(options),
		callbacks: new Callbacks(options),
		requests: [],
		signal: stop.signal,
		secret: randomBytes(16).toString('hex'),
		url: '',
		cdnUrl: null,
		relay: null,
	};
	const servers = [await listen(ctx, options.port)];
	if (options.cdn) servers.push(await listen(ctx, 0, true));
	ctx.callbacks.render = (job) => render(ctx, job, job.wire);
	ctx.url = origin(servers[0]);
	ctx.cdnUrl = options.cdn ? origin(servers[1]) : null;
	ctx.relay = relayOf(ctx, () => {
		stop.abort();
		ctx.callbacks.reset();
		return Promise.all(servers.map(shut));
	});
	return ctx.relay;
}

/** @param {Context} ctx @param {() => Promise<unknown>} stop @returns {Relay} */
function relayOf(ctx, stop) {
	let closing;
	return {
		url: ctx.url,
		baseUrl: `${ctx.url}/v1`,
		cdnUrl: ctx.cdnUrl,
		ledger: ctx.ledger,
		requests: ctx.requests,
		callbacks: ctx.callbacks.sent,
		get leaks() {
			return ctx.requests.filter((record) => record.leaked);
		},
		script: (faults) => ctx.faults.script(faults),
		set(changes) {
			const read = { ...changes };
			if (read.padTo != null) read.padTo = readBytes(read.padTo);
			changeOptions(ctx.options, read);
		},
		reset() {
			for (const part of [ctx.jobs, ctx.ledger, ctx.faults, ctx.limits, ctx.callbacks])
				part.reset();
			ctx.requests.length = 0;
		},
		async close() {
			closing ??= stop();
			await closing;
		},
	};
}

/** Hung and idle connections alike must go, or the process that started the relay never ends. */
function shut(server) {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

module.exports = { startRelay };
