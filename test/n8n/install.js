#!/usr/bin/env node
'use strict';
/**
 * Prepares the real n8n: Node 24, n8n's packages, sqlite3's native part. Can be run repeatedly: a stamp records
 * what was installed. `node test/n8n/install.js` by hand, or `install()` from npm start and the end-to-end tests. The
 * pinned n8n comes from the lockfile here; another one, named in N8N_VERSION, is resolved again into a separate folder.
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { findNode24, headersOf } = require('./lib/node24');
const { N8N_BIN, N8N_DIR, N8N_VERSION, PINNED, TEST_N8N } = require('./lib/paths');
const { Problem, printProblem } = require('./lib/problem');
const { createProgress } = require('./lib/progress');
const { npm, run } = require('./lib/run');

const STAMP = join(N8N_DIR, '.prepared.json');
const LOAD_SQLITE = "new (require('sqlite3').Database)(':memory:', (e) => process.exit(e ? 1 : 0))";

/** What the first installation takes. */
const FIRST_TIME = 'the first time about 3 GB and 3 to 5 minutes';

/** How many progress lines install() writes. */
const INSTALL_STEPS = 4;

/**
 * @param {{ progress?: ReturnType<typeof createProgress> }} [options] `progress`: the caller's, to continue counting its steps
 * @returns {Promise<{ node: string }>} the Node 24 executable that runs n8n
 */
async function install({ progress = createProgress(INSTALL_STEPS) } = {}) {
	const node = await progress.step('Node 24 for n8n', findNode24);

	await progress.step(`n8n ${N8N_VERSION} (${FIRST_TIME})`, async () => {
		if (isStamped()) return progress.note('already installed');
		rmSync(STAMP, { force: true });
		const isPinned = N8N_VERSION === PINNED;
		if (!isPinned) writeManifest();
		const { code, output } = await npm(
			[isPinned ? 'ci' : 'install', '--ignore-scripts', '--loglevel=error'],
			{ cwd: N8N_DIR },
		);
		if (code !== 0 || !existsSync(N8N_BIN)) {
			throw new Problem(
				`n8n ${N8N_VERSION} could not be installed: npm failed in ${N8N_DIR}.`,
				"check the network and the free disk space (about 4 GB), then start again: it goes on from npm's cache.",
				output,
			);
		}
	});

	await progress.step(
		"sqlite3's native part (a download, else a compile of about a minute)",
		async () => {
			if (await sqliteLoads(node)) return progress.note('loads');
			await buildSqlite(node);
		},
	);

	await progress.step('n8n answers', async () => {
		const { code, stdout, output } = await run(node, [N8N_BIN, '--version'], { cwd: N8N_DIR });
		if (code !== 0)
			throw new Problem(
				'The installed n8n does not start.',
				`delete ${join(N8N_DIR, 'node_modules')} and start again.`,
				output,
			);
		progress.note(
			`n8n ${stdout.trim()} on Node ${(await run(node, ['--version'])).stdout.trim()}, ${progress.elapsed()} in all`,
		);
	});
	writeFileSync(STAMP, `${JSON.stringify({ lock: toFingerprint() })}\n`);
	return { node };
}

/** The pinned n8n's manifest with another version in it. */
function writeManifest() {
	const manifest = JSON.parse(readFileSync(join(TEST_N8N, 'package.json'), 'utf8'));
	manifest.dependencies.n8n = N8N_VERSION;
	// n8n 1 takes it from its makers' server; this is the copy on npm that n8n 2 takes.
	manifest.overrides.xlsx = 'npm:@e965/xlsx@0.20.3';
	mkdirSync(N8N_DIR, { recursive: true });
	writeFileSync(join(N8N_DIR, 'package.json'), JSON.stringify(manifest));
}

/** Identifies a finished installation: the lockfile, or the version if there is none. */
function toFingerprint() {
	if (N8N_VERSION !== PINNED) return N8N_VERSION;
	return createHash('sha256')
		.update(readFileSync(join(N8N_DIR, 'package-lock.json')))
		.digest('hex');
}

function isStamped() {
	if (!existsSync(STAMP) || !existsSync(N8N_BIN)) return false;
	try {
		return JSON.parse(readFileSync(STAMP, 'utf8')).lock === toFingerprint();
	} catch {
		return false;
	}
}

/** @param {string} node */
async function sqliteLoads(node) {
	return (await run(node, ['-e', LOAD_SQLITE], { cwd: N8N_DIR })).code === 0;
}

/** Downloads sqlite3's prebuilt file if possible, else compiles it (without optimizing: 35 s instead of 100). @param {string} node */
async function buildSqlite(node) {
	const headers = headersOf(node);
	const { output } = await npm(
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
		{
			cwd: N8N_DIR,
			env: {
				CFLAGS: '-O0',
				CXXFLAGS: '-O0',
				PATH: `${dirname(node)}:${process.env.PATH}`,
				...(headers && { npm_config_nodedir: headers }),
			},
		},
	);
	if (await sqliteLoads(node)) return;
	const missing = await missingTools();
	throw new Problem(
		`n8n's database module sqlite3 could be neither downloaded nor compiled${missing.length ? `: there is no ${missing.join(', no ')}` : ''}.`,
		missing.length
			? 'install the compiler and start again, on Debian or Ubuntu: apt-get install -y python3 make g++'
			: 'read the output below; with a compiler in place (python3, make, g++) the step is repeated on the next start.',
		output,
	);
}

/** @returns {Promise<string[]>} */
async function missingTools() {
	const found = await Promise.all(
		['python3', 'make', 'g++'].map(async (tool) => [
			tool,
			(await run(tool, ['--version'])).code === 0,
		]),
	);
	return found.filter(([, ok]) => !ok).map(([tool]) => tool);
}

module.exports = { install, INSTALL_STEPS };

if (require.main === module) {
	install().catch((error) => {
		printProblem(error);
		process.exitCode = 1;
	});
}
