'use strict';
const { createServer } = require('node:net');

/**
 * A free loopback port: the preferred one if it is free, else one the system picks.
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
async function freePort(preferred = 0) {
	return (await tryPort(preferred)) ?? (await tryPort(0));
}

/** @param {number} port @returns {Promise<number | undefined>} */
function tryPort(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
			const { port: got } = server.address();
			server.close(() => resolve(got));
		});
	});
}

module.exports = { freePort };
