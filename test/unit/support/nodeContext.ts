import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

/** What n8n gives a node, as far as the parts under test ask for it. */
export interface NodeContextOptions {
	node?: Partial<INode>;
	items?: INodeExecutionData[];
	/** Field values, the same for every item, or one by one. */
	parameters?: IDataObject | ((itemIndex: number) => IDataObject);
	/** Stands in for n8n's look-up of paired items, and throws where that does. */
	getPairedItem?: () => unknown;
	/** The node's context in the execution, which outlives the node. */
	stored?: IDataObject;
	customData?: Map<string, string>;
	executeData?: object;
}

/** A node's context without an engine. `log` and `hints` collect its messages. */
export function createNodeContext({
	node = {},
	items = [{ json: {} }],
	parameters = {},
	getPairedItem = () => ({}),
	stored = {},
	customData,
	executeData = {},
}: NodeContextOptions = {}) {
	const log: string[] = [];
	const hints: Array<{ message: string; type?: string }> = [];
	const full = {
		id: '1',
		name: 'Sora',
		type: 'n8n-nodes-sora2.sora2',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...node,
	} as INode;
	const ctx = {
		getNode: () => full,
		getInputData: () => items,
		getContext: () => stored,
		getExecuteData: () => executeData,
		continueOnFail: () => (full.onError ?? 'stopWorkflow') !== 'stopWorkflow',
		getNodeParameter(name: string, itemIndex: number, fallback: unknown) {
			const fields = typeof parameters === 'function' ? parameters(itemIndex) : parameters;
			return (
				name.split('.').reduce<unknown>((value, key) => {
					return (value as IDataObject | undefined)?.[key];
				}, fields) ?? fallback
			);
		},
		getInputSourceData: () => ({ previousNode: 'Items' }),
		getWorkflowDataProxy: () => ({ $getPairedItem: getPairedItem }),
		addExecutionHints: (hint: { message: string; type?: string }) => void hints.push(hint),
		logger: { info: (line: string) => void log.push(line) },
		...(customData && {
			customData: {
				get: (key: string) => customData.get(key),
				set: (key: string, value: string) => void customData.set(key, value),
			},
		}),
	} as unknown as IExecuteFunctions;
	return { ctx, log, hints };
}
