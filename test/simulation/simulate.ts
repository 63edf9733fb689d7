/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { promptOf, type History, type Lineage } from './history';
import { Execution } from './n8n/execution';
import { N8nProcess } from './n8n/process';
import type { Case } from './scenario/types';
import { Random } from './world/random';
import { EPOCH } from './world/time';
import { World } from './world/world';

/** How long the user takes to press Retry. */
const RETRY_AFTER_MS = 20_000;
/** How long it is watched whether anything still happens that should not. */
const AFTERMATH_MS = 120_000;

/** The longest a history may take, in its own milliseconds: far more than any that ends by itself. */
export function longestMs({ node, executions }: Case): number {
	const items = Math.max(...executions.map((e) => e.items.length));
	return 60_000 + node.tries * items * (2 * node.timeout * 1000 + 900_000);
}

/** Runs a case from the first item to the last request that should not be made. */
export async function simulate(drawn: Case): Promise<History> {
	const world = new World(drawn);
	const uncaught = (error: unknown) =>
		void world.uncaught.push(String((error as Error)?.stack ?? error));
	process.on('unhandledRejection', uncaught);
	process.on('uncaughtException', uncaught);
	try {
		return await play(world);
	} finally {
		process.off('unhandledRejection', uncaught);
		process.off('uncaughtException', uncaught);
	}
}

async function play(world: World): Promise<History> {
	const { drawn, time, endpoint } = world;
	const random = Random.of(drawn.seed, 'n8n');
	// Each process draws its own chance: two with the same would make the same Idempotency-Keys.
	let processes = 0;
	const createProcess = () => new N8nProcess(time, Random.of(drawn.seed, `process ${++processes}`));
	let host = createProcess();
	const lineages: Execution[][] = [];
	const running = () => lineages.flatMap((l) => l.filter((e) => e.status === 'running'));
	let ids = 0;

	world.onHappening = ({ what }) => {
		if (what === 'stop') running()[0]?.stop();
		if (what === 'kill') {
			for (const execution of running()) {
				execution.crash();
				execution.setup.process.dead = true;
			}
			host.dead = true;
			host = createProcess();
		}
		if (what === 'forget') endpoint.forget();
		if (what === 'restart') endpoint.restart(20_000);
		if (what === 'clockBack') host.setClockBack(3_600_000);
	};
	let due = drawn.executions.length;
	for (const { startMs, items } of drawn.executions) {
		const lineage: Execution[] = [];
		lineages.push(lineage);
		time.after(startMs, () => {
			due--;
			const execution = new Execution({
				world,
				drawn,
				process: host,
				id: ++ids,
				mode: 'trigger',
				origin: { establishedAt: EPOCH + time.elapsed, resumeToken: random.hex(32) },
				items: items.map((number, row) => ({ json: { prompt: promptOf(number), row } })),
				context: {},
			});
			lineage.push(execution);
			void execution.run();
		});
	}
	const isOver = () => due === 0 && running().length === 0;
	let ended = await time.pass(isOver, longestMs(drawn));
	if (ended === 'done' && drawn.retry !== 'none') {
		let retries = 0;
		for (const lineage of lineages) {
			const [{ status, setup }] = lineage;
			if (status === 'success') continue;
			retries++;
			time.after(RETRY_AFTER_MS, () => {
				retries--;
				if (drawn.retry === 'other') host = createProcess();
				const execution = new Execution({
					...setup,
					process: host,
					id: ++ids,
					mode: 'retry',
					context: lineage[0].savedContext(),
				});
				lineage.push(execution);
				void execution.run();
			});
		}
		ended = await time.pass(
			() => retries === 0 && running().length === 0,
			time.elapsed + RETRY_AFTER_MS + longestMs(drawn),
		);
	}
	if (ended === 'done') await time.pass(() => false, time.elapsed + AFTERMATH_MS);
	endpoint.settle();
	return {
		drawn,
		world,
		endpoint,
		lineages: lineages as unknown as Lineage[],
		...(ended !== 'done' && { stuck: ended }),
	};
}
