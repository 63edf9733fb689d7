import { failureOf, lastOf, promptsOf, rowOf, thrownFailure, type History } from '../history';
import type { Execution } from '../n8n/execution';

export function itemsInAreItemsOut(history: History): string[] {
	const { drawn, lineages } = history;
	const broken: string[] = [];
	for (const execution of lineages.flat()) {
		const { thrown, stopped, status } = execution;
		const real = thrown.filter((error) => !/canceled|Paired item data/.test(error.message));
		if (drawn.node.onError !== 'stopWorkflow' && real.length > 0 && !stopped)
			broken.push(`thrown although On Error continues: ${real[0].stack}`);
		if (status === 'error' && !thrownFailure(execution)?.class)
			broken.push(`the error that stopped the workflow says nothing: ${execution.error?.message}`);
		if (status === 'success') broken.push(...outputsOf(history, execution));
	}
	return broken;
}

function outputsOf(history: History, execution: Execution): string[] {
	const { drawn, endpoint } = history;
	const prompts = promptsOf(execution);
	const broken: string[] = [];
	const [ok, failed] = execution.outputs;
	const rows = [...ok, ...failed].map(rowOf);
	if ([...rows].sort().join() !== prompts.map((_, i) => i).join())
		broken.push(`rows ${rows.join()} came out of ${prompts.length} items`);
	for (const output of [ok.map(rowOf), failed.map(rowOf)])
		if (output.some((row, i) => i > 0 && Number(row) < Number(output[i - 1])))
			broken.push(`the order of an output is ${output.join()}`);
	if (drawn.node.onError === 'continueErrorOutput' && ok.some(failureOf))
		broken.push('a failure went to the success output');
	const ids = new Set<unknown>();
	for (const item of ok) {
		const keys = Object.keys(item.json).join();
		if (failureOf(item)) {
			if (keys !== 'error') broken.push(`a failure has the keys ${keys}`);
			continue;
		}
		if ('error' in item.json) broken.push('a success has a key error');
		const { id, status } = item.json;
		const prompt = prompts[rowOf(item) ?? -1];
		if (ids.has(id)) broken.push(`two items have video ${String(id)}`);
		ids.add(id);
		if (status !== 'completed') broken.push(`a success is ${String(status)}`);
		const stored = Object.values(item.binary ?? {})[0];
		const file = stored && execution.files.get(String(stored.id));
		// A video that came with the answer has no ID of the endpoint's, and without a file nothing to tell it by.
		const job = endpoint.jobs.find((j) =>
			j.unlisted || (j.isAnsweredBare && j.id !== String(id))
				? (file?.equals(j.file) ?? j.prompt === prompt)
				: j.id === String(id),
		);
		if (!job) broken.push(`item ${rowOf(item)} has a video ${String(id)} nobody made`);
		else if (job.prompt !== prompt) broken.push(`an item has the video of ${job.prompt}`);
		else if (drawn.node.returnAs === 'binary' && !file?.equals(job.file))
			broken.push(
				`the file of ${job.id} is not its video: ${file?.length} bytes, ${file?.subarray(0, 20).toString('latin1')}`,
			);
	}
	return broken;
}

/** How long each thing that goes wrong may hold a patient node up, in milliseconds. */
const SOFT = ['whole', 'chunks', 'slow', 'drip'];

export function deliversWhatItCan(history: History): string[] {
	const { drawn, lineages } = history;
	const { node, endpoint, n8n, happenings } = drawn;
	const calm =
		happenings.length === 0 &&
		n8n.storeFails === 0 &&
		node.timeout >= 300 &&
		node.requestsPerMinute === 0 &&
		!endpoint.perMinute &&
		!endpoint.jobsAtOnce &&
		!drawn.troubles.some(({ orders, polls, contents }) =>
			JSON.stringify([orders, polls, contents]).includes('imit'),
		);
	if (!calm) return [];
	return lineages.flatMap((lineage) => {
		const execution = lastOf(lineage);
		return promptsOf(execution).flatMap((prompt, row) => {
			const number = Number(/#(\d+)#/.exec(prompt)?.[1]);
			const { orders, polls, contents } = drawn.troubles[number];
			const soft =
				orders.every(
					(step) =>
						step.do === 'accept' &&
						SOFT.includes(step.how ?? 'whole') &&
						(!step.fate || (step.fate.end === 'completed' && step.fate.takesMs <= 30_000)) &&
						EASY.includes(step.shape),
				) &&
				EASY.includes(endpoint.accept) &&
				endpoint.ids === 'word' &&
				polls.length <= 2 &&
				contents.length <= 2;
			if (!soft || execution.status === 'error') return [];
			const isDelivered = execution.outputs[0].some(
				(item) => rowOf(item) === row && !failureOf(item),
			);
			return isDelivered
				? []
				: [
						`${prompt} was not delivered: ${JSON.stringify(execution.outputs[1].concat(execution.outputs[0]).map(failureOf))}`,
					];
		});
	});
}

/** Shapes every node reads. */
const EASY = ['openAi', 'taskId', 'bothIds', 'envelope', 'pollingUrl', 'textType'];
