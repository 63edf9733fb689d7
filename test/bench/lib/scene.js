'use strict';
const { startRelay } = require('../../relay');
const { bootN8n } = require('../../n8n/lib');
const { KEY, putCredentials } = require('./peers');

/** The relay and n8n a scenario plays on. Every one of them ends with `close()`. */
async function openScene({ node, tarball, binaryMode = 'filesystem', onOpen = () => {} }) {
	const relay = await startRelay({ keys: [KEY], seed: 1, keepRequests: 200_000 });
	const opened = { stop: async () => await relay.close() };
	onOpen(opened);
	const n8n = await bootN8n({
		node,
		tarball,
		env: { N8N_DEFAULT_BINARY_DATA_MODE: binaryMode, N8N_LOG_LEVEL: 'warn' },
		onSpawn: ({ stop }) => {
			opened.stop = async () => {
				await stop();
				await relay.close();
			};
		},
	});
	const scene = {
		node,
		relay,
		n8n,
		count: 0,
		credentials: await putCredentials(n8n.client, relay),
		close: async () => await opened.stop(),
	};
	return scene;
}

module.exports = { openScene };
