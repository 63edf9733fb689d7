'use strict';
const { rmSync } = require('node:fs');

/** Removes what folderSetup.js made. */
module.exports = async () =>
	rmSync(process.env.SORA2_TEST_FOLDER, { recursive: true, force: true });
