/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import fc from '../helpers/propertyTests';
import { startRelay, type Relay } from '../relay';
import { chaos, type Chaos } from './support/chaos';
import { stepTime } from './support/steppedTime';
import { broken } from './support/laws';
import { play } from './support/world';

/*
 * What test/simulation does by the ten thousand in a model of n8n, here in n8n's own engine and over real sockets: that
 * the model is right. Time only steps when everybody waits, so how busy the machine is makes no difference.
 */
/** All runs on the newest engine, a share of them on the older ones. */
const RUNS = Number(
	process.env.FC_RUNS ?? (require.resolve('n8n-core').includes('engines') ? 60 : 300),
);
/** Runs at the same time, each with a separate relay. */
const LANES = 8;
/** After so many broken runs the rest is not drawn. */
const MOST_BROKEN = Number(process.env.FC_MOST_BROKEN ?? 1);

let relays: Relay[];
beforeAll(async () => {
	stepTime();
	relays = await Promise.all(
		Array.from({ length: LANES }, async () => await startRelay({ jobMs: 200 })),
	);
});
afterAll(async () => void (await Promise.all(relays.map(async (relay) => await relay.close()))));

const ends: Record<string, number> = {};
async function lawsBroken(relay: Relay, drawn: Chaos): Promise<string> {
	const world = await play(relay, drawn).catch((error: Error) => error.message);
	if (typeof world === 'string') return world;
	ends[world.ran.status] = (ends[world.ran.status] ?? 0) + 1;
	return broken(world).join('\n');
}

test(`whatever breaks, each video is paid once and none is lost (${RUNS} runs)`, async () => {
	const { seed } = fc.readConfigureGlobal();
	const draws = fc.sample(chaos, { numRuns: RUNS, seed });
	const queue = draws.entries();
	const failed: Array<{ index: number; laws: string }> = [];
	const lane = async (relay: Relay) => {
		for (const [index, drawn] of queue) {
			if (failed.length >= MOST_BROKEN) return;
			const laws = await lawsBroken(relay, drawn);
			if (laws) failed.push({ index, laws });
		}
	};
	await Promise.all(relays.map(lane));
	console.log(`seed ${seed}: ${JSON.stringify(ends)}`);
	if (failed.length === 0) return;
	console.error(failed.map(({ index, laws }) => `run ${index}: ${laws}`).join('\n'));
	// Alone and shrunk, for the report.
	const { index, laws } = failed[0];
	const property = fc.asyncProperty(chaos, async (drawn) => {
		const again = await lawsBroken(relays[0], drawn);
		if (again) throw new Error(again);
	});
	await fc.assert(property, { seed, path: String(index), numRuns: 1 });
	throw new Error(
		`run ${index} broke a law only beside others: ${laws}\n${JSON.stringify(draws[index])}`,
	);
}, 900_000);
