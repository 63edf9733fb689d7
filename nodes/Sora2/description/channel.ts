import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS, PROTOCOLS } from '../channels';
import { DERIVING, on, ORDERING } from './show';

export const CHANNEL: INodeProperties = {
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	options: Object.values(CHANNELS).map(({ displayName, name, description }) => ({
		name: displayName,
		value: name,
		description,
	})),
	default: 'reverse',
	description: 'The way to the model: what it costs and how often it is refused',
};

const cannotDerive: INodeProperties = {
	displayName:
		"This channel has no remix, edit or extend. Choose 'OpenAI-Compatible Endpoint', or set the option 'API Style' to 'Videos' if the endpoint has OpenAI's paths.",
	name: 'cannotDerive',
	type: 'notice',
	displayOptions: {
		show: {
			...on(...DERIVING),
			channel: Object.values(CHANNELS)
				.filter(({ protocol }) => !PROTOCOLS[protocol].derive)
				.map(({ name }) => name),
		},
		hide: { '/options.apiStyle': ['videos'] },
	},
	default: '',
};

export const MODEL: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: `The video model. Left empty, it is the channel's default: ${Object.values(CHANNELS)
		.filter(({ models }) => models.length > 0)
		.map(({ displayName, models }) => `${models[0]} on ${displayName}`)
		.join(', ')}. The other channels have none.`,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: "The channel's default",
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. sora-2' },
	],
};

/** The channel and where requests are sent. */
export const channelFields: INodeProperties[] = [
	{
		...CHANNEL,
		displayOptions: { show: { resource: ['video'] }, hide: { operation: ['estimate'] } },
	},
	cannotDerive,
];

/** The model of a new video, also for one derived from another if its endpoint requires it. */
export const modelFields: INodeProperties[] = [
	{ ...MODEL, displayOptions: { show: on(...ORDERING) } },
	{
		...MODEL,
		displayOptions: {
			show: {
				...on(...DERIVING),
				channel: Object.values(CHANNELS)
					.filter(({ protocol }) => PROTOCOLS[protocol].derivesWithModel)
					.map(({ name }) => name),
			},
		},
	},
];
