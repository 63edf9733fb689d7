#!/usr/bin/env node
'use strict';

/**
 * `npm run test:gateways`: LiteLLM's proxy in front of the local relay, driven by the node. Python's packages go into a
 * folder of their own beside this file; without Python 3.10 or newer nothing is run, and that is said.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const VENV = join(__dirname, '.venv');
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const INSTALLED = join(VENV, 'installed.txt');

/** @param {string} command @param {string[]} args */
function run(command, args) {
	const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
	if (error) throw error;
	return status ?? 1;
}

/** @returns {string | undefined} a Python that is new enough */
function findPython() {
	return ['python3', 'python'].find((name) => {
		const check = 'import sys; sys.exit(sys.version_info < (3, 10))';
		return spawnSync(name, ['-c', check]).status === 0;
	});
}

/** Installs what requirements.txt names, unless it is there already. @param {string} python */
function prepare(python) {
	const wanted = readFileSync(REQUIREMENTS, 'utf8');
	if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return 0;
	const pip = join(VENV, 'bin', 'pip');
	const status =
		run(python, ['-m', 'venv', VENV]) || run(pip, ['install', '--quiet', '-r', REQUIREMENTS]);
	if (status === 0) writeFileSync(INSTALLED, wanted);
	return status;
}

const python = findPython();
if (!python) {
	console.log('test:gateways: skipped, because there is no Python 3.10 or newer');
} else {
	const failed = prepare(python);
	if (failed) console.error('test:gateways: the gateway could not be installed');
	const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
	const config = join(__dirname, 'jest.config.js');
	process.exitCode =
		failed || run(process.execPath, [jest, '--config', config, ...process.argv.slice(2)]);
}
