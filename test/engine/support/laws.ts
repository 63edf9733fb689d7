import { trouble } from './chaos';
import type { World } from './world';

type Item = { json: Record<string, unknown>; pairedItem?: unknown };

/** Describes every law that a run breaks. */
export function broken(world: World): string[] {
	return [
		...paidOnce(world),
		...noneLost(world),
		...silentAfterStop(world),
		...eachItemOnce(world),
		...oneCallForGood(world),
		...patient(world),
	];
}

const isCanceled = ({ ran }: World) => ran.status === 'canceled';
const itemsWith = ({ prompts }: World, prompt: string) =>
	prompts.filter((p) => p === prompt).length;
const linesOf = ({ books }: World, prompt: string) =>
	books.filter((line) => line.prompt === prompt);
const troublesOf = ({ chaos, prompts }: World, prompt: string) =>
	chaos.items[prompts.indexOf(prompt)].troubles.map((t) => ({ ...trouble(t.what), ...t }));
const promptsOf = ({ prompts }: World) => [...new Set(prompts)];

/** 1. A video is charged at most once, unless its answer was lost and the user asked to order again. */
function paidOnce(world: World): string[] {
	return promptsOf(world).flatMap((prompt) => {
		const items = itemsWith(world, prompt);
		const charged = linesOf(world, prompt).filter((line) => line.charged > line.refunded).length;
		const unread = troublesOf(world, prompt).some((t) => t.lost)
			? linesOf(world, prompt).length
			: 0;
		// OpenRouter's answers have no room to say that a failed job was billed.
		const unsaid =
			world.chaos.channel === 'openRouter' &&
			troublesOf(world, prompt).some((t) => t.what === 'failsBilled')
				? items
				: 0;
		const most = items + unsaid + (world.chaos.resubmitWhenUnknown ? unread : 0);
		return charged > most ? [`${prompt} was charged ${charged} times for ${items} item(s)`] : [];
	});
}

/** 2. A job the node learned of, or could have found in the list, is delivered or named. */
function noneLost(world: World): string[] {
	const { ran, books, chaos, node } = world;
	const told = JSON.stringify([
		ran.ok.map((i) => i.json),
		ran.failed.map((i) => i.json),
		ran.error?.context,
	]);
	const kept = JSON.stringify([
		(ran.data.resultData as { metadata?: unknown }).metadata ?? node.log,
	]);
	const listed = chaos.channel !== 'openRouter' && chaos.lists.length === 0;
	return books.flatMap(({ jobId, prompt, status, code }) => {
		if (jobId === null || told.includes(jobId)) return [];
		if (isCanceled(world))
			return node.log.some((line) => line.includes(jobId)) && !kept.includes(jobId)
				? [`job ${jobId} of ${prompt} was logged, but is not in the custom data`]
				: [];
		const reached =
			status === 200 && code === null && !troublesOf(world, prompt as string).some((t) => t.lost);
		return reached || listed ? [`job ${jobId} of ${prompt} is named nowhere`] : [];
	});
}

/** 3. After Stop no request begins, and the run is canceled. */
function silentAfterStop({ node, ran }: World): string[] {
	return [
		...(node.late > 0 ? [`${node.late} request(s) began after Stop`] : []),
		...(node.stopped && ran.status !== 'canceled' && ran.run.finished !== true
			? [`a stopped run ended as ${ran.status}`]
			: []),
	];
}

/** 4. Successes and failures together are the input, each once and in order. */
function eachItemOnce(world: World): string[] {
	const { ran, chaos, prompts, books, node } = world;
	if (isCanceled(world)) return [];
	const [thrown] = node.thrown;
	if (chaos.onError !== 'stopWorkflow' && thrown)
		return [`thrown although On Error continues: ${thrown.stack}`];
	const told: string[] = [];
	if (ran.status === 'error') {
		const context = ran.error?.context as
			| { error?: { class?: string }; jobs?: unknown[] }
			| undefined;
		if (!context?.error?.class || !Array.isArray(context.jobs))
			told.push(`the thrown error says nothing: ${ran.error?.message}`);
		return told;
	}
	const row = ({ pairedItem }: Item) =>
		typeof pairedItem === 'number' ? pairedItem : (pairedItem as { item: number }).item;
	const ok = ran.ok as Item[];
	const failed = ran.failed as Item[];
	const isFailure = ({ json }: Item) => 'error' in json;
	const rows = [...ok, ...failed].map(row);
	if ([...rows].sort((a, b) => a - b).join() !== prompts.map((_, i) => i).join())
		told.push(`rows ${rows.join()} came out of ${prompts.length} items`);
	for (const output of [ok.map(row), failed.map(row)])
		if (output.some((r, i) => i > 0 && r < output[i - 1]))
			told.push(`the order of an output is ${output.join()}`);
	if (chaos.onError !== 'continueRegularOutput' && ok.some(isFailure))
		told.push('a failure went out as a success');
	if (chaos.onError !== 'continueErrorOutput' && failed.length > 0)
		told.push('there is an error output where there should be none');
	for (const item of failed)
		if (Object.keys(item.json).sort().join() !== 'error,prompt,row' || item.json.row !== row(item))
			told.push(`a failure has the keys ${Object.keys(item.json).join()}`);
	for (const item of ok.filter(isFailure))
		if (Object.keys(item.json).join() !== 'error')
			told.push(`a failure has the keys ${Object.keys(item.json).join()}`);
	const delivered = ok.filter((item) => !isFailure(item));
	if (new Set(delivered.map((item) => item.json.id)).size !== delivered.length)
		told.push('two items have the same video');
	for (const item of delivered) {
		const line = books.find((b) => b.jobId === item.json.id);
		if (line?.prompt !== prompts[row(item)])
			told.push(`item ${row(item)} has a video of ${line?.prompt}`);
	}
	return told;
}

/** 5. What is refused for good costs one call. */
function oneCallForGood(world: World): string[] {
	return promptsOf(world).flatMap((prompt) => {
		const [first] = troublesOf(world, prompt).filter((t) => t.on === 'submit');
		const calls = linesOf(world, prompt).length;
		return first?.permanent && calls > itemsWith(world, prompt)
			? [`${prompt} was sent ${calls} times after a refusal for good`]
			: [];
	});
}

/** And what should not keep a patient node from delivering does not. */
function patient(world: World): string[] {
	const { chaos, ran, prompts } = world;
	if (isCanceled(world) || ran.status === 'error' || chaos.timeout < 60) return [];
	const failures = [...ran.failed, ...ran.ok].map((item) => item.json.error);
	const delivered = new Set(
		ran.ok
			.filter((item) => !('error' in item.json))
			.map((item) => (item.pairedItem as { item: number }).item),
	);
	// A 429 slows the whole run down, so it is no fault of one item alone.
	const limited = chaos.items.some(({ troubles }) =>
		troubles.some((t) => /limit|429/.test(t.what)),
	);
	return prompts.flatMap((prompt, i) => {
		const easy = !limited && troublesOf(world, prompt).every((t) => t.soft && t.times <= 2);
		return easy && !delivered.has(i)
			? [`${prompt} was not delivered: ${JSON.stringify(failures)}`]
			: [];
	});
}
