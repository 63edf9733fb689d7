'use strict';

/** Queue mode boots n8n three times and kills it: one file, one test after the other. */
module.exports = {
	displayName: 'queue',
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/**/*.test.js'],
	transform: {},
	testTimeout: 240_000,
	// A row that fails may leave a connection behind.
	forceExit: true,
};
