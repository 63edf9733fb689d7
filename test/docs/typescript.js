'use strict';
/** Lets bare Node require the TypeScript sources, compiled as the tests compile them. */
const { readFileSync } = require('node:fs');
const { process: compile } = require('../helpers/ts-transform');

require.extensions['.ts'] = (module, file) =>
	module._compile(compile(readFileSync(file, 'utf8'), file).code, file);
