'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { exists, findAnchors, findLinks, findPages, findPaths, ROOT } = require('../../docs/pages');

const pages = findPages();

test('the pages are found', () => {
	expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/reference.md']));
});

describe.each(pages)('%s', (page) => {
	test('names only files and folders that exist', () => {
		expect(findPaths(page).filter((path) => !exists(path, page))).toEqual([]);
	});

	test('links only to files and headings that exist', () => {
		const broken = findLinks(page).filter(
			({ file, anchor }) =>
				!existsSync(join(ROOT, file)) ||
				(anchor !== undefined && file.endsWith('.md') && !findAnchors(file).includes(anchor)),
		);
		expect(broken).toEqual([]);
	});
});
