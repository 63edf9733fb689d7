'use strict';
const { join, resolve } = require('node:path');

/** Folders everything here works in. Nothing is read from the current directory, so scripts run from anywhere. */
const ROOT = resolve(__dirname, '../../..');
const N8N_DIR = join(ROOT, 'test', 'n8n');

module.exports = {
	ROOT,
	N8N_DIR,
	/** n8n's own start script, inside the prepared sub-package. */
	N8N_BIN: join(N8N_DIR, 'node_modules', 'n8n', 'bin', 'n8n'),
	/** What npm start keeps between starts; git-ignored. */
	LOCAL_DIR: join(ROOT, '.n8n-local'),
	/** Where the example workflow's videos go; git-ignored. */
	OUT_DIR: join(ROOT, 'out'),
};
