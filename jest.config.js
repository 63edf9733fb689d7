'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Unit tests that are no part of `npm run test:unit`, which answers in seconds. */
const SLOW =
	'(bounds|weight|imports|sharedPolls|stacking|response|clock|file|hints)\\.test\\.[jt]s$';

const common = {
	rootDir: __dirname,
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': '<rootDir>/test/helpers/ts-transform.js' },
	setupFiles: ['<rootDir>/test/helpers/env.js'],
	globalSetup: '<rootDir>/test/helpers/folderSetup.js',
	globalTeardown: '<rootDir>/test/helpers/folderTeardown.js',
	// The end-to-end tests have a configuration of their own: they need a real n8n.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/dist/'],
	modulePathIgnorePatterns: [
		'<rootDir>/dist/',
		'<rootDir>/.n8n-local/',
		'<rootDir>/test/n8n/node_modules/',
		'<rootDir>/test/n8n/versions/',
	],
};

/** The engine tests on the engine of another n8n version, from its own folder under test/engines. */
function onEngine(version) {
	const modules = `<rootDir>/test/engines/${version}/node_modules`;
	return {
		...common,
		displayName: `n8n ${version}`,
		testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
		// Pace is a matter of time, not of the engine.
		testPathIgnorePatterns: [
			...common.testPathIgnorePatterns,
			'<rootDir>/test/engine/rate-limits.test.ts',
		],
		// Packages below these engines that are ES modules only, which Jest cannot require on Node 20 and 22.
		transform: {
			...common.transform,
			'/node_modules/(p-retry|is-network-error|uuid)/.+\\.js$':
				'<rootDir>/test/helpers/ts-transform.js',
		},
		transformIgnorePatterns: ['/node_modules/(?!(p-retry|is-network-error|uuid)/)'],
		moduleNameMapper: {
			'^n8n-core$': `${modules}/n8n-core`,
			'^n8n-workflow$': `${modules}/n8n-workflow`,
			'^reflect-metadata$': `${modules}/reflect-metadata`,
		},
	};
}

const older = ['1.123', '2.0'].filter((version) =>
	existsSync(join(__dirname, 'test/engines', version, 'node_modules/n8n-core')),
);

module.exports = {
	testTimeout: 30_000,
	// Jest would leave one core of two idle.
	maxWorkers: '100%',
	// The engines of n8n 1.123 and 2.0 start timers when they are imported and never stop them.
	forceExit: true,
	projects: [
		{
			...common,
			displayName: 'unit',
			testMatch: ['<rootDir>/test/unit/**/*.test.{ts,js}'],
			testPathIgnorePatterns: [...common.testPathIgnorePatterns, SLOW],
		},
		{ ...common, displayName: 'relay', testMatch: ['<rootDir>/test/relay/*.test.{ts,js}'] },
		// What takes its time: limits on time and memory, and other programs run on the source.
		{ ...common, displayName: 'bounds', testRegex: `/test/unit/.*${SLOW}` },
		{
			...common,
			displayName: 'simulation',
			testMatch: ['<rootDir>/test/simulation/**/*.test.ts'],
		},
		{ ...common, displayName: 'n8n 2.39', testMatch: ['<rootDir>/test/engine/**/*.test.ts'] },
		...older.map(onEngine),
	],
};
