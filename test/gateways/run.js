#!/usr/bin/env node
'use strict';

/**
 * `npm run test:gateways`: LiteLLM's proxy in front of the local relay, driven by the node. Python's packages go into a
 * folder of their own beside this file; without Python 3.10 or newer, or its packages, nothing is run, and that is said.
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

/** What pip says when there is no way to its index. */
const OFFLINE = /ConnectionError|ConnectTimeout|ReadTimeout|NameResolution|ProxyError|SSLError/;

/**
 * Installs what requirements.txt names, unless it is there already.
 * @param {string} python
 * @returns {string | undefined} why the tests cannot run here; throws where the packages themselves are at fault
 */
function prepare(python) {
	const wanted = readFileSync(REQUIREMENTS, 'utf8');
	if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return undefined;
	if (run(python, ['-m', 'venv', VENV]) !== 0) return 'this Python has no venv';
	const { status, stderr } = spawnSync(
		join(VENV, 'bin', 'pip'),
		['install', '--quiet', '--retries', '2', '-r', REQUIREMENTS],
		{ stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' },
	);
	if (status === 0) {
		writeFileSync(INSTALLED, wanted);
		return undefined;
	}
	if (OFFLINE.test(stderr)) return 'the index of Python packages cannot be reached';
	throw new Error(`the gateway could not be installed:\n${stderr}`);
}

const python = findPython();
const reason = python ? prepare(python) : 'there is no Python 3.10 or newer';
if (reason) {
	// .ci/run looks for this line.
	console.log(`Skipped: ${reason}.`);
} else {
	const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
	const config = join(__dirname, 'jest.config.js');
	process.exitCode = run(process.execPath, [jest, '--config', config, ...process.argv.slice(2)]);
}
