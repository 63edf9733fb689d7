'use strict';

/** Compiles TypeScript for Jest, one file at a time and without type checks: `npm run typecheck` does those. */
const { createHash } = require('node:crypto');
const ts = require('typescript');

const compilerOptions = {
	module: ts.ModuleKind.CommonJS,
	target: ts.ScriptTarget.ES2022,
	esModuleInterop: true,
	allowJs: true,
	sourceMap: true,
	inlineSources: true,
};

module.exports = {
	getCacheKey: (source, file, options) =>
		createHash('sha1')
			.update(source + file + ts.version + options.instrument + options.configString)
			.digest('hex'),
	process(source, fileName) {
		const { outputText, sourceMapText } = ts.transpileModule(source, { fileName, compilerOptions });
		return { code: outputText, map: sourceMapText };
	},
};
