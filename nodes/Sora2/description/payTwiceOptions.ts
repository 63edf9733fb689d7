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
			'Whether the endpoint takes an order that comes again with the same Idempotency-Key for the same one, as Inworld documents: an order whose answer was lost is then sent again with its key, by Retry of the execution too. On an endpoint that does not, this pays twice.',
	},
	{
		displayName: 'Order Failed Items Anyway',
		name: 'generateFailed',
		type: 'boolean',
		displayOptions: optionOn(...PAYING),
		default: false,
		description:
			'Whether to order a video also for items that come from another node of this kind with a failure that speaks against it: declined content, a job still running, an unknown outcome. May pay twice.',
	},
	{
		displayName: 'Order Again If Answer Lost',
		name: 'resubmitWhenUnknown',
		type: 'boolean',
		displayOptions: optionOn(...PAYING),
		default: false,
		description:
			"Whether to send a request again when its answer was lost and its job cannot be told for certain from the endpoint's list. May pay twice.",
	},
];
