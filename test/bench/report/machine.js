'use strict';
const os = require('node:os');
const { join } = require('node:path');
const { N8N_DIR, ROOT, run } = require('../../n8n/lib');

const versionOf = (dir) => require(join(dir, 'package.json')).version;

/** What the figures depend on. @param {{ node: string }} options the Node that runs n8n */
async function machine({ node }) {
	const modules = join(N8N_DIR, 'node_modules');
	const root = join(ROOT, 'node_modules');
	return {
		date: new Date().toISOString().slice(0, 10),
		cores: os.availableParallelism(),
		memoryGb: Math.round(os.totalmem() / 1e9),
		system: `${os.type()} ${os.arch()}`,
		node: (await run(node, ['--version'])).stdout.trim(),
		n8n: versionOf(join(modules, 'n8n')),
		openAi: versionOf(join(modules, '@n8n', 'n8n-nodes-langchain')),
		undici: versionOf(join(root, 'undici')),
		package: versionOf(ROOT),
		load: os.loadavg()[0],
	};
}

module.exports = { machine };
