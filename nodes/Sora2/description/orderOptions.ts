import type { INodeProperties } from 'n8n-workflow';
import { CHANNELS } from '../channels';
import { optionOn, ORDERING, PAYING } from './show';

/** How orders are sent: how many at once, and what happens after a refusal. */
export const orderOptions: INodeProperties[] = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 5,
		description:
			'How many jobs are made, and how many videos downloaded, at the same time. Wait polls all its jobs at once. Applies to the whole run and is read from the first item.',
	},
	{
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description:
			'The most requests to send in a minute, of all kinds and for all items together. Without this option there is no limit, and 429 answers set the pace.',
	},
	{
		displayName: 'Spending Limit (USD)',
		name: 'spendingLimit',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: optionOn(...PAYING),
		default: 0,
		description:
			'The most one run of this node may spend, over all items and tries; 0 means no limit. A video is counted at the high end of its price before it is ordered, and one that exceeds the limit fails without being ordered. If no price is known, the cost the endpoint reports is counted afterwards. Read from the first item.',
	},
	{
		displayName: 'Job Ledger',
		name: 'jobLedger',
		type: 'string',
		displayOptions: optionOn('wait', ...PAYING),
		default: '',
		placeholder: 'e.g. Videos',
		description:
			"The name of a Data Table that records every order before it is sent, then its job, cost and delivery. The table is created if it does not exist. Retry and runs from the editor read it before they order. On n8n 1.123 and 2.0 enter the table's ID. Read from the first item.",
	},
	{
		displayName: 'Region Resubmits',
		name: 'regionResubmits',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		displayOptions: optionOn(...PAYING),
		default: 0,
		description:
			'How often to send a request again within one try, 2 seconds apart, if it was refused because of its region. A refusal costs nothing.',
	},
	{
		displayName: 'Fallback Channel',
		name: 'fallbackChannel',
		type: 'options',
		displayOptions: optionOn(...ORDERING),
		options: [
			{ name: 'None', value: 'none' },
			...Object.values(CHANNELS).map(({ displayName, name }) => ({
				name: displayName,
				value: name,
			})),
		],
		default: 'none',
		description:
			'The channel to try next, on the same endpoint, after a certain refusal because of region, quota, rate, load, model or key. Never after moderation, and never if the outcome is unknown. For another endpoint, connect the error output to a second node.',
	},
	{
		displayName: 'Fallback Model',
		name: 'fallbackModel',
		type: 'string',
		displayOptions: optionOn(...ORDERING),
		default: '',
		placeholder: 'e.g. sora-2-official',
		description: "The model on the fallback channel. If empty, the channel's default.",
	},
];
