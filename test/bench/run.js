#!/usr/bin/env node
'use strict';
/**
 * `npm run bench`: the same jobs on the same local relay with this node, n8n's OpenAI and Google Gemini nodes, a loop
 * built by hand, and a bare client, in one go. Prints the figures and writes docs/benchmarks.md with its charts. See
 * README.md.
 */
const { mkdtempSync, readFileSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { install, packPackage, printProblem } = require('../n8n/lib');
const { installChart } = require('./lib/install');
const { canMeasure } = require('./lib/process');
const { openScene } = require('./lib/scene');
const { machine } = require('./report/machine');
const { print } = require('./report/print');
const { writeReport } = require('./report/write');
const { bigFiles } = require('./scenarios/bigFiles');
const { growth } = require('./scenarios/growth');
const { limited } = require('./scenarios/limited');
const { pace } = require('./scenarios/pace');
const { refusals } = require('./scenarios/refusals');
const { scale } = require('./scenarios/scale');
const { waiting } = require('./scenarios/waiting');
const { weight } = require('./scenarios/weight');
const { FULL, QUICK } = require('./plan');

const SCENARIOS = [
	'weight',
	'pace',
	'growth',
	'limited',
	'refusals',
	'waiting',
	'scale',
	'bigFiles',
];
/** Those that read memory and CPU of another process. */
const MEASURING = ['waiting', 'scale', 'bigFiles'];
const open = new Set();

async function main() {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean' },
			only: { type: 'string' },
			out: { type: 'string' },
			write: { type: 'boolean' },
			from: { type: 'string' },
		},
	});
	const earlier = values.from && JSON.parse(readFileSync(values.from, 'utf8'));
	if (earlier && !values.only) return await writeReport(earlier);
	const plan = values.quick ? QUICK : FULL;
	const wanted = values.only ? values.only.split(',') : SCENARIOS;
	const unknown = wanted.filter((name) => !SCENARIOS.includes(name));
	if (unknown.length > 0)
		throw new Error(
			`There is no scenario ${unknown.join(', ')}; there are ${SCENARIOS.join(', ')}`,
		);
	const began = Date.now();
	const { node } = await install();
	await installChart();
	const tarball = await packPackage({ to: mkdtempSync(join(tmpdir(), 'sora2-bench-')) });
	const openOne = async (binaryMode) =>
		await openScene({ node, tarball, binaryMode, onOpen: (scene) => open.add(scene) });
	const results = earlier ?? { machine: await machine({ node }), quick: values.quick === true };
	const save = () => {
		if (values.out) writeFileSync(values.out, JSON.stringify(results, null, 2));
	};
	const step = async (name, work) => {
		if (!wanted.includes(name)) return;
		const since = Date.now();
		console.log(`\n${name}`);
		results[name] = await work(plan[name], (line) => console.log(`  ${name}: ${line}`));
		console.log(`  ${name} took ${Math.round((Date.now() - since) / 1000)} s`);
		save();
	};
	/** A step in an n8n of its own. */
	const stepInScene = async (name, scenario) =>
		await step(name, async (...how) => {
			const scene = await openOne();
			return await scenario(scene, ...how).finally(scene.close);
		});

	await step('weight', async (how) => await weight({ node, tarball }, how));
	await step('pace', pace);
	// One waits for the minutes of a limit, the other for n8n's OpenAI node: neither is about the machine.
	let slow;
	const runSlow = async () =>
		await (slow ??= Promise.all([
			stepInScene('limited', limited),
			stepInScene('refusals', refusals),
		]));
	await step('growth', async (...how) => await growth(openOne, ...how, runSlow));
	await runSlow();
	if (canMeasure) {
		await step('waiting', async (...how) => await waiting(openOne, ...how));
		await stepInScene('scale', scale);
		await step('bigFiles', async (...how) => await bigFiles(openOne, ...how));
	}
	results.minutes = (results.minutes ?? 0) + (Date.now() - began) / 60_000;
	save();

	print(results);
	// A part of the bench, or a small one, is no benchmark to be kept: it is written only where one asks for it.
	const isWhole =
		!results.quick &&
		SCENARIOS.every((name) => results[name] || (!canMeasure && MEASURING.includes(name)));
	if (isWhole || values.write) await writeReport(results);
	else console.log('\nNothing was written: that takes the whole bench (or --write).');
}

const end = async () => await Promise.all([...open].map(async (scene) => await scene.stop()));
for (const name of ['SIGINT', 'SIGTERM'])
	process.once(name, () => void end().finally(() => process.exit(1)));
main()
	.catch((error) => {
		printProblem(error);
		process.exitCode = 1;
	})
	.finally(end);
