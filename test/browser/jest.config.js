'use strict';

/** One real n8n and one Chromium for all files: the n8n that the end-to-end tests boot too. */
module.exports = {
	displayName: 'browser',
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/*.test.js'],
	transform: {},
	globalSetup: '<rootDir>/../e2e/support/boot.js',
	globalTeardown: '<rootDir>/../e2e/support/stop.js',
	// A page of the editor takes seconds on a busy machine.
	testTimeout: 180_000,
};
