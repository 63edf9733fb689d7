'use strict';
/** The real n8n, for npm start, the end-to-end tests, benchmarks and browser tests. See ../README.md. */
module.exports = {
	...require('../install'),
	...require('./client'),
	...require('./n8n'),
	...require('./pack'),
	...require('./paths'),
	...require('./ports'),
	...require('./problem'),
	...require('./progress'),
	...require('./run'),
};
