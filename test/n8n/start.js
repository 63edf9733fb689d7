#!/usr/bin/env node
'use strict';
/**
 * `npm start`: everything on one machine, without a key and without cost. Installs what is missing, starts the local
 * relay and a real n8n with the packed package, runs the example workflow and shows what became of each prompt. Stays up
 * for a look at the editor until Ctrl-C; `npm start -- --once` ends after the table.
 */
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { INSTALL_STEPS, install } = require('./install');
const { OWNER } = require('./lib/client');
const { exampleWorkflow, rowsOf, tableOf } = require('./lib/demo');
const { bootN8n } = require('./lib/n8n');
const { packPackage } = require('./lib/pack');
const { LOCAL_DIR, OUT_DIR, ROOT } = require('./lib/paths');
const { freePort } = require('./lib/ports');
const { Problem, printProblem } = require('./lib/problem');
const { createProgress } = require('./lib/progress');
const { npm } = require('./lib/run');

const KEY = 'sk-local';
const RUNNING = join(LOCAL_DIR, 'running.json');

/** Everything started so far, newest first, so that an end at any moment leaves nothing behind. */
const cleanups = [];
let ending;
const end = () =>
	(ending ??= (async () => {
		for (const cleanup of cleanups) await cleanup();
	})());

async function main() {
	const once = process.argv.includes('--once');
	checkNode();
	checkNotRunning();
	const progress = createProgress(2 + INSTALL_STEPS + 3);
	await progress.step('Development dependencies (the first time 1 to 2 minutes)', () =>
		installRoot(progress),
	);
	const tarball = await progress.step('Build and pack the package', () =>
		packPackage({ to: join(LOCAL_DIR, 'pack') }),
	);
	const { node } = await install({ progress });

	const relay = await progress.step('The local relay', startLocalRelay);
	progress.note(`${relay.baseUrl}, key ${KEY}; its ledger: ${relay.url}/_relay/ledger`);
	const n8n = await progress.step('The real n8n (about 10 s, the first time 15)', () =>
		boot(node, tarball),
	);
	const { execution, ledger } = await progress.step('The workflow "Reverse, then relay"', () =>
		runExample(n8n, relay, progress),
	);

	const rows = rowsOf(execution, ledger);
	const delivered = rows.length > 0 && rows.every((row) => row.file);
	console.log(`\n${tableOf(rows, (file) => relative(ROOT, file))}\n`);
	if (!delivered) explain(execution, n8n.logFile);
	if (once) return delivered ? 0 : 1;

	console.log(`The editor:  ${n8n.url}/workflow/${execution.workflowId}`);
	console.log(`Log in as:   ${OWNER.email}   password: ${OWNER.password}`);
	console.log(
		`Its data:    ${relative(ROOT, LOCAL_DIR)}/ (kept for the next start; delete it for a fresh n8n)`,
	);
	console.log('\nCtrl-C ends n8n and the relay.');
	await n8n.exited;
	if (ending) return 0;
	throw new Problem('n8n ended by itself.', `its log is ${n8n.logFile}`);
}

function checkNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > 20 || (major === 20 && minor >= 19)) return;
	throw new Problem(
		`This is Node ${process.versions.node}; the package needs 20.19 or newer.`,
		'install Node 20, 22 or 24 and start again.',
	);
}

/** Two n8n on one database would damage it. */
function checkNotRunning() {
	if (!existsSync(RUNNING)) return;
	const { pid, url } = JSON.parse(readFileSync(RUNNING, 'utf8'));
	try {
		process.kill(pid, 0);
	} catch {
		return rmSync(RUNNING);
	}
	throw new Problem(
		`An n8n of an earlier npm start is still running: process ${pid}, ${url}.`,
		`end it with Ctrl-C where it was started, or with: kill ${pid}\n(If that process is something else, delete ${relative(ROOT, RUNNING)}.)`,
	);
}

