import type { INodeProperties } from 'n8n-workflow';
import { channelFields, modelFields } from './channel';
import { estimateFields, rememberedFields } from './estimate';
import { existingVideoFields } from './existingVideo';
import { operationFields } from './operation';
import { options } from './options';
import { payAgainField, toolDescriptions } from './tool';
import { videoFields } from './video';

/** Every field of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	...operationFields,
	...toolDescriptions,
	...channelFields,
	...existingVideoFields,
	...modelFields,
	...videoFields,
	...estimateFields,
	options,
	...rememberedFields,
	payAgainField,
];
