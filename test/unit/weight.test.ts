/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** Loads the node as n8n does, with n8n's own modules already loaded, and reports the side effects. */
const PROBE = `
	const told = [];
	const watch = (object, name) => { object[name] = new Proxy(object[name], { apply: (f, self, args) => (told.push(name), Reflect.apply(f, self, args)), construct: (f, args) => (told.push(name), Reflect.construct(f, args)) }); };
	require('n8n-workflow'); require('zod');
	for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'fetch']) watch(globalThis, name);
	for (const name of ['DisplayNames', 'DateTimeFormat', 'NumberFormat', 'Segmenter']) watch(Intl, name);
	watch(require('node:http'), 'request'); watch(require('node:https'), 'request'); watch(require('node:net'), 'connect');
	watch(process, 'on');
	new (require(process.argv[1]).Sora2)();
	process.stdout.write(JSON.stringify(told));
`;

test('loading the node starts no timer, connection or listener and builds no table of names', () => {
	const out = mkdtempSync(join(ROOT, 'node_modules', '.sora2-load-'));
	try {
		const config = ts.parseJsonConfigFileContent(
			ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config,
			ts.sys,
			ROOT,
		);
		const program = ts.createProgram([join(ROOT, 'nodes/Sora2/Sora2.node.ts')], {
			...config.options,
			outDir: out,
			rootDir: ROOT,
			noEmit: false,
			declaration: false,
			sourceMap: false,
			incremental: false,
			composite: false,
			skipLibCheck: true,
		});
		program.emit();
		const file = join(out, 'nodes/Sora2/Sora2.node.js');
		expect(existsSync(file)).toBe(true);
		expect(
			JSON.parse(
				execFileSync(process.execPath, ['-e', PROBE, file], { cwd: ROOT, encoding: 'utf8' }),
			),
		).toEqual([]);
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
}, 300_000);
