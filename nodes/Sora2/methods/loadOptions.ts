import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { API_STYLES, CHANNELS, hasApiStyles, PROTOCOLS } from '../channels';
import type { ModelInfo } from '../channels/modelInfo';
import { createEndpointState } from '../execution/endpoint';
import { findModelInfo } from '../jobs/modelInfos';
import type { ProtocolName } from '../protocols/protocol';
import { CREDENTIAL, parseEndpoint } from '../transport/endpoint';
import { createPorts } from '../transport/http';
import {
	ASPECT_RATIO_CHOICES,
	RESOLUTION_CHOICES,
	toAspectRatioChoices,
	toResolutionChoices,
} from './choices';

/** Lists the resolutions the chosen model takes, if its endpoint publishes them. A free read. */
export async function getResolutions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const info = await readModelInfo(this);
	return info ? toResolutionChoices(info) : RESOLUTION_CHOICES;
}

/** Lists the aspect ratios the chosen model takes, if its endpoint publishes them. A free read. */
export async function getAspectRatios(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const info = await readModelInfo(this);
	return info ? toAspectRatioChoices(info) : ASPECT_RATIO_CHOICES;
}

/**
 * Reads what the endpoint publishes about the chosen model. Never throws: the form also works
 * without it.
 */
async function readModelInfo(ctx: ILoadOptionsFunctions): Promise<ModelInfo | undefined> {
	try {
		const model = readText(ctx.getCurrentNodeParameter('model', { extractValue: true }));
		const protocol = readProtocol(ctx);
		// An expression has no value before the node runs.
		if (model === '' || model.startsWith('=') || !protocol.modelInfo) return undefined;
		const endpoint = parseEndpoint(await ctx.getCredentials(CREDENTIAL));
		if ('problem' in endpoint) return undefined;
		const ports = createPorts(ctx, endpoint);
		const state = createEndpointState({ requestsPerMinute: 0, concurrency: 1 }, endpoint, ports);
		return await findModelInfo({ ports, endpoint: state }, protocol, model);
	} catch {
		return undefined;
	}
}

function readProtocol(ctx: ILoadOptionsFunctions): (typeof PROTOCOLS)[ProtocolName] {
	const channel = CHANNELS[readText(ctx.getCurrentNodeParameter('channel'))] ?? CHANNELS.reverse;
	const style = readText(ctx.getCurrentNodeParameter('options.apiStyle'));
	const chosen = API_STYLES.find((name) => name === style);
	return PROTOCOLS[chosen && hasApiStyles(channel) ? chosen : channel.protocol];
}

function readText(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
