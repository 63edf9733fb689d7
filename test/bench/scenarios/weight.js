'use strict';
const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync, statSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { N8N_DIR, unpackLikeN8n } = require('../../n8n/lib');
const { median } = require('../lib/notice');

const PROBE = `
	require('n8n-workflow');
	const began = performance.now();
	new (require(process.argv[1]).Sora2)();
	process.stdout.write(String(performance.now() - began));
`;

/** The package itself: its size, and what loading the node adds to a process that has n8n-workflow already. */
async function weight({ node, tarball }, { times }) {
	const dir = mkdtempSync(join(tmpdir(), 'sora2-weight-'));
	try {
		const unpacked = await unpackLikeN8n(tarball, dir);
		const env = { PATH: process.env.PATH, NODE_PATH: join(N8N_DIR, 'node_modules') };
		const load = () =>
			Number(
				execFileSync(node, ['-e', PROBE, join(unpacked, 'dist/nodes/Sora2/Sora2.node.js')], {
					cwd: dir,
					env,
					encoding: 'utf8',
				}),
			);
		return {
			tarballKb: statSync(tarball).size / 1000,
			loadMs: median(Array.from({ length: times }, load)),
		};
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

module.exports = { weight };
