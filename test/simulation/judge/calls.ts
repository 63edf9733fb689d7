import { allPrompts, lineagesOf, wantedOf, type History } from '../history';
import { longestMs } from '../simulate';

export function silentAfterStop({ world, lineages }: History): string[] {
	const broken = world.requests
		.filter((r) => r.late)
		.map((r) => `execution ${r.execution} sent ${r.method} ${r.url} after its end or Stop`);
	for (const execution of lineages.flat()) {
		if (!execution.stopped || execution.status === 'crashed') continue;
		if (execution.wentOn !== undefined)
			broken.push(`a try ended after Stop, and not as canceled: ${execution.wentOn}`);
	}
	return broken;
}

export function everyWaitEnds(history: History): string[] {
	const { stuck, lineages, world, drawn } = history;
	const broken = world.uncaught.map((error) => `nobody caught: ${error}`);
	if (stuck) {
		const names = lineages
			.flat()
			.filter((e) => e.status === 'running')
			.map((e) => e.setup.id);
		broken.push(
			stuck === 'idle'
				? `execution ${names.join()} waits for what never happens`
				: `execution ${names.join()} was not over after ${longestMs(drawn) / 1000} s`,
		);
	}
	for (const execution of lineages.flat()) {
		if (!execution.stopped || execution.endedAt === undefined) continue;
		const stoppedAt = execution.stoppedAt ?? 0;
		// n8n's own waits between tries go on after Stop.
		const mostMs = 1000 + 1000 * drawn.node.tries;
		if (execution.endedAt - stoppedAt > mostMs)
			broken.push(
				`execution ${execution.setup.id} ended ${execution.endedAt - stoppedAt} ms after Stop`,
			);
	}
	return broken;
}

/** What a try may order of one item: waits of up to three minutes, growing from a second, on two channels. */
const ORDERS_A_TRY = 40;

export function boundedCalls(history: History): string[] {
	const { endpoint, world, drawn } = history;
	const { tries, timeout, fallback } = drawn.node;
	const broken: string[] = [];
	for (const prompt of allPrompts(history)) {
		const lineages = lineagesOf(history, prompt);
		const runs = Math.max(...lineages.map((lineage) => lineage.length));
		const most =
			wantedOf(history, prompt) * runs * tries * ORDERS_A_TRY * (fallback === 'none' ? 1 : 2);
		const sent = endpoint.orders.filter((o) => o.prompt === prompt).length;
		if (sent > most) broken.push(`${prompt} was ordered ${sent} times, ${most} at most`);
	}
	const runs = Math.max(...history.lineages.map((lineage) => lineage.length));
	const looksMost = runs * tries * (40 + timeout / 4);
	const contentsMost = runs * tries * (60 + timeout / 4);
	for (const { id } of endpoint.jobs) {
		const of = (kind: string) =>
			world.requests.filter((r) => r.kind === kind && r.url.includes(id)).length;
		const [looks, contents] = [of('poll'), of('content')];
		if (looks > looksMost)
			broken.push(`job ${id} was looked at ${looks} times, ${looksMost} at most`);
		if (contents > contentsMost)
			broken.push(`the file of job ${id} was asked for ${contents} times, ${contentsMost} at most`);
	}
	const lists = world.requests.filter((r) => r.kind === 'list').length;
	const listsMost = 40 * (1 + endpoint.orders.length) * tries;
	if (lists > listsMost) broken.push(`the list was read ${lists} times, ${listsMost} at most`);
	return broken;
}
