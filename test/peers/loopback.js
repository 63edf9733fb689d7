'use strict';

/** Loaded before a peer that would listen on every interface: it listens on 127.0.0.1 only. */
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
	const callback = args.find((arg) => typeof arg === 'function');
	const given =
		typeof args[0] === 'object' && args[0] !== null ? args[0] : { port: Number(args[0]) };
	return listen.call(this, { ...given, host: '127.0.0.1' }, callback);
};
