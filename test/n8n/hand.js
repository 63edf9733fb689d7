#!/usr/bin/env node
'use strict';
/**
 * A real n8n for trials by hand or by a browser: the packed package, a local relay, a credential, nothing run. With
 * `--watch` (`npm run dev`) it takes every change of the source while it runs. See README.md.
 */
const { spawn } = require('node:child_process');
const { cpSync, existsSync, rmSync, watch } = require('node:fs');
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
const { ROOT } = require('./lib/paths');
const { startRelay } = require('../relay');

const HOME = join(LOCAL_DIR, 'hand');
const cleanups = [];

async function main() {
	const { values } = parseArgs({
		options: {
			fresh: { type: 'boolean' },
			tarball: { type: 'string' },
			watch: { type: 'boolean' },
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
		// n8n then watches the folders of community packages and loads them again.
		env: values.watch ? { N8N_DEV_RELOAD: 'true' } : {},
		onSpawn,
	});
	if (values.watch) buildOnChange();
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

/** Builds on every change, and gives the result to the running n8n. */
function buildOnChange() {
	const built = join(ROOT, 'dist');
	const installed = join(HOME, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-sora2', 'dist');
	// Not `watch`, which starts with an empty folder: it is built already.
	const gulp = spawn(
		process.execPath,
		[join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js'), 'onChange'],
		{
			cwd: ROOT,
			stdio: 'inherit',
		},
	);
	const watcher = watch(built, { recursive: true }, (_, file) => {
		if (existsSync(join(built, file)))
			cpSync(join(built, file), join(installed, file), { recursive: true });
	});
	cleanups.unshift(
		() => watcher.close(),
		() => void gulp.kill(),
	);
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
