import type { INodeProperties } from 'n8n-workflow';
import { CHANNEL, MODEL } from './channel';
import { on } from './show';
import { ASPECT_RATIO, DURATION, PROMPT, RESOLUTION } from './video';

const show = on('estimate');

/**
 * A hidden field that is present while Estimate has no model named, and so needs no credential.
 * `displayOptions` cannot express "hide if both apply" in any other way, and n8n reads only the
 * first entry of a credential type.
 */
export const CALLS_NOTHING = 'callsNothing';

/** The fields of Estimate. */
export const estimateFields: INodeProperties[] = [
	{
		...CHANNEL,
		displayOptions: { show },
		description: "The channel of the model under 'Model'. All channels are estimated.",
	},
	{
		...MODEL,
		displayOptions: { show },
		description:
			"Under Estimate, the model whose price is requested from the endpoint, with the credential. If empty, the channels' declared prices are compared, without a request.",
	},
	{
		displayName: 'Calls Nothing',
		name: CALLS_NOTHING,
		type: 'hidden',
		displayOptions: { show, hide: { model: [{ _cnd: { not: '' } }] } },
		default: true,
	},
	{ ...DURATION, displayOptions: { show }, description: 'Length of each video' },
	{
		displayName: 'Count',
		name: 'count',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show },
		default: 1,
		description: 'How many videos',
	},
	{ ...RESOLUTION, displayOptions: { show } },
];

/** Hidden in an agent's tool, where the model would be asked to fill them in. */
const displayOptions = { show, hide: { '@tool': [true] } };

/**
 * n8n's editor discards the value of a field that it hides or grays out. Under Estimate these
 * fields stay visible, so that they keep their values when somebody looks at a price and then
 * switches back.
 */
export const rememberedFields: INodeProperties[] = [
	{ ...PROMPT, displayOptions, required: false },
	{ ...ASPECT_RATIO, displayOptions },
	{
		displayName:
			'An estimate does not use Prompt, Aspect Ratio and the options. They keep their values for the other operations.',
		name: 'options',
		type: 'notice',
		displayOptions,
		default: {},
	},
];
