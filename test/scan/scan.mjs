#!/usr/bin/env node
/**
 * n8n's community-package scanner on our own package, offline: the source as n8n lints it at the attested commit, and the
 * packed tarball as npm would serve it. (The scanner's own command wants a published package, and exits 0 even on a failure.)
 *
 * `node test/scan/scan.mjs` installs the scanner on first use, builds and packs; exit code 1 when either leg fails.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { packPackage, unpack } = require('../n8n/lib/pack');
const { ROOT } = require('../n8n/lib/paths');
const { Problem, printProblem } = require('../n8n/lib/problem');
const { npm } = require('../n8n/lib/run');

const here = dirname(fileURLToPath(import.meta.url));
const scanner = join(
	here,
	'node_modules',
	'@n8n',
	'scan-community-package',
	'scanner',
	'scanner.mjs',
);
const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

async function installScanner() {
	if (existsSync(scanner)) return;
	console.log('Installing the scanner (about 220 MB, once) …');
	const { code, output } = await npm(['ci', '--ignore-scripts', '--loglevel=error'], { cwd: here });
	if (code !== 0)
		throw new Problem(
			'The scanner could not be installed: npm ci failed in test/scan.',
			'check the network and start again.',
			output,
		);
}

/** @param {string} name @param {{ passed: boolean, message?: string, details?: string }} result */
function report(name, result) {
	console.log(`${result.passed ? 'passed' : 'FAILED'}  ${name}`);
	if (!result.passed) console.log([result.message, result.details].filter(Boolean).join('\n'));
	return result.passed;
}

/** The scanner passes an empty package, so check the tarball's contents first. @param {string} dir */
function checkContents(dir) {
	const { n8n } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
	const missing = [...n8n.nodes, ...n8n.credentials].filter((file) => !existsSync(join(dir, file)));
	if (missing.length)
		throw new Problem(
			`The packed tarball lacks ${missing.join(', ')}.`,
			'compare the n8n block and "files" of package.json with what npm run build writes.',
		);
}

async function main() {
	await installScanner();
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(pathToFileURL(scanner));
	const scratch = mkdtempSync(join(tmpdir(), 'sora2-scan-'));
	try {
		const tarball = await packPackage({ to: scratch });
		const unpacked = join(scratch, 'package');
		await unpack(tarball, unpacked);
		checkContents(unpacked);
		const source = report('source', await analyzePackage(ROOT, SOURCE_FILE_PATTERNS));
		const packed = report('packed tarball', await analyzePackage(unpacked, TARBALL_PATTERNS));
		return source && packed;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

main().then(
	(passed) => (process.exitCode = passed ? 0 : 1),
	(error) => {
		printProblem(error);
		process.exitCode = 1;
	},
);
