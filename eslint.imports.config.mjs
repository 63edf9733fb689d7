/**
 * How the source may import itself: no cycles, and arrows between folders point down only. A configuration of its
 * own, because n8n's strict mode fixes `eslint.config.mjs`. `npm run lint` runs both.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// The very packages n8n's linter runs on, wherever npm has put them.
const nodeCli = createRequire(fileURLToPath(import.meta.resolve('@n8n/node-cli/eslint')));
const { createTypeScriptImportResolver } = nodeCli('eslint-import-resolver-typescript');
const { default: importX } = nodeCli('eslint-plugin-import-x');
const tseslint = nodeCli('typescript-eslint');

/** The folders of nodes/Sora2 from top to bottom: each may import those after it. */
const LAYERS = [
	'description',
	'methods',
	'trigger',
	'actions',
	'execution',
	'transport',
	'jobs',
	'channels',
	'protocols',
	'errors',
];
/** From here on nothing knows of n8n. */
const FREE_OF_N8N = LAYERS.slice(LAYERS.indexOf('jobs'));
const ROOT = './nodes/Sora2';

/** `import-x/no-cycle` passes over type imports, which tie files together just as well: here each counts as a value. */
const parser = {
	meta: { name: 'imports-as-values', version: '1' },
	parseForESLint(code, options) {
		const result = tseslint.parser.parseForESLint(code, options);
		for (const node of result.ast.body) {
			if ('importKind' in node) node.importKind = 'value';
			if ('exportKind' in node) node.exportKind = 'value';
			for (const specifier of node.specifiers ?? [])
				if ('importKind' in specifier) specifier.importKind = 'value';
		}
		return result;
	},
};

export default [
	{ linterOptions: { reportUnusedDisableDirectives: 'off' } },
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		languageOptions: { parser },
		plugins: { 'import-x': importX },
		settings: {
			'import-x/extensions': ['.ts'],
			'import-x/resolver-next': [createTypeScriptImportResolver()],
		},
		rules: {
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': [
				'error',
				{
					zones: LAYERS.map((folder, i) => ({
						target: `${ROOT}/${folder}`,
						from: [`${ROOT}/*.ts`, ...LAYERS.slice(0, i).map((above) => `${ROOT}/${above}/**/*`)],
						message: `'${folder}' may only import from: ${LAYERS.slice(i + 1).join(', ') || 'nothing'}.`,
					})),
				},
			],
		},
	},
	{
		files: FREE_OF_N8N.map((folder) => `nodes/Sora2/${folder}/**/*.ts`),
		rules: { 'no-restricted-imports': ['error', 'n8n-workflow', 'n8n-core'] },
	},
];
