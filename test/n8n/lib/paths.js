'use strict';
const { join, resolve } = require('node:path');

/** Folders everything here works in. Nothing is read from the current directory, so scripts run from anywhere. */
const ROOT = resolve(__dirname, '../../..');
const TEST_N8N = join(ROOT, 'test', 'n8n');
const { n8n: PINNED } = require('../package.json').dependencies;
/** `N8N_VERSION=1.123.81` runs everything here on another n8n, which lives in a separate folder beside the pinned one. */
const N8N_VERSION = process.env.N8N_VERSION || PINNED;
const isN8n1 = N8N_VERSION.startsWith('1.');
const N8N_DIR = N8N_VERSION === PINNED ? TEST_N8N : join(TEST_N8N, 'versions', N8N_VERSION);

module.exports = {
	ROOT,
	TEST_N8N,
	N8N_DIR,
	N8N_VERSION,
	PINNED,
	isN8n1,
	/** n8n's own start script, inside the prepared sub-package. */
	N8N_BIN: join(N8N_DIR, 'node_modules', 'n8n', 'bin', 'n8n'),
	/** What npm start keeps between starts; git-ignored. */
	LOCAL_DIR: join(ROOT, '.n8n-local'),
	/** Where the example workflow's videos go; git-ignored. */
	OUT_DIR: join(ROOT, 'out'),
};
