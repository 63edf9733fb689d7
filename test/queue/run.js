#!/usr/bin/env node
'use strict';
/**
 * `npm run test:queue`: the packed package in n8n's queue mode, killed in the ways that say most. `--full` takes the whole
 * table (about half an hour); whatever else follows goes to Jest.
 */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { installServices } = require('./lib/services');

const missing = installServices();
if (missing.length > 0) {
	console.error(
		`Skipped: queue mode needs ${missing.join(' and ')}, and here it could not be installed. On Debian or Ubuntu: apt-get install ${missing.join(' ')}`,
	);
	process.exit(0);
}
const args = process.argv.slice(2);
const jest = spawnSync(
	process.execPath,
	[
		join(__dirname, '../../node_modules/jest/bin/jest.js'),
		'--config',
		join(__dirname, 'jest.config.js'),
		'--runInBand',
		...args.filter((arg) => arg !== '--full'),
	],
	{
		stdio: 'inherit',
		env: { ...process.env, ...(args.includes('--full') && { SORA2_QUEUE: 'full' }) },
	},
);
process.exit(jest.status ?? 1);
