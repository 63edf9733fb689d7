'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { ROOT } = require('../../n8n/lib');
const { chart } = require('./chart');
const { batchTable, bigFilesTable, fixed, refusalsTable, scaleTable } = require('./tables');

const DOC = join(ROOT, 'docs', 'benchmarks.md');
const PICTURE = join(ROOT, 'docs', 'images', 'benchmarks.svg');

/** Writes docs/benchmarks.md and its chart. Its sentences say how was measured, its tables what: so they stay true. */
async function writeReport(results) {
	mkdirSync(dirname(PICTURE), { recursive: true });
	writeFileSync(PICTURE, await chart(results));
	writeFileSync(DOC, documentOf(results));
	console.log('\nWritten: docs/benchmarks.md and docs/images/benchmarks.svg');
}

/** @param {any} results */
function documentOf({ machine: m, quick, minutes, ...part }) {
	const sections = [
		part.batch &&
			`## A batch of ${part.batch.count}\n\n${batchWords(part.batch)}\n\n${markdown(batchTable(part.batch))}`,
		part.hundred &&
			`## ${part.hundred.count} items\n\nThe same with more items. Clients that are left out take at least ten seconds a video, one after the other.\n\n${markdown(batchTable(part.hundred))}`,
		part.refusals &&
			`## Refusals\n\n${refusalsWords(part.refusals)}\n\n${markdown(refusalsTable(part.refusals))}`,
		part.bigFiles &&
			`## Big files\n\n${bigWords(part.bigFiles)}\n\n${markdown(bigFilesTable(part.bigFiles))}`,
		part.scale &&
			`## One more item\n\n${scaleWords(part.scale)}\n\n${markdown(scaleTable(part.scale))}`,
		part.weight &&
			`## Weight\n\nThe packed package: ${fixed(part.weight.tarballKb)} kB. Loading the node in a process that has n8n-workflow already: ${fixed(part.weight.loadMs)} ms (median).`,
	];
	return `<!-- Written by npm run bench. Do not edit: run it again. -->
# Benchmarks

${quick ? '**A quick run, for trying the bench itself.**\n\n' : ''}\`npm run bench\` gives the same jobs on the same local relay to four clients, in one go on one machine: this node (the packed package), n8n's own OpenAI node, the loop that is usually built by hand from HTTP Request, Wait and IF, and a bare client on undici, which shows the limit. The first three run in the same real n8n. Every prompt tells the relay how long its job takes, so everyone waits for the same jobs; nobody knows that time beforehand. Figures of different runs are never compared.

![The clients side by side](images/benchmarks.svg)

| | |
|---|---|
| command | \`npm run bench\`, ${fixed(minutes, 0)} minutes |
| date | ${m.date} |
| machine | ${m.cores} cores, ${m.memoryGb} GB, ${m.system}; load before the start ${fixed(m.load)} |
| n8n | ${m.n8n} on Node ${m.node}, SQLite, binary data in the file system |
| this node | n8n-nodes-sora2 ${m.package}, channel OpenAI-Compatible |
| n8n's OpenAI node | version 2, Video: Generate, of @n8n/n8n-nodes-langchain ${m.openAi} |
| bare client | undici ${m.undici}, a poll every 50 ms |

${sections.filter(Boolean).join('\n\n')}
`;
}

function batchWords({ slowestSeconds, shortestSeconds }) {
	return `Jobs of ${fixed(shortestSeconds)} to ${fixed(slowestSeconds)} s. *Time* is n8n's own for the whole execution. *Jobs alone*: when the jobs would be done with so many at a time if nothing else took any time, in the order of the items, and in the better order that only someone who knows their lengths could choose; with all at once, the slowest job. *End noticed late*: from a job's end to the first question about it.`;
}

function refusalsWords({ batches, each }) {
	return `${batches} batches of ${each} items; the same orders are refused once with the article's region refusal, for every client, at places a seed chose. *Retry On Fail* (three tries, n8n's default) and *On Error = Continue (using error output)* are on at the node that orders. A video costs $0.40 here. *Delivered* counts videos on the success branch, *charged* is the relay's ledger. In n8n, tries come only when the first item fails, and then every item is sent again by a node that does not remember.`;
}

function bigWords({ rows }) {
	const [full] = rows;
	const smaller = rows.filter((row) => row.count < full.count);
	const note =
		smaller.length > 0
			? ' A client with fewer videos fetches them one after the other, so more would take longer and not more memory.'
			: '';
	return `Memory of n8n's process (resident, its highest over its idle value right before), a fresh n8n for each client and a run of small videos first. The bare client writes the same videos to the same disk. In the mode \`database\` n8n holds every file whole in memory before it stores it.${note} What the system caches of files is not in it.`;
}

function scaleWords({ concurrency }) {
	return `This node alone, quick jobs, ${concurrency} at a time. CPU is that of n8n's whole process, so n8n's own work on each item is in it.`;
}

/** @param {import('./tables').Table} table */
function markdown({ head, rows }) {
	return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

module.exports = { documentOf, writeReport };
