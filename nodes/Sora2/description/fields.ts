import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS, PROTOCOLS } from '../channels';
import type { Channel } from '../channels/channel';
import { RESOLUTIONS, toSize } from '../protocols/size';

const video = (...operation: string[]) => ({ resource: ['video'], operation });
const orders = video('generate', 'submit');

const channel: INodeProperties = {
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	displayOptions: { show: { resource: ['video'] }, hide: { operation: ['estimate'] } },
	options: Object.values(CHANNELS).map(({ displayName, name, description }) => ({
		name: displayName,
		value: name,
		description,
	})),
	default: 'reverse',
	description: 'The way to the model: what it costs and how often it is refused',
};

const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	displayOptions: { show: orders },
	default: { mode: 'list', value: '' },
	description:
		"The video model. Left empty, it is the channel's own: sora-2 on Official Reverse and OpenAI-compatible endpoints, sora-2-official on Official Relay.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: "The channel's own",
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. sora-2' },
	],
};

const prompt: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	displayOptions: { show: video('generate', 'submit', 'remix', 'edit', 'extend') },
	default: '',
	placeholder: 'e.g. A cat runs across a meadow at sunrise, slow dolly shot, birdsong',
	description:
		'What the video shows, and how: subject, action, camera, light, sound. To remix or edit, say what is to change; to extend, what happens next.',
};

const DURATION: INodeProperties = {
	displayName: 'Duration',
	name: 'duration',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 5,
};

/** One field a default; with an expression as the channel n8n shows each of them. */
const durations = [
	...new Set(Object.values(CHANNELS).map((c) => c.defaultDuration)),
].map<INodeProperties>((seconds) => {
	const channels = Object.values(CHANNELS).filter((c) => c.defaultDuration === seconds);
	return {
		...DURATION,
		displayOptions: {
			show: { ...video('generate', 'submit', 'extend'), channel: channels.map((c) => c.name) },
		},
		default: seconds,
		description: `Length of the video in seconds. ${channels.map((c) => `${c.displayName} ${c.durationHint}`).join('; ')}.`,
	};
});

const planned: INodeProperties[] = [
	{
		...DURATION,
		displayOptions: { show: video('estimate') },
		description: 'Length of each video in seconds',
	},
	{
		displayName: 'Count',
		name: 'count',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: video('estimate') },
		default: 1,
		description: 'How many videos',
	},
];

/** Which channels start with `auto`, and which with a value: a field of its own for each, as for the durations. */
const withAuto = Object.values(CHANNELS).filter((c) => c.defaultResolution === 'auto');
const withoutAuto = Object.values(CHANNELS).filter((c) => c.defaultResolution !== 'auto');
const names = (channels: Channel[]) => channels.map(({ name }) => name);
const AUTOMATIC = { name: 'Automatic', value: 'auto', description: 'The model decides' };

const RESOLUTION: INodeProperties = {
	displayName: 'Resolution',
	name: 'resolution',
	type: 'options',
	options: [
		AUTOMATIC,
		...RESOLUTIONS.map((name) => ({
			name: `${name} (${toSize(name, '16:9')?.replace('x', ' × ')} at 16:9)`,
			value: name,
		})),
	],
	default: '720p',
	description:
		'Height of the video, or width where it stands. What a model sells is checked before it is ordered where its endpoint tells; Official Reverse sells 720p.',
};

const ASPECT_RATIO: INodeProperties = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	type: 'options',
	options: [
		AUTOMATIC,
		...['16:9', '9:16', '1:1', '4:3', '3:4', '21:9'].map((ratio) => ({
			name: ratio,
			value: ratio,
		})),
	],
	default: '16:9',
	description: 'Width to height of the video. By expression any other, such as 3:2.',
};

const formats: INodeProperties[] = [
	{
		...ASPECT_RATIO,
		displayOptions: { show: { ...orders, channel: names(withoutAuto) } },
	},
	{
		...ASPECT_RATIO,
		displayOptions: { show: { ...orders, channel: names(withAuto) } },
		default: 'auto',
	},
	{
		...RESOLUTION,
		displayOptions: { show: { ...orders, channel: names(withoutAuto) } },
	},
	{
		...RESOLUTION,
		displayOptions: { show: { ...orders, channel: names(withAuto) } },
		default: 'auto',
	},
	{ ...RESOLUTION, displayOptions: { show: video('estimate') } },
];

const noRework: INodeProperties = {
	displayName:
		"This channel has no remix, edit or extend. Choose 'OpenAI-Compatible Endpoint', or set the option 'API Style' to 'Videos' where the endpoint has OpenAI's paths.",
	name: 'noRework',
	type: 'notice',
	displayOptions: {
		show: {
			...video('remix', 'edit', 'extend'),
			channel: Object.values(CHANNELS)
				.filter(({ protocol }) => !PROTOCOLS[protocol].derive)
				.map(({ name }) => name),
		},
		hide: { '/options.apiStyle': ['videos'] },
	},
	default: '',
};

const videoId: INodeProperties = {
	displayName: 'Video ID',
	name: 'videoId',
	type: 'string',
	required: true,
	displayOptions: {
		show: video('wait', 'get', 'download', 'remix', 'edit', 'extend', 'delete', 'cancel'),
	},
	default: '',
	placeholder: 'e.g. video_68d7512d07848190b3e45da0ecbebcde',
	description: "The job's ID, as Submit, Generate or a failure named it",
};

const variant: INodeProperties = {
	displayName: 'Variant',
	name: 'variant',
	type: 'options',
	displayOptions: { show: video('download') },
	options: [
		{ name: 'Spritesheet', value: 'spritesheet' },
		{ name: 'Thumbnail', value: 'thumbnail' },
		{ name: 'Video', value: 'video' },
	],
	default: 'video',
	description: 'Which file of the job to fetch',
};

const many: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		displayOptions: { show: video('getMany') },
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { ...video('getMany'), returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

export const fields: INodeProperties[] = [
	channel,
	noRework,
	videoId,
	variant,
	...many,
	model,
	prompt,
	...durations,
	...planned,
	...formats,
];
