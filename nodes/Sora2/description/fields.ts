import type { INodeProperties } from 'n8n-workflow';

const byId = ['wait', 'get', 'download', 'delete'];
const orders = { resource: ['video'], operation: ['generate', 'submit'] };

const channel: INodeProperties = {
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	displayOptions: { show: { resource: ['video'], operation: ['generate', 'submit', ...byId, 'getMany'] } },
	options: [
		{
			name: 'Official Reverse',
			value: 'reverse',
			description: '$0.12 a video, whatever its length. 1 to 3 % of requests are refused because of their region; nothing is charged then, and Retry On Fail mends most of them.',
		},
		{
			name: 'Official Relay',
			value: 'relay',
			description: '$0.10 a second at 720p, $0.30 to $0.50 above. Fixed addresses: almost no region refusals. For production, long clips and 1080p.',
		},
		{
			name: 'OpenAI-Compatible',
			value: 'openAi',
			description: "Any endpoint that speaks OpenAI's Videos API: LiteLLM, new-api, vLLM-Omni, SGLang, Azure, laozhang and others. Price and stability are the endpoint's.",
		},
		{
			name: 'OpenRouter',
			value: 'openRouter',
			description: "OpenRouter's video API. The price depends on the model and is reported with the video.",
		},
	],
	default: 'reverse',
	description: 'The way to the model: what it costs and how often it is refused',
};

const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	displayOptions: { show: orders },
	default: { mode: 'list', value: '' },
	description: "The video model. Left empty, it is the channel's own: sora-2 on Official Reverse and OpenAI-compatible endpoints, sora-2-official on Official Relay.",
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
	displayOptions: { show: orders },
	default: '',
	placeholder: 'e.g. A cat runs across a meadow at sunrise, slow dolly shot, birdsong',
	description: 'What the video shows, and how: subject, action, camera, light, sound',
};

const duration = (channels: string[], seconds: number, description: string): INodeProperties => ({
	displayName: 'Duration',
	name: 'duration',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show: { ...orders, channel: channels } },
	default: seconds,
	description,
});

const resolution: INodeProperties = {
	displayName: 'Resolution',
	name: 'resolution',
	type: 'options',
	displayOptions: { show: orders },
	options: [
		{ name: '1024p (1792 × 1024)', value: '1024p' },
		{ name: '1080p (1920 × 1080)', value: '1080p' },
		{ name: '480p (854 × 480)', value: '480p' },
		{ name: '720p (1280 × 720)', value: '720p' },
	],
	default: '720p',
	description: "Height of the video, turned for portrait. Official Reverse sells 720p; what other endpoints sell depends on the model.",
};

const videoId: INodeProperties = {
	displayName: 'Video ID',
	name: 'videoId',
	type: 'string',
	required: true,
	displayOptions: { show: { resource: ['video'], operation: byId } },
	default: '',
	placeholder: 'e.g. video_68d7512d07848190b3e45da0ecbebcde',
	description: "The job's ID, as Submit, Generate or a failure named it",
};

const variant: INodeProperties = {
	displayName: 'Variant',
	name: 'variant',
	type: 'options',
	displayOptions: { show: { resource: ['video'], operation: ['download'] } },
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
		displayOptions: { show: { resource: ['video'], operation: ['getMany'] } },
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { resource: ['video'], operation: ['getMany'], returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

export const fields: INodeProperties[] = [
	channel,
	videoId,
	variant,
	...many,
	model,
	prompt,
	duration(['reverse'], 5, 'Length of the video in seconds; Official Reverse sells 5, 10 and 15 at one price'),
	duration(['relay'], 5, 'Length of the video in seconds; Official Relay charges by the second and sells up to 15'),
	duration(['openAi', 'openRouter'], 8, "Length of the video in seconds; the Sora models take 4, 8 or 12, others have lengths of their own"),
	resolution,
];
