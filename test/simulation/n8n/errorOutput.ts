import type { INodeExecutionData } from 'n8n-workflow';
import type { Execution } from './execution';

/**
 * n8n's `handleNodeErrorOutput`: sorts failures out of the first output by their keys, merges the input's fields in,
 * and may throw on the way, which runs the whole node again (engine.md, section 2).
 */
export function sortOutErrors(execution: Execution): void {
	const { items, drawn } = execution.setup;
	const [all] = execution.outputs;
	execution.outputs[0] = all.filter((item) => !isError(item, drawn.n8n.version));
	execution.outputs[1] = all
		.filter((item) => isError(item, drawn.n8n.version))
		.map((item) => {
			if (typeof item.pairedItem !== 'object') return item;
			lookUpPairedItem(execution);
			const paired = (Array.isArray(item.pairedItem) ? item.pairedItem[0] : item.pairedItem).item;
			return { ...item, json: { ...items[paired].json, ...item.json } };
		});
}

/** n8n issue 37407: where the way back to the input is broken, the look-up throws. */
export function lookUpPairedItem(execution: Execution): void {
	if (execution.setup.drawn.n8n.pairingThrows)
		throw new Error('Paired item data for item from node is unavailable');
}

function isError(item: INodeExecutionData, version: string): boolean {
	if (item.error) return true;
	if (!item.json.error) return false;
	const keys = Object.keys(item.json);
	return version === '2.41'
		? keys.every((key) => ['error', 'message', 'details'].includes(key))
		: keys.length === 1 || (keys.length === 2 && 'message' in item.json);
}
