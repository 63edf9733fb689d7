import type { INodeProperties } from 'n8n-workflow';
import { DERIVING, on } from './show';
import { orFromModel } from './tool';

const videoId: INodeProperties = {
	displayName: 'Video ID',
	name: 'videoId',
	type: 'string',
	required: true,
	displayOptions: { show: on('wait', 'get', 'download', 'delete', 'cancel', ...DERIVING) },
	default: '',
	placeholder: 'e.g. video_68d7512d07848190b3e45da0ecbebcde',
	description: "The job's ID, as returned by Submit or Generate or named in a failure",
};

const variant: INodeProperties = {
	displayName: 'Variant',
	name: 'variant',
	type: 'options',
	displayOptions: { show: on('download') },
	options: [
		{ name: 'Spritesheet', value: 'spritesheet' },
		{ name: 'Thumbnail', value: 'thumbnail' },
		{ name: 'Video', value: 'video' },
	],
	default: 'video',
	description: 'Which file of the job to fetch',
};

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	displayOptions: { show: on('getMany') },
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show: { ...on('getMany'), returnAll: [false] } },
	default: 50,
	description: 'Max number of results to return',
};

/** Which job or jobs an operation works on. */
export const existingVideoFields: INodeProperties[] = [
	...orFromModel(videoId, 'Video_ID', 'The id of the video job'),
	variant,
	returnAll,
	limit,
];
