import type { INodeProperties } from 'n8n-workflow';

/** The resource and what can be done with it. Action texts show in n8n's nodes panel. */
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
		options: [
			{
				name: 'Generate',
				value: 'generate',
				action: 'Sora 2 generate',
				description: 'Turn a prompt into a finished video and wait for it. Costs money once per item, however often n8n retries.',
			},
			{
				name: 'Submit',
				value: 'submit',
				action: 'Submit a video job',
				description: 'Start a paid job and give its ID back at once, for Wait to deliver later',
			},
		],
		default: 'generate',
	},
];
