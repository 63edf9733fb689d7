import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS } from '../channels';
import type { Channel } from '../channels/channel';
import { ASPECT_RATIO_CHOICES, RESOLUTION_CHOICES } from '../methods/choices';
import { on, ORDERING, PAYING } from './show';
import { orFromModel } from './tool';

export const PROMPT: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. A cat runs across a meadow at sunrise, slow dolly shot, birdsong',
	description:
		'What the video shows, and how: subject, action, camera, light, sound. To remix or edit, say what is to change; to extend, what happens next.',
};

export const DURATION: INodeProperties = {
	displayName: 'Duration (Seconds)',
	name: 'duration',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 5,
};

/**
 * Turns a field into a list that narrows to what the model takes, if its endpoint publishes that;
 * the declared options are the full list. The values are not IDs, so the field keeps its label.
 */
function withModelChoices(field: INodeProperties, loadOptionsMethod: string): INodeProperties {
	const loadOptionsDependsOn = ['channel', 'model.value', 'options.apiStyle'];
	return { ...field, typeOptions: { loadOptionsMethod, loadOptionsDependsOn } };
}

const resolution: INodeProperties = {
	displayName: 'Resolution',
	name: 'resolution',
	type: 'options',
	options: RESOLUTION_CHOICES,
	default: '720p',
	description:
		'Height of the video, or width if it is upright. Checked before the order if the endpoint publishes what the model takes; Official Reverse sells 720p.',
};

export const RESOLUTION = withModelChoices(resolution, 'getResolutions');

const aspectRatio: INodeProperties = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	type: 'options',
	options: ASPECT_RATIO_CHOICES,
	default: '16:9',
	description: 'Width to height of the video. An expression can set any other, such as 3:2.',
};

export const ASPECT_RATIO = withModelChoices(aspectRatio, 'getAspectRatios');

/**
 * Declares one field per default, each shown for the channels that share that default. The first
 * also shows for any other channel, including an expression that n8n cannot resolve yet, so exactly
 * one is always visible.
 */
function splitByDefault<T>(
	field: INodeProperties,
	operations: string[],
	getDefault: (channel: Channel) => T,
	getDescription: (channels: Channel[]) => string = () => field.description as string,
): INodeProperties[] {
	const all = Object.values(CHANNELS);
	const defaults = [...new Set(all.map(getDefault))];
	return defaults.map((value, i) => {
		const mine = all.filter((c) => getDefault(c) === value);
		const others = all.filter((c) => getDefault(c) !== value);
		const names = (channels: Channel[]) => channels.map(({ name }) => name);
		return {
			...field,
			displayOptions:
				i === 0
					? { show: on(...operations), hide: { channel: names(others) } }
					: { show: { ...on(...operations), channel: names(mine) } },
			default: value as INodeProperties['default'],
			description: getDescription(mine),
		};
	});
}

/** The fields that describe a new video. */
export const videoFields: INodeProperties[] = [
	...orFromModel(
		{ ...PROMPT, displayOptions: { show: on(...PAYING) } },
		'Prompt',
		'What the video shows: subject, action, camera, light, sound, in one complete prompt',
	),
	...splitByDefault(
		DURATION,
		[...ORDERING, 'extend'],
		(c) => c.defaultDuration,
		(channels) =>
			`Length of the video. ${channels.map((c) => `${c.displayName} ${c.durationHint}`).join('; ')}.`,
	),
	...splitByDefault(ASPECT_RATIO, ORDERING, (c) => c.defaultAspectRatio),
	...splitByDefault(RESOLUTION, ORDERING, (c) => c.defaultResolution),
];
