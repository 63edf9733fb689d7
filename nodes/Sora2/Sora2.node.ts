import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type NodeOutput,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { operations } from './actions';
import { properties } from './description';
import { CALLS_NOTHING } from './description/estimate';
import { hints } from './description/hints';
import { subtitle } from './description/subtitle';
import { listSearch, loadOptions } from './methods';
import { runNode } from './execution/runNode';

export class Sora2 implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sora 2',
		name: 'sora2',
		icon: { light: 'file:sora2.svg', dark: 'file:sora2.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle,
		description: 'Generate videos from text or images with Sora 2 compatible services',
		defaults: { name: 'Sora 2 Generate' },
		// Otherwise n8n names the node on the canvas after the action that was picked.
		skipNameGeneration: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'sora2Api', required: true, displayOptions: { hide: { [CALLS_NOTHING]: [true] } } },
		],
		hints,
		properties,
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<NodeOutput> {
		return await runNode(this, operations);
	}
}
