'use strict';
const { spawn } = require('node:child_process');

/** npm's own variables would point a nested npm at the outer package; the registry's settings stay. */
const NPM_NOISE =
	/^npm_(package_|lifecycle_|config_(local_prefix|global_prefix|prefix|ignore_scripts|package_lock|noproxy$))/i;

/** @param {NodeJS.ProcessEnv} [extra] @returns {NodeJS.ProcessEnv} */
function cleanEnv(extra = {}) {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([key]) => !NPM_NOISE.test(key)),
	);
	return { ...env, ...extra };
}

/** What runs right now, so that an interrupted script takes its npm along. */
const active = new Set();
process.once('exit', () => active.forEach((child) => child.kill()));

/**
 * Runs a program to its end and returns its output. Never throws.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
function run(command, args, { cwd, env } = {}) {
	return new Promise((resolve) => {
		let output = '';
		let stdout = '';
		const child = spawn(command, args, {
			cwd,
			env: cleanEnv(env),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		active.add(child);
		child.stdout.on('data', (chunk) => {
			output += chunk;
			stdout += chunk;
		});
		child.stderr.on('data', (chunk) => (output += chunk));
		child.on('error', (error) => {
			active.delete(child);
			resolve({ code: 127, output: `${command}: ${error.message}`, stdout: '' });
		});
		child.on('close', (code) => {
			active.delete(child);
			resolve({ code: code ?? 1, output, stdout });
		});
	});
}

/**
 * Runs npm: the one that started us, else the one on the PATH.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
function npm(args, options) {
	const cli = process.env.npm_execpath;
	const quiet = [...args, '--no-audit', '--no-fund', '--no-update-notifier'];
	return cli && cli.endsWith('.js')
		? run(process.execPath, [cli, ...quiet], options)
		: run(process.platform === 'win32' ? 'npm.cmd' : 'npm', quiet, options);
}

module.exports = { run, npm, cleanEnv };
