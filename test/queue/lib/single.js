'use strict';
const { join } = require('node:path');
const { bootN8n } = require('../../n8n/lib');

/** One n8n process with SQLite, to be killed and brought back like a cluster. */
class Single {
	/** @param {{ node: string, tarball: string, home: string }} options */
	static async boot({ node, tarball, home }) {
		const single = new Single();
		single.options = { node, userFolder: join(home, 'user'), outDir: join(home, 'out') };
		await single.start({ tarball });
		return single;
	}

	async start({ tarball } = {}) {
		this.n8n = await bootN8n({ ...this.options, tarball });
		this.isDown = false;
	}

	get client() {
		return this.n8n.client;
	}

	/** There is nobody else. */
	holderOf() {
		return 'main';
	}

	async kill(_names, signal) {
		process.kill(this.n8n.pid, signal);
		await this.n8n.exited;
		await this.n8n.stop(); // started by the killed n8n
		this.isDown = true;
	}

	async restore() {
		if (this.isDown) await this.start();
	}

	async close() {
		await this.n8n?.stop();
	}
}

module.exports = { Single };
