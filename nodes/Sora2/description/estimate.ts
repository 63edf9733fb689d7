import type { INodeProperties } from 'n8n-workflow';
import { on } from './show';
import { DURATION, RESOLUTION } from './video';

const show = on('estimate');

/** What is to be estimated. */
export const estimateFields: INodeProperties[] = [
	{ ...DURATION, displayOptions: { show }, description: 'Length of each video' },
	{
		displayName: 'Count',
		name: 'count',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show },
		default: 1,
		description: 'How many videos',
	},
	{ ...RESOLUTION, displayOptions: { show } },
];

/**
 * n8n forgets the value of a field that an operation does not have. Under Estimate, where somebody looks at a price
 * and goes back, these stay as they are, unseen.
 */
const remembered = {
	channel: 'reverse',
	model: { mode: 'list', value: '' },
	prompt: '',
	aspectRatio: '16:9',
	options: {},
};

export const rememberedFields = Object.entries(remembered).map<INodeProperties>(
	([name, value]) => ({
		displayName: name,
		name,
		type: 'hidden',
		displayOptions: { show },
		default: value,
	}),
);
