'use strict';
const { readFileSync } = require('node:fs');
const { process: compile } = require('../../helpers/ts-transform.js');

/** Lets this process load the sources, which are TypeScript, as Jest does. */
function loadTypeScript() {
	require.extensions['.ts'] ??= (module, file) =>
		module._compile(compile(readFileSync(file, 'utf8'), file).code, file);
}

module.exports = { loadTypeScript };
