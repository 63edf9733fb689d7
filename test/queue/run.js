#!/usr/bin/env node
'use strict';
/**
 * `npm run test:queue`: the packed package in n8n's queue mode, killed in the ways that say most. `--full` takes the whole
 * table (half an hour and more); whatever else follows goes to Jest.
 */
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { installServices } = require('./lib/services');

const missing = installServices();
if (missing.length > 0) {
	// On stdout, where .ci/run looks for it.
	console.log(
		`Skipped: queue mode needs ${missing.join(' and ')}, and here it could not be installed. On Debian or Ubuntu: apt-get install ${missing.join(' ')}`,
	);
	process.exit(0);
}
const args = process.argv.slice(2);
const notes = mkdtempSync(join(tmpdir(), 'sora2-queue-run-'));
const pids = join(notes, 'pids');
const jest = spawn(
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
		env: {
			...process.env,
			SORA2_QUEUE_PIDS: pids,
			...(args.includes('--full') && { SORA2_QUEUE: 'full' }),
		},
	},
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill('SIGKILL'));
jest.on('exit', (code, signal) => {
	// If interrupted, Jest does not end the processes it started.
	if (signal) killNoted();
	rmSync(notes, { recursive: true, force: true });
	process.exit(code ?? 1);
});

/** Ends the process groups the tests have noted: all of them began in this run. */
function killNoted() {
	let noted = '';
	try {
		noted = readFileSync(pids, 'utf8');
	} catch {
		return;
	}
	for (const pid of noted.split('\n').filter(Boolean)) {
		try {
			process.kill(-Number(pid), 'SIGKILL');
		} catch {
			// ended already
		}
	}
}
