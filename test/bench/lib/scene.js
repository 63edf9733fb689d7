'use strict';
const { join } = require('node:path');
const { startRelay } = require('../../relay');
const { bootN8n } = require('../../n8n/lib');
const { freePort } = require('../../n8n/lib/ports');
const { KEY, putCredentials } = require('./peers');
const { startVeo } = require('./veo');

/** The relay and n8n a scenario plays on. Every one of them ends with `close()`. */
async function openScene({ node, tarball, binaryMode = 'filesystem', onOpen = () => {} }) {
	const relay = await startRelay({ keys: [KEY], seed: 1, keepRequests: 400_000 });
	const veo = await startVeo(relay.url);
	const closeServers = async () => {
		await veo.close();
		await relay.close();
	};
	const opened = { stop: closeServers };
	onOpen(opened);
	const probePort = await freePort();
	const n8n = await bootN8n({
		node,
		tarball,
		env: {
			N8N_DEFAULT_BINARY_DATA_MODE: binaryMode,
			N8N_LOG_LEVEL: 'warn',
			N8N_CUSTOM_EXTENSIONS: join(__dirname, 'nodes'),
			NODE_OPTIONS: `--require ${join(__dirname, 'probe.js')}`,
			BENCH_PROBE_PORT: String(probePort),
		},
		onSpawn: ({ stop }) => {
			opened.stop = async () => {
				await stop();
				await closeServers();
			};
		},
	});
	return {
		node,
		relay,
		n8n,
		count: 0,
		credentials: await putCredentials(n8n.client, relay, veo),
		/** Asks n8n's process about itself: `delay` or `heap`. */
		probe: async (what) => await (await fetch(`http://127.0.0.1:${probePort}/${what}`)).json(),
		close: async () => await opened.stop(),
	};
}

module.exports = { openScene };
