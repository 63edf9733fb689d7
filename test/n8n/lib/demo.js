'use strict';
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { itemsOf } = require('./client');
const { ROOT } = require('./paths');

/** What the local relay does to the example's prompts: nothing, two region refusals, refusals for ever (reverse only). */
const DIRECTIVES = ['', ' [[region*2]]', ' [[region*inf]]'];

/**
 * The example workflow, fitted to this machine: its videos go to `outDir`, and its prompts carry the local relay's
 * directives. The file in examples/ stays clean.
 * @param {{ outDir: string, directives?: string[] }} options
 */
function exampleWorkflow({ outDir, directives = DIRECTIVES }) {
	// A copy, so that one fitting does not show in the next.
	const workflow = structuredClone(require(join(ROOT, 'examples', 'reverse-then-relay.json')));
	const node = (name) => workflow.nodes.find((one) => one.name === name).parameters;
	const [prompts] = node('Prompts').assignments.assignments;
	const marked = JSON.parse(prompts.value).map(
		(prompt, i) => prompt + (directives[i % directives.length] ?? ''),
	);
	prompts.value = JSON.stringify(marked, null, 2);
	const save = node('Save the video');
	save.fileName = save.fileName.replace(
		/^=.*?(?=\/\{\{)/,
		() => `=${outDir.replaceAll('\\', '/')}`,
	);
	return workflow;
}

/**
 * @typedef {object} Row
 * @property {string} prompt
 * @property {string} way the way it took, in words
 * @property {number} charged US dollars, from the relay's ledger: every job of this prompt, refunds taken off
 * @property {number} jobs how many jobs were charged
 * @property {string | undefined} file
 *
 * How each prompt ended: its path from the execution, its cost from the relay's ledger.
 * @param {any} execution
 * @param {{ prompt: string, outcome: string, model: string, code: string | null, charged: number, refunded: number }[]} ledger
 * @returns {Row[]}
 */
function rowsOf(execution, ledger) {
	const prompts = itemsOf(execution, 'One item per prompt').map((item) => item.json.prompt);
	const [ok, refused] = [0, 1].map((output) => itemsOf(execution, 'Sora 2 Generate', output));
	const relayed = itemsOf(execution, 'Sora 2 on the relay');
	const saved = (execution.data.resultData.runData['Save the video'] ?? []).flatMap(
		(run) => run.data?.main?.[0] ?? [],
	);
	const from = (items, i) => items.find((item) => sourceOf(item) === i);

	return prompts.map((prompt, i) => {
		const lines = ledger.filter((line) => line.prompt === prompt);
		const paid = lines.filter((line) => line.charged > line.refunded);
		const error = from(refused, i)?.json.error;
		const video =
			from(ok, i) ??
			from(
				relayed,
				refused.findIndex((item) => sourceOf(item) === i),
			);
		const file = saved.find((item) => item.json.id === video?.json.id)?.json.fileName;
		return {
			prompt,
			way: wayOf(
				lines.filter((line) => line.model === 'sora-2' && line.outcome === 'refused').length,
				error,
				video,
			),
			charged: paid.reduce((sum, line) => sum + line.charged - line.refunded, 0),
			jobs: paid.length,
			file: file && existsSync(file) && statSync(file).size > 0 ? file : undefined,
		};
	});
}

/** @param {any} item @returns {number | undefined} the input item's index */
function sourceOf({ pairedItem }) {
	const one = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof one === 'object' ? one?.item : one;
}

/** @param {number} refusals @param {any} error @param {any} video */
function wayOf(refusals, error, video) {
	const times = ['', 'once', 'twice'][refusals] ?? `${refusals} times`;
	const region = regionOf(error ?? video?.json);
	if (!error && !video) return 'not delivered';
	if (!error)
		return refusals === 0 ? 'delivered on reverse' : `refused ${times}${region}, retried, reverse`;
	const first = refusals === 0 ? `failed (${error.class})` : `refused for good${region}`;
	return `${first}, error output, ${video ? 'relay' : 'not delivered'}`;
}

/** @param {any} facts an item's json or an error object */
function regionOf(facts) {
	const country = facts?.country ?? facts?.attempts?.find((attempt) => attempt.country)?.country;
	return country ? ` (region ${country})` : '';
}

/**
 * @param {Row[]} rows
 * @param {(file: string) => string} shorten
 * @returns {string}
 */
function tableOf(rows, shorten) {
	const cells = rows.map(({ prompt, way, charged, jobs, file }) => [
		cut(prompt.replace(/\s*\[\[.*?\]\]/g, ''), 26),
		way,
		`$${charged.toFixed(2)}${jobs > 1 ? ` for ${jobs} jobs!` : ''}`,
		file ? shorten(file) : 'none',
	]);
	const total = rows.reduce((sum, row) => sum + row.charged, 0);
	const lines = [
		['prompt', 'the way it took', 'charged', 'file'],
		...cells,
		['', 'in all', `$${total.toFixed(2)}`, ''],
	];
	const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	const text = lines.map((line) =>
		`  ${line.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd(),
	);
	const rule = `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`;
	return [text[0], rule, ...text.slice(1, -1), rule, text.at(-1)].join('\n');
}

/** @param {string} text @param {number} length */
function cut(text, length) {
	return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

module.exports = { exampleWorkflow, rowsOf, tableOf };
