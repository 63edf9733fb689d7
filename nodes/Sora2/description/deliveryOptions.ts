import type { INodeProperties } from 'n8n-workflow';
import { DELIVERING, optionOn } from './show';

/** How a finished video is delivered, and how long to wait for it. */
export const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Return As',
		name: 'returnAs',
		type: 'options',
		displayOptions: optionOn(...DELIVERING),
		options: [
			{ name: 'File', value: 'binary', description: 'Download the video into the item' },
			{ name: 'URL', value: 'url', description: 'Only return its URL, which expires' },
		],
		default: 'binary',
		description: 'What the item contains',
	},
	{
		displayName: 'Put Output in Field',
		name: 'outputField',
		type: 'string',
		displayOptions: optionOn('download', ...DELIVERING),
		default: 'data',
		placeholder: 'e.g. data',
		description: 'The binary field of the output item that contains the video',
	},
	{
		displayName: 'Variants',
		name: 'variants',
		type: 'multiOptions',
		displayOptions: optionOn(...DELIVERING),
		options: [
			{
				name: 'Spritesheet',
				value: 'spritesheet',
				description: 'Frames of the video in one picture',
			},
			{ name: 'Thumbnail', value: 'thumbnail', description: 'A still of the video' },
		],
		default: [],
		description: 'What to download besides the video, if the endpoint has it',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: optionOn('submit', 'download', ...DELIVERING),
		default: 1200,
		description:
			'How long to wait for a job, counted per try. A job that takes longer is not lost: its ID is in the failure, and a later try or the operation Wait continues with it.',
	},
];
