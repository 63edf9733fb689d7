'use strict';
const tables = require('./tables');

const { fixed } = tables;

/** @param {any} results */
function print({ growth, pace, limited, refusals, waiting, scale, bigFiles, weight, minutes }) {
	if (weight)
		console.log(
			`\nThe package weighs ${fixed(weight.tarballKb)} kB packed; loading the node takes ${fixed(weight.loadMs)} ms.`,
		);
	if (growth) show('Ever more jobs', tables.growthTable(growth));
	if (pace) show('Limits of requests, in virtual time', tables.paceTable(pace));
	if (limited) show('A limit of requests, in n8n', tables.limitedTable(limited));
	if (refusals) show('Region refusals', tables.refusalsTable(refusals));
	if (waiting) show('Waiting jobs', tables.waitingTable(waiting));
	if (scale) show('One more item', tables.scaleTable(scale));
	if (bigFiles) show('Big files', tables.bigFilesTable(bigFiles));
	console.log(`\n${fixed(minutes)} minutes in all.`);
}

function show(title, { head, rows }) {
	const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
	console.log(`\n${title}\n`);
	for (const row of [head, ...rows])
		console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd());
}

module.exports = { print };
