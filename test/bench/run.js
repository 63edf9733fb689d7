#!/usr/bin/env node
'use strict';
/**
 * `npm run bench`: the same jobs on the same local relay with this node, n8n's OpenAI node, a loop built by hand, and a
 * bare client, in one go. Prints the figures and writes docs/benchmarks.md with its chart. See README.md.
 */
const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { install, packPackage, printProblem } = require('../n8n/lib');
const { installChart } = require('./lib/install');
const { canMeasure } = require('./lib/process');
const { openScene } = require('./lib/scene');
const { runPeer } = require('./lib/peers');
const { makeJobs } = require('./lib/jobs');
const { machine } = require('./report/machine');
const { print } = require('./report/print');
const { writeReport } = require('./report/write');
const { batch } = require('./scenarios/batch');
const { bigFiles } = require('./scenarios/bigFiles');
const { refusals } = require('./scenarios/refusals');
const { scale } = require('./scenarios/scale');
const { weight } = require('./scenarios/weight');
const { FULL, QUICK } = require('./plan');

const SCENARIOS = ['weight', 'batch', 'hundred', 'refusals', 'scale', 'bigFiles'];
const open = new Set();

async function main() {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean' },
			only: { type: 'string' },
			out: { type: 'string' },
			write: { type: 'boolean' },
		},
	});
	const plan = values.quick ? QUICK : FULL;
	const wanted = values.only ? values.only.split(',') : SCENARIOS;
	const unknown = wanted.filter((name) => !SCENARIOS.includes(name));
	if (unknown.length > 0)
		throw new Error(
			`There is no scenario ${unknown.join(', ')}; there are ${SCENARIOS.join(', ')}`,
		);
	// A part of the bench, or a small one, is no benchmark to be kept: it is written only where one asks for it.
	const isWhole = !values.quick && wanted.length === SCENARIOS.length;

	const began = Date.now();
	const { node } = await install();
	await installChart();
	const tarball = await packPackage({ to: mkdtempSync(join(tmpdir(), 'sora2-bench-')) });
	const openOne = async (binaryMode) =>
		await openScene({ node, tarball, binaryMode, onOpen: (scene) => open.add(scene) });
	const tell = (line) => console.log(`  ${line}`);
	const results = { machine: await machine({ node }), quick: values.quick === true };
	const step = async (name, work) => {
		if (!wanted.includes(name)) return;
		console.log(`\n${name}`);
		results[name] = await work();
	};

	await step('weight', async () => await weight({ node, tarball }, plan.weight));
	if (wanted.some((name) => ['batch', 'hundred', 'refusals', 'scale'].includes(name))) {
		const scene = await openOne();
		await warmUp(scene);
		await step('batch', async () => await batch(scene, plan.batch, tell));
		await step('hundred', async () => await batch(scene, plan.hundred, tell));
		await step('refusals', async () => await refusals(scene, plan.refusals, tell));
		if (canMeasure) await step('scale', async () => await scale(scene, plan.scale, tell));
		await scene.close();
	}
	if (canMeasure) await step('bigFiles', async () => await bigFiles(openOne, plan.bigFiles, tell));
	results.minutes = (Date.now() - began) / 60_000;

	print(results);
	if (values.out) writeFileSync(values.out, JSON.stringify(results, null, 2));
	if (isWhole || values.write) await writeReport(results);
	else console.log('\nNothing was written: that takes the whole bench (or --write).');
}

/** Everything n8n loads on first use is loaded before anything is timed. */
async function warmUp(scene) {
	await Promise.all(
		['ours', 'loop', 'openAi'].map(
			async (peer) =>
				await runPeer(scene, peer, { jobs: makeJobs({ count: 1, aboutMs: 0, seed: 1 }) }),
		),
	);
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
