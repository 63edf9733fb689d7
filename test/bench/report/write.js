'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { ROOT } = require('../../n8n/lib');
const { drawBars, drawGrowth } = require('./chart');
const { SECTIONS } = require('./sections');
const { fixed } = require('./tables');

const DOC = join(ROOT, 'docs', 'benchmarks.md');
const PICTURES = join(ROOT, 'docs', 'images');

/** Writes docs/benchmarks.md and its charts. Its sentences say how was measured, its tables what: so they stay true. */
async function writeReport(results) {
	mkdirSync(PICTURES, { recursive: true });
	writeFileSync(join(PICTURES, 'benchmarks.svg'), await drawBars(results));
	if (results.growth)
		writeFileSync(join(PICTURES, 'benchmarks-growth.svg'), await drawGrowth(results.growth));
	writeFileSync(DOC, documentOf(results));
	console.log('\nWritten: docs/benchmarks.md and its charts in docs/images');
}

/** @param {any} results */
function documentOf({ machine: m, quick, minutes, ...parts }) {
	const sections = SECTIONS.filter(({ name }) => parts[name]).map(
		({ name, title, words, toTable, picture = '' }) =>
			`## ${title(parts[name])}\n\n${words(parts[name])}\n\n${picture}${toTable ? `${markdown(toTable(parts[name]))}\n\n` : ''}Alone: \`npm run bench -- --only ${name}\``,
	);
	return `<!-- Written by npm run bench. Do not edit: run it again. -->
# Benchmarks

${quick ? '**A quick run, for trying the bench itself.**\n\n' : ''}\`npm run bench\` gives the same jobs on the same local relay to five clients, in one go on one machine: this node (the packed package), n8n's own OpenAI and Google Gemini nodes, the loop that is usually built by hand from HTTP Request, Wait and IF, and a bare client on undici, which shows the limit. All but the last run in real n8ns. Every prompt tells the relay how long its job takes, so everyone waits for the same jobs; nobody knows that time beforehand. Requests are the relay's count. Figures of different runs are never compared.

![The clients side by side](images/benchmarks.svg)

| | |
|---|---|
| command | \`npm run bench\`, ${fixed(minutes, 0)} minutes |
| date | ${m.date} |
| machine | ${m.cores} cores, ${m.memoryGb} GB, ${m.system}; load before the start ${fixed(m.load)} |
| n8n | ${m.n8n} on Node ${m.node}, SQLite, binary data in the file system unless it says otherwise |
| this node | n8n-nodes-sora2 ${m.package}, channel OpenAI-Compatible |
| n8n's nodes | OpenAI version 2 and Google Gemini version 1.2, Video: Generate, of @n8n/n8n-nodes-langchain ${m.openAi} |
| bare client | undici ${m.undici}, a poll of each job every 50 ms; of n jobs at once every n ms, where that is more |

${sections.join('\n\n')}
`;
}

/** @param {import('./tables').Table} table */
function markdown({ head, rows }) {
	return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

module.exports = { documentOf, writeReport };