/** @param {ReturnType<typeof createProgress>} progress */
async function installRoot(progress) {
	if (
		['gulp', 'typescript', 'n8n-workflow', 'zod'].every((name) =>
			existsSync(join(ROOT, 'node_modules', name, 'package.json')),
		)
	) {
		return progress.note('already installed');
	}
	const { code, output } = await npm(['ci', '--ignore-scripts', '--loglevel=error'], { cwd: ROOT });
	if (code !== 0) {
		throw new Problem(
			'The development dependencies could not be installed (npm ci).',
			'check the network (npm ping) and start again.',
			output,
		);
	}
}

async function startLocalRelay() {
	// Only now: on a fresh clone nothing may be required before it is installed.
	const { startRelay } = require('../relay');
	const relay = await startRelay({ port: await freePort(8787), seed: 1, jobMs: 3000, keys: [KEY] });
	cleanups.unshift(() => relay.close());
	return relay;
}

/**
 * @param {string} node
 * @param {string} tarball
 */
async function boot(node, tarball) {
	const onSpawn = ({ pid, url, stop }) => {
		writeFileSync(RUNNING, JSON.stringify({ pid, url }));
		cleanups.unshift(async () => {
			await stop();
			rmSync(RUNNING, { force: true });
		});
	};
	return await bootN8n({
		node,
		tarball,
		userFolder: LOCAL_DIR,
		outDir: OUT_DIR,
		port: 5678,
		onSpawn,
	});
}

/**
 * @param {import('./lib/n8n').Running} n8n
 * @param {any} relay
 * @param {ReturnType<typeof createProgress>} progress
 */
async function runExample({ client, outDir }, relay, progress) {
	const data = { apiKey: KEY, baseUrl: relay.baseUrl, authHeader: 'bearer' };
	const { status, message, credential } = await client.testCredential({
		name: 'Local relay',
		data,
	});
	if (status !== 'OK') throw new Problem(`The credential's test failed: ${message}`);
	const workflow = await client.putWorkflow(exampleWorkflow({ outDir }), { credential });

	const id = await client.start(workflow);
	let told = 0;
	const tell = () => {
		const { entries } = relay.ledger;
		for (; told < entries.length; told += 1) progress.note(lineOf(entries[told]));
	};
	const beat = setInterval(tell, 300);
	try {
		const execution = await client.waitFor(id, { timeoutMs: 120_000 });
		tell();
		return { execution, ledger: relay.ledger.entries };
	} finally {
		clearInterval(beat);
	}
}

/** One line of the relay's ledger, in words. @param {any} line */
function lineOf({ model, prompt, outcome, code, status, charged }) {
	const result =
		outcome === 'accepted'
			? `accepted, $${charged.toFixed(2)}`
			: `refused: ${code ?? `HTTP ${status}`}`;
	return `relay: ${String(model).padEnd(15)} ${String(prompt).slice(0, 24)}…  ${result}`;
}

/** @param {any} execution @param {string} logFile */
function explain(execution, logFile) {
	const { error, lastNodeExecuted } = execution.data.resultData;
	console.error(
		`Not every prompt was delivered: the execution ended as "${execution.status}"${error ? ` in the node "${error.node?.name ?? lastNodeExecuted}"` : ''}.`,
	);
	if (error)
		console.error(`  ${error.message}${error.description ? `\n  ${error.description}` : ''}`);
	console.error(`n8n's log: ${logFile}\n`);
}

mkdirSync(LOCAL_DIR, { recursive: true });
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(name, () => {
		console.log('\nEnding …');
		end().finally(() => process.exit(name === 'SIGINT' ? 0 : 1));
	});
}
main()
	.catch((error) => {
		if (!ending) printProblem(error); // what fails because we are ending is no problem
		return 1;
	})
	.then(async (code) => {
		if (ending) return; // the signal's handler exits
		await end();
		process.exit(code);
	});
