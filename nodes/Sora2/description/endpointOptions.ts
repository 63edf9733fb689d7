import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS, hasApiStyles } from '../channels';
import { optionOn, ORDERING, PAYING } from './show';

/** Channels whose endpoints all speak one protocol. */
const ONE_PROTOCOL = Object.values(CHANNELS)
	.filter((channel) => !hasApiStyles(channel))
	.map(({ name }) => name);

/** For advanced use: how an unusual endpoint wants its requests. */
export const endpointOptions: INodeProperties[] = [
	{
		displayName: 'API Style',
		name: 'apiStyle',
		type: 'options',
		displayOptions: { hide: { '/channel': ONE_PROTOCOL } },
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
			'For advanced use. Which path and field names the endpoint expects. The default depends on the channel: Generations on Official Reverse and Official Relay, Videos on OpenAI-compatible endpoints.',
	},
	{
		displayName: 'Body Format',
		name: 'bodyFormat',
		type: 'options',
		displayOptions: optionOn(...PAYING),
		options: [
			{
				name: 'Automatic',
				value: 'auto',
				description: 'JSON, or a form if a picture is sent or the endpoint takes only forms',
			},
			{ name: 'JSON', value: 'json' },
			{
				name: 'Multipart',
				value: 'multipart',
				description: 'As a form, which vLLM-Omni requires',
			},
		],
		default: 'auto',
		description: 'For advanced use. How the request is written.',
	},
	{
		displayName: 'Seconds As',
		name: 'secondsAs',
		type: 'options',
		displayOptions: optionOn('extend', ...ORDERING),
		options: [
			{ name: 'Number', value: 'number', description: 'As in 8, which NVIDIA Dynamo requires' },
			{ name: 'Text', value: 'string', description: 'As in "8", which OpenAI\'s API requires' },
		],
		default: 'string',
		description:
			'For advanced use. How the duration is written if its field is called seconds. The default depends on the channel.',
	},
];
