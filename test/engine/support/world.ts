/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { read, start, type Ran } from '../../helpers/engine';
import type { LedgerEntry, Relay } from '../../relay';
import { scriptOf, type Chaos } from './chaos';
import { wall } from './steppedTime';
import { Watched } from './watched';

/** A run that is over, and what everybody says of it. */
export interface World {
	chaos: Chaos;
	/** The prompt of each item; two items may have the same. */
	prompts: string[];
	ran: Ran;
	books: LedgerEntry[];
	node: Watched;
}

let runs = 0;

/** Runs a chaos in the engine, from the first item to the last request. */
export async function play(relay: Relay, chaos: Chaos): Promise<World> {
	const run = ++runs;
	const prompts: string[] = [];
	chaos.items.forEach(({ like }, i) =>
		prompts.push(like && i > 0 ? prompts[i - 1] : `#${run}.${i}#`),
	);
	relay.reset();
	relay.script(scriptOf(chaos, prompts));
	const node = new Watched();
	const { channel, fallback, stop } = chaos;
	const running = await start({
		baseUrl: relay.baseUrl,
		// OpenRouter's API lies beside the other two.
		credential: {
			apiKey: 'sk-local',
			authHeader: 'bearer',
			baseUrl: channel === 'openRouter' ? `${relay.url}/api/v1` : relay.baseUrl,
		},
		items: prompts.map((prompt, row) => ({ json: { prompt, row } })),
		executionId: String(run),
		parameters: {
			channel,
			model: channel === 'openRouter' ? 'sora-2' : '',
			prompt: '={{ $json.prompt }}',
			duration: 8,
			options: {
				concurrency: chaos.concurrency,
				timeout: chaos.timeout,
				regionResubmits: chaos.regionResubmits,
				resubmitWhenUnknown: chaos.resubmitWhenUnknown,
				...(fallback !== 'none' &&
					fallback !== channel &&
					channel !== 'openRouter' && { fallbackChannel: fallback }),
			},
		},
		settings: { onError: chaos.onError, retryOnFail: chaos.tries > 1, maxTries: chaos.tries },
		nodeTypes: { 'n8n-nodes-sora2.sora2': node },
	});
	let stopping = false;
	node.onRequest = (n, when) => {
		if (!stop || stopping || n !== stop.request || when !== stop.when) return;
		stopping = true;
		const cancel = () => {
			node.stopped = true;
			running.cancel();
		};
		if (stop.afterMs > 0) setTimeout(cancel, stop.afterMs);
		else cancel();
	};
	const ended = await running.result;
	// A stopped node must be silent: its remaining waits get the time to show that they are.
	if (node.stopped) await wall(15);
	// An order the run before was stopped over may come in late.
	const books = relay.ledger.entries.filter((line) => prompts.includes(line.prompt as string));
	return { chaos, prompts, ran: read(ended), books, node };
}
