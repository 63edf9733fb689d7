/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const loadPackage = createRequire(__filename);
const ROOT = join(__dirname, '../../..');
const compilerOptions = {
	module: ts.ModuleKind.CommonJS,
	target: ts.ScriptTarget.ES2022,
	esModuleInterop: true,
};

/** What a module sees in the place of the machine's own: time and chance. */
export interface Globals {
	Date: typeof Date;
	Math: typeof Math;
	crypto: unknown;
	performance: { now(): number };
	setTimeout: unknown;
	clearTimeout: unknown;
}

/** Folders that know nothing of time, chance or n8n. */
const PURE = /^nodes\/Sora2\/(description|errors|protocols|channels)\//;
const none = (): never => {
	throw new Error('a module without state asked for time or chance');
};
const TIMELESS: Globals = {
	Date: class extends Date {
		static now = none;
	} as unknown as typeof Date,
	Math: Object.create(Math, { random: { value: none } }) as typeof Math,
	crypto: {},
	performance: { now: none },
	setTimeout: none,
	clearTimeout: none,
};

const NAMES = ['Date', 'Math', 'crypto', 'performance', 'setTimeout', 'clearTimeout'] as const;
type Compiled = (...args: unknown[]) => void;
const compiled = new Map<string, Compiled>();

/** An edit to one of the node's files. */
export interface Edit {
	/** From the root of the repository. */
	file: string;
	/** Has to occur there exactly once. */
	from: string;
	to: string;
}
/** Edits under which the node is run, by file. Nothing on disk changes. */
const edits = new Map<string, Edit>();

/**
 * The node's modules as one process of n8n has them: every registry has its own copy of all their state, so a new
 * one is what a restart leaves. A file is compiled once and only run anew.
 */
export class ModuleRegistry {
	/** Modules without state, which all processes may share: most of the time of a restart goes into them. */
	private static pure?: ModuleRegistry;
	private readonly loaded = new Map<string, { exports: unknown }>();

	/** Has every process that starts from now on run the node with these edits, and no other ones. */
	static setEdits(next: readonly Edit[]): void {
		for (const file of [...edits.keys(), ...next.map((edit) => edit.file)]) compiled.delete(file);
		edits.clear();
		for (const edit of next) edits.set(edit.file, edit);
		ModuleRegistry.pure = undefined;
	}

	/** @param packages packages in the place of those installed, by name */
	constructor(
		private readonly globals: Globals,
		private readonly packages: Record<string, unknown>,
	) {}

	/** @param path from the root of the repository, with its extension */
	require(path: string): unknown {
		if (PURE.test(path)) {
			const pure = (ModuleRegistry.pure ??= new ModuleRegistry(TIMELESS, {}));
			if (pure !== this) return pure.require(path);
		}
		const known = this.loaded.get(path);
		if (known) return known.exports;
		const module = { exports: {} };
		this.loaded.set(path, module);
		const load = (name: string): unknown => {
			if (!name.startsWith('.')) return this.packages[name] ?? loadPackage(name);
			const base = join(dirname(path), name);
			return this.require(resolve(base));
		};
		compile(path)(module.exports, load, module, ...NAMES.map((name) => this.globals[name]));
		return module.exports;
	}
}

const resolved = new Map<string, string>();

function resolve(base: string): string {
	let file = resolved.get(base);
	if (file === undefined) {
		file = [`${base}.ts`, join(base, 'index.ts')].find((f) => existsSync(join(ROOT, f))) ?? base;
		resolved.set(base, file);
	}
	return file;
}

function readSource(path: string): string {
	const source = readFileSync(join(ROOT, path), 'utf8');
	const edit = edits.get(path);
	if (!edit) return source;
	const parts = source.split(edit.from);
	if (parts.length !== 2)
		throw new Error(`'${edit.from}' occurs ${parts.length - 1} times in ${path}`);
	return parts.join(edit.to);
}

function compile(path: string): Compiled {
	let run = compiled.get(path);
	if (!run) {
		const file = join(ROOT, path);
		const { outputText } = ts.transpileModule(readSource(path), {
			fileName: file,
			compilerOptions,
		});
		// In this realm and not in another, or an Error of the node's would be none to n8n's own code.
		run = new Function(
			'exports',
			'require',
			'module',
			...NAMES,
			`${outputText}\n//# sourceURL=${relative(process.cwd(), file)}`,
		) as Compiled;
		compiled.set(path, run);
	}
	return run;
}
