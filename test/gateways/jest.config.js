'use strict';

const { join } = require('node:path');
const { projects } = require('../../jest.config');

const engine = projects.find(({ displayName }) => displayName === 'n8n 2.39');

/** The engine's own configuration on other tests; a gateway takes a while to start. */
module.exports = {
	...engine,
	displayName: 'gateways',
	testMatch: [join(__dirname, '*.test.ts')],
	testTimeout: 120_000,
	forceExit: true,
};
