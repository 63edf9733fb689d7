'use strict';
/** Every page of the project's documentation, with its links. */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

const ROOT = join(__dirname, '../..');
const SKIPPED = new Set(['node_modules', 'dist', 'out', 'coverage', '.git', '.n8n-local', '.venv']);
/** Where a path in a sentence may begin. */
const BASES = [ROOT, join(ROOT, 'nodes/Sora2'), join(ROOT, 'nodes')];

/** All Markdown files, relative to the root. */
function findPages(folder = ROOT) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (SKIPPED.has(entry.name)) return [];
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return findPages(path);
		return entry.name.endsWith('.md') ? [relative(ROOT, path)] : [];
	});
}

/** Paths in code spans: two segments or more, the first of which is a folder of ours. */
function findPaths(page) {
	const here = join(ROOT, dirname(page));
	const spans = [...read(page).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
	return spans
		.filter((span) => /^\.?[\w@-]+(\/[\w.@<>*{},-]+)+\/?$/.test(span))
		.filter((span) => [...BASES, here].some((base) => isFolder(join(base, span.split('/')[0]))));
}

/** Links to files and headings of the project: `{ file, anchor }`, the file relative to the root. */
function findLinks(page) {
	const prose = read(page).replace(/```[\s\S]*?```/g, '');
	const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	return targets
		.filter((target) => !/^[a-z]+:/.test(target))
		.map((target) => {
			const [file, anchor] = target.split('#');
			return {
				file: file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file)),
				anchor,
			};
		});
}

/** Whether a path is there; `<name>` and `*` stand for anything within a segment. */
function exists(path, page) {
	const segments = path.split('/').filter(Boolean);
	return [...BASES, join(ROOT, dirname(page))].some((base) => matches(base, segments));
}

function matches(folder, [segment, ...rest]) {
	if (segment === undefined) return true;
	if (!/[<>*{]/.test(segment)) {
		const next = join(folder, segment);
		return existsSync(next) && matches(next, rest);
	}
	if (!isFolder(folder)) return false;
	const pattern = segment.replace(/<[^>]*>|\*|\{[^}]*\}/g, '\0').replace(/[.+]/g, '\\$&');
	const wanted = new RegExp(`^${pattern.replaceAll('\0', '.+')}$`);
	return readdirSync(folder).some((name) => wanted.test(name) && matches(join(folder, name), rest));
}

/** The anchors GitHub gives to a page's headings. */
function findAnchors(page) {
	const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
	return headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.trim()
			.replace(/\s/g, '-'),
	);
}

const read = (page) => readFileSync(join(ROOT, page), 'utf8');
const isFolder = (path) =>
	existsSync(path) &&
	readdirSync(dirname(path), { withFileTypes: true }).some(
		(entry) => entry.isDirectory() && join(dirname(path), entry.name) === path,
	);

module.exports = { exists, findAnchors, findLinks, findPages, findPaths, ROOT };
