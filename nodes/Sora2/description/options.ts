import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS, hasApiStyles } from '../channels';
import { requestOptions } from './requestOptions';

const on = (...operation: string[]) => ({ show: { '/operation': operation } });
const reworks = ['remix', 'edit', 'extend'];
/** New videos from a prompt. */
const orders = on('generate', 'submit');
/** Everything that costs money. */
const pays = on('generate', 'submit', ...reworks);
const delivers = on('generate', 'wait', ...reworks);
const stores = on('generate', 'wait', 'download', ...reworks);
const waits = on('generate', 'submit', 'wait', 'download', ...reworks);

/** Channels whose endpoints speak one protocol. */
const fixed = Object.values(CHANNELS)
	.filter((channel) => !hasApiStyles(channel))
	.map(({ name }) => name);

/** The collection "Options", in the alphabet's order. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	displayOptions: { show: { resource: ['video'] }, hide: { operation: ['estimate'] } },
	options: [
		...requestOptions,
		{
			displayName: 'API Style',
			name: 'apiStyle',
			type: 'options',
			displayOptions: { hide: { '/channel': fixed } },
			options: [
				{ name: 'Bifrost', value: 'bifrost', description: "Bifrost's /videos, with audio" },
				{
					name: 'Generations',
					value: 'generations',
					description: 'POST /videos/generations with duration and resolution',
				},
				{ name: 'Opper', value: 'opper', description: "Opper's /videos, with parameters" },
				{
					name: 'Together',
					value: 'together',
					description: "Together's v2 /videos, with width and height",
				},
				{
					name: 'Videos',
					value: 'videos',
					description: "POST /videos with seconds and size, as in OpenAI's Videos API",
				},
			],
			default: 'videos',
			description:
				"Which path and field names the endpoint wants. Without this option it is the channel's own: Generations on Official Reverse and Official Relay, Videos on OpenAI-compatible endpoints.",
		},
		{
			displayName: 'Body Format',
			name: 'bodyFormat',
			type: 'options',
			displayOptions: pays,
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description:
						'JSON, or a form when a picture is sent along or the endpoint turns out to take only forms',
				},
				{ name: 'JSON', value: 'json' },
				{
					name: 'Multipart',
					value: 'multipart',
					description: 'As a form, which vLLM-Omni insists on',
				},
			],
			default: 'auto',
			description: 'How the request is written',
		},
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description:
				'How many jobs are made, and how many videos downloaded, at the same time. Wait asks about all its jobs at once. Holds for the whole run; read from the first item.',
		},
		{
			displayName: 'Fallback Channel',
			name: 'fallbackChannel',
			type: 'options',
			displayOptions: orders,
			options: [
				{ name: 'None', value: 'none' },
				...Object.values(CHANNELS).map(({ displayName, name }) => ({
					name: displayName,
					value: name,
				})),
			],
			default: 'none',
			description:
				'The channel to turn to, on the same endpoint, after a certain refusal because of region, quota, rate, load, model or key. Never after moderation, and never when the outcome is unknown. For another endpoint, connect the error output to a second node.',
		},
		{
			displayName: 'Fallback Model',
			name: 'fallbackModel',
			type: 'string',
			displayOptions: orders,
			default: '',
			placeholder: 'e.g. sora-2-official',
			description: "The model on the fallback channel; empty means the channel's own",
		},
		{
			displayName: 'Generate Failed Items',
			name: 'generateFailed',
			type: 'boolean',
			displayOptions: pays,
			default: false,
			description:
				'Whether to order a video also for items that come with a failure saying that no other channel should take them, such as moderation, a job still running, or an unknown outcome. May pay twice.',
		},
		{
			displayName: 'Put Output in Field',
			name: 'outputField',
			type: 'string',
			displayOptions: stores,
			default: 'data',
			placeholder: 'e.g. data',
			description: 'The binary field of the output item the video is put in',
		},
		{
			displayName: 'Region Resubmits',
			name: 'regionResubmits',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10 },
			displayOptions: pays,
			default: 0,
			description:
				'How often to send a request again within one try, 2 seconds apart, when it was refused because of its region. A refusal costs nothing.',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description:
				'The most requests to send in a minute, of all kinds and for all items together. Without this option there is no such limit, and 429 answers set the pace.',
		},
		{
			displayName: 'Resubmit When Outcome Unknown',
			name: 'resubmitWhenUnknown',
			type: 'boolean',
			displayOptions: pays,
			default: false,
			description:
				"Whether to send a request again when its answer was lost and its job cannot be told for certain from the endpoint's list. May pay twice.",
		},
		{
			displayName: 'Return As',
			name: 'returnAs',
			type: 'options',
			displayOptions: delivers,
			options: [
				{ name: 'File', value: 'binary', description: 'Download the video into the item' },
				{ name: 'URL', value: 'url', description: 'Only say where it is; the address expires' },
			],
			default: 'binary',
			description: 'What to hand on',
		},
		{
			displayName: 'Seconds As',
			name: 'secondsAs',
			type: 'options',
			displayOptions: on('generate', 'submit', 'extend'),
			options: [
				{ name: 'Number', value: 'number', description: 'As in 8, which NVIDIA Dynamo insists on' },
				{ name: 'Text', value: 'string', description: 'As in "8", which OpenAI\'s API insists on' },
			],
			default: 'string',
			description:
				"How the duration is written where it is called seconds. Without this option it is the channel's own.",
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: waits,
			default: 1200,
			description:
				'Seconds to wait for a job, counted per try. A job that takes longer is not lost: its ID is in the failure, and a later try or the operation Wait goes on with it.',
		},
		{
			displayName: 'Variants',
			name: 'variants',
			type: 'multiOptions',
			displayOptions: delivers,
			options: [
				{
					name: 'Spritesheet',
					value: 'spritesheet',
					description: 'Frames of the video in one picture',
				},
				{ name: 'Thumbnail', value: 'thumbnail', description: 'A still of the video' },
			],
			default: [],
			description: 'What to fetch beside the video, where the endpoint has it',
		},
	],
};
