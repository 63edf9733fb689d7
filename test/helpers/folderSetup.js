'use strict';
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One folder for everything a run of the tests writes: Jest ends its workers too abruptly for them to clean up. */
module.exports = async () => {
	process.env.SORA2_TEST_FOLDER ??= mkdtempSync(join(tmpdir(), 'sora2-test-'));
};
