import type { INodeProperties } from 'n8n-workflow';
import { CHANNEL, MODEL } from './channel';
import { on } from './show';
import { DURATION, RESOLUTION } from './video';

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
		description: "Where the model under 'Model' is. All channels are estimated.",
	},
	{
		...MODEL,
		displayOptions: { show },
		description:
			"Under Estimate, the model whose price the endpoint is asked for, with the credential. Left empty, the channels' declared prices are compared, and nothing is called.",
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

/**
 * n8n discards the value of a field that an operation does not have. These hidden fields keep their
 * values when somebody switches to Estimate to look at a price and then switches back.
 */
const remembered = {
	prompt: '',
	aspectRatio: '16:9',
	options: {},
};

export const rememberedFields = Object.entries(remembered).map<INodeProperties>(
	([name, value]) => ({
		displayName: name,
		name,
		type: 'hidden',
		displayOptions: { show },
		default: value,
	}),
);
