'use strict';
const { bootN8n, createProgress, install, INSTALL_STEPS, packPackage } = require('../../n8n/lib');
const { startInternet } = require('./internet');

/** Jest's globalSetup: the packed package in a real n8n of its own. The tests find it in SORA2_E2E. */
module.exports = async function boot() {
	// n8n has its own process group; on exit() the library ends it.
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
	const log = (line) => console.error(line); // stdout is Jest's
	log('');
	const { node } = await install({ progress: createProgress(INSTALL_STEPS, { log }) });
	const tarball = await packPackage();
	const internet = await startInternet();
	globalThis.sora2Internet = internet;
	// n8n 2 excludes Execute Command by default; an example needs it.
	const n8n = await bootN8n({ node, tarball, env: { ...internet.env, NODES_EXCLUDE: '[]' } });
	globalThis.sora2N8n = n8n;
	process.env.SORA2_E2E = JSON.stringify({
		url: n8n.url,
		cookie: n8n.client.cookie,
		outDir: n8n.outDir,
		userFolder: n8n.userFolder,
		internet: internet.url,
	});
	log(`n8n with the packed package: ${n8n.url}\n`);
};
