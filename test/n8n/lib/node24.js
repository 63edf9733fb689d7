'use strict';
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { TEST_N8N } = require('./paths');
const { Problem } = require('./problem');
const { npm, run } = require('./run');

/** n8n 2.41 wants Node >= 24, and its isolated-vm brings prebuilt binaries for 24 only (and 26). */
const WANTED = '24.21.0';
const HOME = join(TEST_N8N, '.node24');

/**
 * The Node 24 that runs n8n: the one we run on, else a copy under test/n8n/.node24, installed once.
 *
 * Not `npx -p node@24`: this repository sets ignore-scripts, the `node` package then stays without its binary, and npx falls
 * back to the older Node on the PATH without a word. On Linux the platform's package needs no script and brings the headers.
 * @returns {Promise<string>} path of the executable
 */
async function findNode24() {
	if (/^v24\./.test(process.version)) return process.execPath;
	const packageName = process.platform === 'linux' ? `node-linux-${process.arch}` : 'node';
	const path = join(
		HOME,
		'node_modules',
		packageName,
		'bin',
		process.platform === 'win32' ? 'node.exe' : 'node',
	);
	if (!(await isNode24(path))) {
		mkdirSync(HOME, { recursive: true });
		writeFileSync(join(HOME, 'package.json'), '{ "name": "node24", "private": true }\n');
		const { code, output } = await npm(
			[
				'install',
				'--no-save',
				'--no-package-lock',
				'--ignore-scripts=false',
				`${packageName}@${WANTED}`,
			],
			{ cwd: HOME },
		);
		if (code !== 0 || !(await isNode24(path))) {
			throw new Problem(
				`Node 24 could not be installed (package ${packageName}@${WANTED}).`,
				'check that the npm registry can be reached (npm ping), or run this with a Node 24 of your own.',
				output,
			);
		}
	}
	return path;
}

/** @param {string} path */
async function isNode24(path) {
	return existsSync(path) && (await run(path, ['--version'])).stdout.startsWith('v24.');
}

/**
 * The folder with Node's C headers that belongs to an executable, so that node-gyp need not download them.
 * @param {string} node path of the executable
 * @returns {string | undefined}
 */
function headersOf(node) {
	const prefix = dirname(dirname(node));
	return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : undefined;
}

module.exports = { findNode24, headersOf };
