import type { IDataObject } from 'n8n-workflow';
import { estimate as priceOf } from '../channels/estimate';
import type { Operation } from '../execution/operation';

/** What a video, or many, would cost on every channel. Calls nothing and needs no credential. */
export const estimate: Operation = (p) => {
	const plan = {
		duration: p.positive(p.ctx.getNodeParameter('duration', p.itemIndex, 5), 'Duration'),
		resolution: p.resolution(),
		count: Math.ceil(p.positive(p.ctx.getNodeParameter('count', p.itemIndex, 1), 'Count')),
	};
	return {
		settled: {
			items: [{ json: priceOf(plan) as unknown as IDataObject, pairedItem: { item: p.itemIndex } }],
			warnings: [],
		},
	};
};
