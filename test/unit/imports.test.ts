/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Lints `source` as the file `path`; returns problems as `rule` or `rule: message`. */
function lint(path: string, source: string): string[] {
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[
			join(ROOT, 'node_modules/eslint/bin/eslint.js'),
			...['--config', 'eslint.imports.config.mjs', '--format', 'json'],
			...['--stdin', '--stdin-filename', path],
		],
		{ cwd: ROOT, input: source, encoding: 'utf8' },
	);
	if (!stdout) throw new Error(stderr);
	const [{ messages }] = JSON.parse(stdout) as [
		{ messages: Array<{ ruleId: string; message: string }> },
	];
	return messages.map(({ ruleId }) => ruleId);
}

const FILE = 'nodes/Sora2/execution/tool.ts';

describe('the import lint', () => {
	test.each([
		['a cycle', "import { getRunState } from './runState'; export const x = getRunState;"],
		['a cycle of types', "import type { RunState } from './runState'; export type X = RunState;"],
	])('refuses %s', (_, source) => {
		expect(lint(FILE, source)).toEqual(['import-x/no-cycle']);
	});

	test.each([
		['a file of a folder above', FILE, "import { get } from '../actions/get'; export { get };"],
		[
			'a type of a folder above',
			'nodes/Sora2/errors/country.ts',
			"import type { Ports } from '../jobs/ports'; export type X = Ports;",
		],
		['the class', FILE, "import { Sora2 } from '../Sora2.node'; export { Sora2 };"],
	])('refuses %s', (_, path, source) => {
		expect(lint(path, source)).toContain('import-x/no-restricted-paths');
	});

	test('refuses n8n in folders that must not know it', () => {
		const source = "import type { INode } from 'n8n-workflow'; export type X = INode;";
		expect(lint('nodes/Sora2/jobs/record.ts', source)).toEqual(['no-restricted-imports']);
		expect(lint(FILE, source)).toEqual([]);
	});
});
