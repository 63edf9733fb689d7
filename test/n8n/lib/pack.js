'use strict';
const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ROOT } = require('./paths');
const { Problem } = require('./problem');
const { npm, run } = require('./run');

/**
 * Builds the package and packs it as npm would publish it.
 * @param {{ build?: boolean, to?: string }} [options] `to`: folder for the tarball, a new temporary one by default
 * @returns {Promise<string>} path of the tarball
 */
async function packPackage({ build = true, to = mkdtempSync(join(tmpdir(), 'sora2-pack-')) } = {}) {
	if (build) {
		const built = await npm(['run', 'build', '--silent'], { cwd: ROOT });
		if (built.code !== 0)
			throw new Problem(
				'The package does not build (npm run build).',
				'read the output below.',
				built.output,
			);
	}
	mkdirSync(to, { recursive: true });
	const packed = await npm(
		['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', to],
		{ cwd: ROOT },
	);
	if (packed.code !== 0)
		throw new Problem(
			'The package could not be packed (npm pack).',
			'read the output below.',
			packed.output,
		);
	const answer = JSON.parse(packed.stdout);
	const { filename } = Array.isArray(answer) ? answer[0] : Object.values(answer)[0];
	return join(to, filename);
}

/**
 * Unpacks a tarball the way an n8n installs a community package: into its nodes folder, without the dependencies that
 * only concern development. No npm runs, so nothing of this repository can lend the package a module it lacks.
 * @param {string} tarball
 * @param {string} nodeModules folder such as `$N8N_USER_FOLDER/.n8n/nodes/node_modules`
 * @returns {Promise<string>} the package's folder
 */
async function unpackLikeN8n(tarball, nodeModules, name = 'n8n-nodes-sora2') {
	const dir = join(nodeModules, name);
	rmSync(dir, { recursive: true, force: true });
	await unpack(tarball, dir);
	const file = join(dir, 'package.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8'));
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies'])
		delete manifest[key];
	writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
	return dir;
}

/** Unpacks a tarball as it is. @param {string} tarball @param {string} dir */
async function unpack(tarball, dir) {
	mkdirSync(dir, { recursive: true });
	const { code, output } = await run('tar', ['-xzf', tarball, '-C', dir, '--strip-components=1']);
	if (code !== 0)
		throw new Problem(
			`The tarball ${tarball} could not be unpacked.`,
			'is the program tar installed?',
			output,
		);
}

module.exports = { packPackage, unpackLikeN8n, unpack };
