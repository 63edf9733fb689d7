'use strict';
const { batchTable, bigFilesTable, fixed, refusalsTable, scaleTable } = require('./tables');

/** @param {any} results */
function print({ batch, hundred, refusals, scale, bigFiles, weight, minutes }) {
	if (weight)
		console.log(
			`\nThe package weighs ${fixed(weight.tarballKb)} kB packed; loading the node takes ${fixed(weight.loadMs)} ms.`,
		);
	if (batch)
		show(
			`A batch of ${batch.count}, the slowest job ${fixed(batch.slowestSeconds)} s`,
			batchTable(batch),
		);
	if (hundred)
		show(
			`${hundred.count} items, the slowest job ${fixed(hundred.slowestSeconds)} s`,
			batchTable(hundred),
		);
	if (refusals) show('Region refusals', refusalsTable(refusals));
	if (scale) show('One more item', scaleTable(scale));
	if (bigFiles) show('Big files', bigFilesTable(bigFiles));
	console.log(`\n${fixed(minutes)} minutes in all.`);
}

function show(title, { head, rows }) {
	const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
	console.log(`\n${title}\n`);
	for (const row of [head, ...rows])
		console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd());
}

module.exports = { print };
