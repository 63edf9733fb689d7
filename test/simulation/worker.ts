/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { parentPort, workerData } from 'node:worker_threads';
import { judge } from './laws';
import { draw } from './scenario/draw';
import { simulate } from './simulate';

/** What one thread was told to run. */
export interface Share {
	first: number;
	step: number;
	last: number;
}

/** What it found. */
export interface Found {
	runs: number;
	broken: Array<{ seed: number; laws: string[] }>;
	/** How many executions ended how. */
	ends: Record<string, number>;
	steps: number;
	orders: number;
	virtualHours: number;
	/** Why it could not go on. */
	failed?: string;
}

const MOST_BROKEN = Number(process.env.SIM_MOST_BROKEN ?? 20);

async function run({ first, step, last }: Share): Promise<Found> {
	const found: Found = { runs: 0, broken: [], ends: {}, steps: 0, orders: 0, virtualHours: 0 };
	for (let seed = first; seed <= last && found.broken.length < MOST_BROKEN; seed += step) {
		const history = await simulate(draw(seed));
		found.runs++;
		found.steps += history.world.log.length;
		found.orders += history.endpoint.orders.length;
		found.virtualHours += history.world.time.elapsed / 3_600_000;
		for (const { status } of history.lineages.flat())
			found.ends[status] = (found.ends[status] ?? 0) + 1;
		const laws = judge(history);
		if (laws.length > 0) found.broken.push({ seed, laws });
	}
	return found;
}

void run(workerData as Share).then((found) => parentPort?.postMessage(found));
