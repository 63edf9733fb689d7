import type { IDataObject } from 'n8n-workflow';
import { hasApiStyles, PROTOCOLS } from '../channels';
import type { Channel } from '../channels/channel';
import { estimate as estimateCosts, type NamedModel, type Plan } from '../channels/estimate';
import type { ModelInfo } from '../channels/modelInfo';
import { toOutput, type ItemOutput, type Operation } from '../execution/operation';
import type { JobContext } from '../jobs/context';
import { findModelInfo } from '../jobs/modelInfos';

/**
 * Estimates what one or more videos would cost on every channel. Makes no request and needs no
 * credential, unless a model is named: then it reads what the endpoint publishes about it, if there
 * is a credential.
 */
export const estimate: Operation = (p) => {
	const { ctx, itemIndex } = p;
	const plan = {
		duration: p.positive(ctx.getNodeParameter('duration', itemIndex, 5), 'Duration (Seconds)'),
		resolution: p.resolution(),
		count: Math.ceil(p.positive(ctx.getNodeParameter('count', itemIndex, 1), 'Count')),
	};
	const model = p.namedModel();
	if (model === '') return { settled: toEstimateOutput(itemIndex, plan) };
	const channel = p.channel();
	const named = { channel: channel.name, model };
	return {
		identity: ['estimate', named, plan],
		timeoutMs: p.timeoutMs(),
		ignoresConcurrency: true,
		withoutEndpoint: toEstimateOutput(itemIndex, plan, named),
		async run({ jobContext }) {
			const info = await queryModel(jobContext, channel, model);
			return toEstimateOutput(itemIndex, plan, { ...named, info });
		},
	};
};

/** An OpenAI-compatible endpoint may be any gateway, so every known model list is tried. */
async function queryModel(
	jobContext: JobContext,
	channel: Channel,
	model: string,
): Promise<ModelInfo | undefined> {
	const { videos, openRouter } = PROTOCOLS;
	const protocols = hasApiStyles(channel) ? [videos, openRouter] : [PROTOCOLS[channel.protocol]];
	for (const one of protocols) {
		const info = await findModelInfo(jobContext, one, model);
		if (info) return info;
	}
	return undefined;
}

function toEstimateOutput(itemIndex: number, plan: Plan, named?: NamedModel): ItemOutput {
	return toOutput(itemIndex, estimateCosts(plan, named) as unknown as IDataObject);
}
