import type { INodeProperties } from 'n8n-workflow';
import { optionOn, PAYING } from './show';

/**
 * Options that may pay twice, or, at endpoints that support it, prevent that. Last, and off by
 * default.
 */
export const payTwiceOptions: INodeProperties[] = [
	{
		displayName: 'Endpoint Honours Idempotency Keys',
		name: 'idempotencyHonoured',
		type: 'boolean',
		displayOptions: optionOn(...PAYING),
		default: false,
		description:
			'Whether the endpoint treats an order repeated with the same Idempotency-Key as the same order, as Inworld documents. An order whose answer was lost is then sent again with its key, also by Retry of the execution. On any other endpoint this pays twice.',
	},
	{
		displayName: 'Order Failed Items Anyway',
		name: 'generateFailed',
		type: 'boolean',
		displayOptions: optionOn(...PAYING),
		default: false,
		description:
			'Whether to order a video also for items that failed in another Sora node in a way that forbids it: declined content, a job still running, an unknown outcome. May pay twice.',
	},
	{
		displayName: 'Order Again If Answer Lost',
		name: 'resubmitWhenUnknown',
		type: 'boolean',
		displayOptions: optionOn(...PAYING),
		default: false,
		description:
			"Whether to send a request again if its answer was lost and its job cannot be identified in the endpoint's list. May pay twice.",
	},
];
