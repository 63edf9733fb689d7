#!/usr/bin/env node
'use strict';
/**
 * `npm run test:browser`: the editor of a real n8n in headless Chromium. `npm run docs:pictures` does the same with
 * `--pictures`, and writes the documentation's pictures. Where there is no Chromium it says so, and counts nothing.
 */
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { findChromium } = require('./chromium');

const ROOT = join(__dirname, '../..');
const args = process.argv.slice(2);
const isPictures = args[0] === '--pictures';

const { path, reason } = findChromium();
if (!path) {
	// On stdout, where .ci/run looks for it.
	console.log(`Skipped: ${reason}.`);
	process.exit(0);
}
if (!existsSync(join(__dirname, 'node_modules/playwright-core'))) {
	const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: __dirname,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (status !== 0) process.exit(status ?? 1);
}
const config = join(__dirname, isPictures ? 'pictures.config.js' : 'jest.config.js');
const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(
	process.execPath,
	[jest, '--config', config, '--runInBand', ...args.slice(isPictures ? 1 : 0)],
	{ cwd: ROOT, stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: path } },
);
process.exit(status ?? 1);
