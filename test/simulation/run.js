'use strict';

/** Bare Node's way into the simulation, which is TypeScript: compiles as Jest does, and goes on in cli.ts or worker.ts. */
const { readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { process: compile } = require('../helpers/ts-transform.js');

require.extensions['.ts'] = (module, file) =>
	module._compile(compile(readFileSync(file, 'utf8'), file).code, file);
require(isMainThread ? './cli.ts' : './worker.ts');
