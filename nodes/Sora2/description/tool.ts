import type { INodeProperties } from 'n8n-workflow';
import { PAYING } from './show';

const asTool = (...operation: string[]) => ({
	show: { resource: ['video'], operation, '@tool': [true] },
});

/**
 * What a language model reads when it uses the node as a tool: what it does, what it costs, what it
 * returns.
 */
const TEXTS: Record<string, string> = {
	generate:
		'Generates one video from a text prompt and waits until it is finished, 1 to 20 minutes. COSTS REAL MONEY for every video, so call it once per video the user asked for, with one complete prompt. Returns id, status, url if there is one, cost and failure. On a failure read error.message and error.hint and tell the user; do not call again unless error.retryable is true.',
	submit:
		'Starts a job that generates one video from a text prompt and returns its id at once. COSTS REAL MONEY for every job. Use the wait tool with the id to get the video.',
	wait: 'Waits for a video job that was started before, by its id, and returns its status and url. Free of charge.',
	get: 'Returns the status of a video job by its id. Free of charge.',
	getMany: 'Lists the video jobs of this account, newest first. Free of charge.',
	download: 'Fetches the file of a finished video by its id. Free of charge.',
	remix:
		'Makes a finished video again with one described change, as a new video. COSTS REAL MONEY. Returns the new id, status, url if there is one, cost and failure.',
	edit: 'Changes part of a finished video as described, as a new video. COSTS REAL MONEY. Returns the new id, status, url if there is one, cost and failure.',
	extend:
		'Continues a finished video as described, as a new video. COSTS REAL MONEY. Returns the new id, status, url if there is one, cost and failure.',
	delete: 'Deletes a finished video and its job by its id. It cannot be undone.',
	cancel:
		'Cancels a video job by its id, if the endpoint still can; cancelled says whether it could. Free of charge.',
	estimate:
		'Returns what videos of a given duration, resolution and count would cost in US dollars on every channel, and which channel to take. Free of charge. Call it before generating when the user asked about the price.',
};

/**
 * A field named `toolDescription` replaces n8n's generated description, which would not say that a
 * call costs money.
 */
export const toolDescriptions = Object.entries(TEXTS).map<INodeProperties>(([operation, text]) => ({
	displayName: 'Tool Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 3 },
	displayOptions: asTool(operation),
	default: text,
	description: 'What the language model reads about this tool',
}));

/**
 * Declares a field twice: for people, and for an agent, with a default that lets the model fill it
 * in. The comment inside the expression makes n8n's editor show it as filled in by the model.
 */
export function orFromModel(
	field: INodeProperties,
	label: string,
	meaning: string,
): INodeProperties[] {
	const { show } = field.displayOptions as { show: Record<string, string[]> };
	return [
		{ ...field, displayOptions: { show, hide: { '@tool': [true] } } },
		{
			...field,
			displayOptions: { show: { ...show, '@tool': [true] } },
			default: `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${label}', \`${meaning}\`, 'string') }}`,
		},
	];
}

/** Last, and for people only: a model that could turn this on could pay as often as it likes. */
export const payAgainField: INodeProperties = {
	displayName: 'Pay Again for the Same Request',
	name: 'again',
	type: 'boolean',
	noDataExpression: true,
	displayOptions: asTool(...PAYING),
	default: false,
	description:
		'Whether to make, and pay for, another video if the agent repeats a request in one run. Otherwise the second call returns the first video.',
};
