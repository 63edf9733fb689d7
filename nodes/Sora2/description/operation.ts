import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * The main operation comes first. A separate constant, because n8n's lint wants options it sees in
 * alphabetical order.
 */
export const OPERATIONS: INodePropertyOptions[] = [
	{
		name: 'Generate',
		value: 'generate',
		action: 'Generate a video',
		description:
			'Turn a prompt into a finished video and wait for it. Costs money once per item, however often n8n retries.',
	},
	{
		name: 'Submit',
		value: 'submit',
		action: 'Submit a video job',
		description: 'Start a paid job and give its ID back at once, for Wait to deliver later',
	},
	{
		name: 'Wait',
		value: 'wait',
		action: 'Wait for a video',
		description:
			'Take the ID of a job that was started before, wait for it and deliver its video. Costs nothing.',
	},
	{
		name: 'Get',
		value: 'get',
		action: 'Get a video',
		description: 'Say how a job is doing, by its ID. Costs nothing.',
	},
	{
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many videos',
		description: 'List many jobs of the endpoint, newest first. Costs nothing.',
	},
	{
		name: 'Download',
		value: 'download',
		action: 'Download a video',
		description: 'Fetch the file of a finished job by its ID. Costs nothing.',
	},
	{
		name: 'Remix',
		value: 'remix',
		action: 'Remix a video',
		description:
			'Make a finished video again with a change, as a new one. Costs money, as a new video does.',
	},
	{
		name: 'Edit',
		value: 'edit',
		action: 'Edit a video',
		description:
			'Change a part of a finished video into a new one. Costs money, as a new video does.',
	},
	{
		name: 'Extend',
		value: 'extend',
		action: 'Extend a video',
		description: 'Continue a finished video into a longer one. Costs money, as a new video does.',
	},
	{
		name: 'Cancel',
		value: 'cancel',
		action: 'Cancel a video job',
		description:
			'Call off a job that has not begun, where the endpoint can: Inworld, ofox. Costs nothing.',
	},
	{
		name: 'Delete',
		value: 'delete',
		action: 'Delete a video',
		description: 'Remove a finished job and its video from the endpoint',
	},
	{
		name: 'Estimate',
		value: 'estimate',
		action: 'Estimate the cost of videos',
		description:
			'Say what videos would cost on every channel, and which one to take. Costs nothing. Calls nothing and needs no credential, unless a model is named.',
	},
];

/** The resource and its operations. Action texts appear in n8n's nodes panel. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Video', value: 'video' }],
		default: 'video',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['video'] } },
		options: OPERATIONS,
		default: 'generate',
	},
];
