'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { isN8n1, ROOT } = require('../../n8n/lib/paths');

const DIR = join(ROOT, 'examples');
/** The folder the examples name: the one n8n's Docker image may write to. */
const FILES = '/home/node/.n8n-files';
const OURS = /^n8n-nodes-sora2\./;

/** Before n8n 2 no node can make a Data Table. */
const canMakeTables = !isN8n1;

/** File names of the examples that this n8n can run. */
const names = readdirSync(DIR)
	.filter((file) => file.endsWith('.json'))
	.filter((file) => canMakeTables || file !== 'batch-from-a-table.json');

/** @param {string} file @returns {any} the workflow, a fresh copy */
const load = (file) => JSON.parse(readFileSync(join(DIR, file), 'utf8'));

/** @param {any} workflow @param {string} name */
function nodeOf(workflow, name) {
	const node = workflow.nodes.find((one) => one.name === name);
	if (!node) throw new Error(`The example '${workflow.name}' has no node '${name}'`);
	return node;
}

/**
 * An example fitted to this machine: its own credential, and a folder n8n may use.
 * @param {string} file
 * @param {{ credentials: Record<string, { id: string, name: string }>, dir: string }} options
 */
function fit(file, { credentials, dir }) {
	const workflow = load(file);
	workflow.name = `${workflow.name} ${process.pid}-${Date.now()}`;
	for (const node of workflow.nodes) {
		node.parameters = JSON.parse(JSON.stringify(node.parameters).replaceAll(FILES, dir));
		for (const type of Object.keys(node.credentials ?? {}))
			if (credentials[type]) node.credentials[type] = credentials[type];
	}
	return workflow;
}

/** Writes a directive of the local relay behind each prompt of the node Prompts. @param {any} workflow @param {string[]} directives */
function direct(workflow, directives) {
	const [field] = nodeOf(workflow, 'Prompts').parameters.assignments.assignments;
	const prompts = JSON.parse(field.value)
		.slice(0, directives.length)
		.map((prompt, i) => `${prompt} ${directives[i]}`.trim());
	field.value = JSON.stringify(prompts);
	return prompts;
}

module.exports = { canMakeTables, DIR, direct, fit, load, names, nodeOf, OURS };
