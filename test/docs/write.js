#!/usr/bin/env node
'use strict';
/** `npm run docs:reference`: writes the generated tables of docs/reference.md again. */
require('./typescript');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { fillBlocks } = require('./markdown');
const { buildReference } = require('./reference');

const PAGE = join(__dirname, '../../docs/reference.md');
writeFileSync(PAGE, fillBlocks(readFileSync(PAGE, 'utf8'), buildReference()));
