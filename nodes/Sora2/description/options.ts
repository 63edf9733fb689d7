import type { INodeProperties } from 'n8n-workflow';
import { deliveryOptions } from './deliveryOptions';
import { endpointOptions } from './endpointOptions';
import { orderOptions } from './orderOptions';
import { payTwiceOptions } from './payTwiceOptions';
import { specialRequestOptions, videoOptions } from './videoOptions';

/** The collection "Options": commonly needed options first, advanced ones last. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	// If this showed by "operation", n8n's editor would empty the collection whenever the operation
	// changes.
	displayOptions: { show: { resource: ['video'] }, hide: { '/operation': ['estimate'] } },
	options: [
		...videoOptions,
		...deliveryOptions,
		...orderOptions,
		...specialRequestOptions,
		...endpointOptions,
		...payTwiceOptions,
	],
};
