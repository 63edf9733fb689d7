#!/usr/bin/env node
'use strict';
/** A real n8n for trials by hand or by a browser: the packed package, a local relay, a credential, nothing run. See README.md. */
const { rmSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const {
	bootN8n,
	freePort,
	install,
	LOCAL_DIR,
	OWNER,
	packPackage,
	printProblem,
} = require('./lib');
const { startRelay } = require('../relay');

const HOME = join(LOCAL_DIR, 'hand');
const cleanups = [];

async function main() {
	const { values } = parseArgs({
		options: {
			fresh: { type: 'boolean' },
			tarball: { type: 'string' },
			port: { type: 'string', default: '5690' },
		},
	});
	if (values.fresh) rmSync(HOME, { recursive: true, force: true });
	const { node } = await install();
	const tarball = values.tarball ?? (await packPackage());
	const relay = await startRelay({ port: await freePort(8790), jobMs: 3000, keys: ['sk-local'] });
	cleanups.unshift(() => relay.close());
	const onSpawn = ({ stop }) => cleanups.unshift(stop);
	const { client, url, logFile, outDir, exited } = await bootN8n({
		node,
		tarball,
		userFolder: HOME,
		port: Number(values.port),
		onSpawn,
	});
	await client.putCredential({
		name: 'Local relay',
		data: { apiKey: 'sk-local', baseUrl: relay.baseUrl, authHeader: 'bearer' },
	});
	console.log(`
editor  ${url}   ${OWNER.email}   ${OWNER.password}
relay   ${relay.baseUrl}   ledger: ${relay.url}/_relay/ledger
files   ${outDir}   (the folder that workflows may write to)
log     ${logFile}
Ctrl-C ends both.`);
	await exited;
}

async function end(code) {
	for (const cleanup of cleanups.splice(0)) await cleanup();
	process.exit(code);
}
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
main().catch((error) => {
	printProblem(error);
	void end(1);
});
