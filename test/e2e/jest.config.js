'use strict';

/** One real n8n for all files, booted before the first: run them in one process, `jest --config test/e2e/jest.config.js -i`. */
module.exports = {
	displayName: 'e2e',
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/**/*.test.js'],
	transform: {},
	globalSetup: '<rootDir>/support/boot.js',
	globalTeardown: '<rootDir>/support/stop.js',
	testTimeout: 120_000,
};
