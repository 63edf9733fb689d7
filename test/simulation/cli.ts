/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { judge } from './laws';
import { draw } from './scenario/draw';
import { shrink } from './scenario/shrink';
import type { Case } from './scenario/types';
import { simulate } from './simulate';
import type { Found, Share } from './worker';

/*
 * `npm run test:simulation`: SIM_RUNS histories, from SIM_SEED on (20,000 from 1), on every core. A single seed is
 * replayed with SIM_SEED=n SIM_RUNS=1, which prints its steps.
 */
const RUNS = Number(process.env.SIM_RUNS ?? 20_000);
const SEED = Number(process.env.SIM_SEED ?? 1);

async function onThread(share: Share): Promise<Found> {
	return await new Promise((give, refuse) => {
		const worker = new Worker(join(__dirname, 'run.js'), { workerData: share });
		worker.on('message', give);
		worker.on('error', refuse);
	});
}

async function main(): Promise<void> {
	if (RUNS === 1) return await replay(draw(SEED));
	const threads = Math.min(RUNS, Number(process.env.SIM_THREADS ?? availableParallelism()));
	const began = Date.now();
	const found = await Promise.all(
		Array.from(
			{ length: threads },
			async (_, i) => await onThread({ first: SEED + i, step: threads, last: SEED + RUNS - 1 }),
		),
	);
	const seconds = (Date.now() - began) / 1000;
	const { user, system } = process.cpuUsage();
	const cpu = user + system;
	const sum = (of: (f: Found) => number) => found.reduce((all, f) => all + of(f), 0);
	const runs = sum((f) => f.runs);
	const ends: Record<string, number> = {};
	for (const f of found)
		for (const [end, n] of Object.entries(f.ends)) ends[end] = (ends[end] ?? 0) + n;
	const broken = found.flatMap((f) => f.broken).sort((a, b) => a.seed - b.seed);
	console.log(
		`simulation: ${runs} histories from seed ${SEED}, ${broken.length} broken; ${sum((f) => f.orders)} orders, ${sum((f) => f.steps)} steps, ${Math.round(sum((f) => f.virtualHours))} hours of virtual time in ${seconds.toFixed(1)} s, ${(cpu / 1000 / runs).toFixed(1)} ms of a core each; executions: ${JSON.stringify(ends)}`,
	);
	if (broken.length === 0) return;
	process.exitCode = 1;
	for (const { seed, laws } of broken)
		console.log(`  seed ${seed}: ${laws.join('\n    ').slice(0, 600)}`);
	await replay(draw(broken[0].seed));
}

/** Runs one case, and where it breaks a law says so with the smallest case that breaks the same one, and its steps. */
async function replay(drawn: Case): Promise<void> {
	const laws = judge(await simulate(drawn));
	if (laws.length === 0) {
		const { world } = await simulate(drawn);
		console.log(`${world.log.join('\n')}\nseed ${drawn.seed} breaks no law`);
		return;
	}
	process.exitCode = 1;
	const name = laws[0].split(':')[0];
	const breaks = async (smaller: Case) =>
		judge(await simulate(smaller)).some((law) => law.startsWith(`${name}:`));
	const small = process.env.SIM_SHRINK === '0' ? drawn : await shrink(drawn, breaks);
	const history = await simulate(small);
	console.log(`\nseed ${drawn.seed} breaks a law. The smallest case that does so:`);
	console.log(JSON.stringify(small));
	console.log(history.world.log.join('\n'));
	for (const execution of history.lineages.flat())
		console.log(
			`e${execution.setup.id}: ${execution.status} ${JSON.stringify(execution.outputs)} ${execution.error?.message ?? ''}`,
		);
	console.log(judge(history).join('\n'));
}

void main();
