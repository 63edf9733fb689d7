'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { FAILURE_CLASSES } = require('../../../nodes/Sora2/errors/failure');
const { ADVICE } = require('../../docs/advice');
const { fillBlocks } = require('../../docs/markdown');
const { buildReference } = require('../../docs/reference');

const page = readFileSync(join(__dirname, '../../../docs/reference.md'), 'utf8');

test('docs/reference.md is what `npm run docs:reference` writes', () => {
	expect(fillBlocks(page, buildReference())).toBe(page);
});

test('every failure class has advice', () => {
	expect(FAILURE_CLASSES.filter((name) => !ADVICE[name])).toEqual([]);
});

test('a block that the page lacks is an error', () => {
	expect(() => fillBlocks(page, { nowhere: '' })).toThrow("no block 'nowhere'");
});
