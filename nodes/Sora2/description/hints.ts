import type { INodeTypeDescription } from 'n8n-workflow';
import { CHANNELS } from '../channels';
import { ORDERING, PAYING } from './show';

type Hint = NonNullable<INodeTypeDescription['hints']>[number];

const OPERATION = '$parameter["operation"]';
const CHANNEL = '$parameter["channel"]';
const MODEL_IS_EMPTY = '!$parameter["model"]?.["value"]';
const isOneOf = (value: string, list: readonly unknown[]) =>
	`${JSON.stringify(list)}.includes(${value})`;

function beforeRun(type: 'info' | 'warning', message: string, ...conditions: string[]): Hint {
	return {
		message,
		type,
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${conditions.join(' && ')} }}`,
	};
}

/** Warns about a value the channel is not known to sell. It is sent anyway. */
const unusual = Object.values(CHANNELS).flatMap((channel) => {
	const [model] = channel.models;
	if (!model) return [];
	const here = [isOneOf(OPERATION, ORDERING), `${CHANNEL} === "${channel.name}"`, MODEL_IS_EMPTY];
	const durations = channel.durations(model);
	const resolutions = channel.resolutions(model);
	const warn = (what: string, sold: readonly unknown[], unit: string) =>
		`${channel.displayName} is not known to sell this ${what} of ${model}; it sells ${sold.join(', ')}${unit}. The request is sent anyway.`;
	return [
		...(durations
			? [
					beforeRun(
						'warning',
						warn('duration', durations, ' s'),
						...here,
						`!${isOneOf('Number($parameter["duration"])', durations)}`,
					),
				]
			: []),
		...(resolutions
			? [
					beforeRun(
						'warning',
						warn('resolution', resolutions, ''),
						...here,
						`!${isOneOf('$parameter["resolution"]', ['auto', ...resolutions])}`,
					),
				]
			: []),
	];
});

const withoutDefault = Object.values(CHANNELS).filter(({ models }) => models.length === 0);
const oftenRefused = Object.values(CHANNELS).filter(({ refusalRate: [, most] }) => most > 0);

/** Hints in the output pane before a run. */
export const hints: Hint[] = [
	...unusual,
	...withoutDefault.map(({ name, displayName }) =>
		beforeRun(
			'warning',
			`${displayName} has no default model: choose one under 'Model'. Without it every item fails, at no cost.`,
			isOneOf(OPERATION, ORDERING),
			`${CHANNEL} === "${name}"`,
			MODEL_IS_EMPTY,
		),
	),
	// Hints cannot see the node's settings.
	...oftenRefused.map(({ name, displayName, refusalRate: [, most] }) =>
		beforeRun(
			'info',
			`Up to ${Math.round(most * 100)} % of the requests on ${displayName} are refused for their region, at no cost. Turn on Retry On Fail in this node's settings to send them again.`,
			isOneOf(OPERATION, PAYING),
			`${CHANNEL} === "${name}"`,
			'["", "none"].includes($parameter["options"]?.["fallbackChannel"] ?? "")',
			'!($parameter["options"]?.["regionResubmits"] > 0)',
		),
	),
	beforeRun(
		'info',
		"Stopping a run does not cancel its jobs: an accepted job is paid for. Its ID is in n8n's log, the operation 'Get Many' finds it if the endpoint lists its jobs, and 'Wait' delivers it.",
		isOneOf(OPERATION, PAYING),
	),
];
