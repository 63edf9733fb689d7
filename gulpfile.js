'use strict';

const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { src, dest, series, parallel, watch } = require('gulp');

/** Everything n8n reads beside the compiled JavaScript: icons, codex files, output schemas. */
const ASSETS = [
	'nodes/**/*.svg',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
	'credentials/**/*.svg',
];
const SOURCES = ['nodes/**/*.ts', 'credentials/**/*.ts'];

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

function compile() {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], {
		stdio: 'inherit',
	});
}

// `encoding: false`: gulp 5 reads files as text unless told otherwise, and damages binary ones.
function assets() {
	return src(ASSETS, { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));
}

const build = series(clean, parallel(compile, assets));

function onChange() {
	watch(SOURCES, compile);
	watch(ASSETS, assets);
}

module.exports = {
	default: build,
	build,
	clean,
	compile,
	assets,
	onChange,
	watch: series(build, onChange),
};
