'use strict';
const { createServer, connect } = require('node:net');
const { freePort } = require('../n8n/lib');

/**
 * A door in front of the relay that can be shut and opened again on the same port: the endpoint restarts, and keeps its
 * books as an endpoint with a database does.
 */
class Door {
	/** @param {string} url the relay's */
	static async open(url) {
		const door = new Door();
		door.target = Number(new URL(url).port);
		door.port = await freePort();
		door.sockets = new Set();
		await door.unlock();
		return door;
	}

	async unlock() {
		this.server = createServer((socket) => {
			const inner = connect(this.target, '127.0.0.1');
			for (const one of [socket, inner]) {
				this.sockets.add(one);
				one.on('error', () => {});
				one.once('close', () => {
					this.sockets.delete(one);
					socket.destroy();
					inner.destroy();
				});
			}
			socket.pipe(inner).pipe(socket);
		});
		await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
	}

	async shut() {
		const closed = new Promise((resolve) => this.server.close(resolve));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}
}

module.exports = { Door };
