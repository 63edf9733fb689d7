import type { INodeProperties } from 'n8n-workflow';
import { CHANNEL } from './channel';

const inMode = (mode: string) => ({ show: { mode: [mode] } });

/** The fields of the trigger node. n8n adds the poll times itself. */
export const triggerFields: INodeProperties[] = [
	// n8n's nodes panel names a trigger's entry after the choices of a field called Event; without
	// one it reads "On new Sora 2 event". The field is hidden because it has only one choice.
	{
		displayName: 'Event',
		name: 'event',
		type: 'hidden',
		options: [
			{
				name: 'Video Finished',
				value: 'videoFinished',
				action: 'On video finished',
				description: 'Start the workflow when a video is completed or has failed',
			},
		],
		default: 'videoFinished',
	},
	{
		// Not "Mode": n8n uses that label for a part of the poll times, right above.
		displayName: 'Method',
		name: 'mode',
		type: 'options',
		options: [
			{
				name: 'Polling',
				value: 'polling',
				description: 'Read the list of jobs at the poll times. For endpoints that list their jobs.',
			},
			{
				name: 'Webhook',
				value: 'webhook',
				description:
					'Wait for the endpoint to call. For endpoints that send signed events: OpenRouter, Opper.',
			},
		],
		default: 'polling',
		description: 'How the trigger learns that a video is finished',
	},
	{
		displayName:
			"Copy the webhook URL above into the option 'Callback URL' of the node that starts the jobs, or into the settings of your account at the endpoint. Put the signing secret the endpoint shows you into the credential's 'Webhook Secret': calls without a valid signature are refused. The poll times have no effect in this mode.",
		name: 'webhookNotice',
		type: 'notice',
		displayOptions: inMode('webhook'),
		default: '',
	},
	{
		...CHANNEL,
		description:
			'The channel the jobs are ordered on. Every job of the account is reported, whoever started it.',
	},
	{
		displayName: 'Include Failed',
		name: 'includeFailed',
		type: 'boolean',
		default: true,
		description:
			'Whether to start the workflow for failed jobs as well. Their items have the status failed and a reason.',
	},
	{
		displayName: 'Return As',
		name: 'returnAs',
		type: 'options',
		options: [
			{
				name: 'File',
				value: 'binary',
				description:
					'Download the video into the item. Large files take long, and a webhook call waits for them.',
			},
			{ name: 'URL', value: 'url', description: 'Only return its URL, which expires' },
		],
		default: 'url',
		description:
			"What the item contains. With URL, the operation 'Download' or 'Wait' of the Sora 2 node fetches the file.",
	},
	{
		displayName: 'Put Output in Field',
		name: 'outputField',
		type: 'string',
		displayOptions: { show: { returnAs: ['binary'] } },
		default: 'data',
		placeholder: 'e.g. data',
		description: 'The binary field of the output item that contains the video',
	},
];
