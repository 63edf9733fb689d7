'use strict';

/**
 * `npm test`: makes sure everything the tests need is installed (the package's own dependencies, the engines of
 * older n8n versions, and servers that others wrote), then runs Jest with whatever arguments follow.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { join } = require('node:path');

const root = join(__dirname, '..');
const STAMP = 'node_modules/.sora2-lock';

/** Installs a folder's lockfile unless that very lockfile is installed already. */
function install(folder, what) {
	const at = join(root, folder);
	const lock = createHash('sha256')
		.update(readFileSync(join(at, 'package-lock.json')))
		.digest('hex');
	const stamp = join(at, STAMP);
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
	if (folder === '.' && existsSync(join(at, 'node_modules/jest'))) return;
	const began = Date.now();
	process.stderr.write(`Installing ${what} …\n`);
	const done = spawnSync(
		'npm',
		['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
		{ cwd: at, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
	);
	if (done.status !== 0) {
		process.stderr.write(
			`\n${what} could not be installed (npm ci in '${folder}' ended with ${done.status}). Check the network and the npm registry, then run npm test again.\n`,
		);
		process.exit(done.status ?? 1);
	}
	writeFileSync(stamp, lock);
	process.stderr.write(`  done in ${Math.round((Date.now() - began) / 1000)} s\n`);
}

install('.', 'the package’s development dependencies');
install('test/engines/1.123', 'the engine of n8n 1.123');
install('test/engines/2.0', 'the engine of n8n 2.0');
install('test/peers', 'the servers of others that the tests talk to');

const jest = spawnSync(
	process.execPath,
	[join(root, 'node_modules/jest/bin/jest.js'), ...process.argv.slice(2)],
	{ cwd: root, stdio: 'inherit' },
);
process.exit(jest.status ?? 1);
