import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { CHANNELS, PROTOCOLS } from '../channels';
import type { Channel } from '../channels/channel';
import { parseJson } from '../errors/json';
import { readModels } from '../protocols/response/list';
import { CREDENTIAL, parseEndpoint } from '../transport/endpoint';
import { createPorts } from '../transport/http';

const TIMEOUT_MS = 20_000;
/** Words in the names of video models. */
const VIDEO =
	/sora|video|veo|wan|kling|hailuo|minimax|seedance|ltx|hunyuan|cogvideo|mochi|runway|gen-?[34]|luma|ray-?2|pika|t2v|i2v|vidu|muse/i;

/** Lists the endpoint's models, with those that look like video models first. A free read. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const channel = CHANNELS[String(this.getCurrentNodeParameter('channel'))] ?? CHANNELS.reverse;
	const credential = await this.getCredentials(CREDENTIAL).catch(ignoreUnderEstimate(this));
	if (!credential) return { results: listDeclaredModels(channel) };
	const endpoint = parseEndpoint(credential);
	if ('problem' in endpoint) throw new NodeOperationError(this.getNode(), endpoint.problem);
	const ports = createPorts(this, endpoint);
	const sent = await ports.send(
		{ method: 'GET', path: PROTOCOLS[channel.protocol].modelsPath },
		TIMEOUT_MS,
	);
	if ('error' in sent) throw toListError(this, `it could not be reached (${sent.error.message})`);
	const { status, text } = sent.answer;
	if (status === 401 || status === 403)
		throw toListError(this, `the API key was refused (HTTP ${status}); check the credential`);
	if (status >= 400) throw toListError(this, `HTTP ${status}`);
	const wanted = filter?.toLowerCase() ?? '';
	const ids = readModels(parseJson(text)).filter((id) => id.toLowerCase().includes(wanted));
	ids.sort((a, b) => Number(VIDEO.test(b)) - Number(VIDEO.test(a)) || a.localeCompare(b));
	const results = ids.map((id) => ({ name: id, value: id }));
	return { results: wanted === '' ? [toDefaultEntry(channel), ...results] : results };
}

/**
 * Under Estimate the credential only shows once a model is named; until then the list holds the
 * declared models.
 */
function ignoreUnderEstimate(ctx: ILoadOptionsFunctions): (error: Error) => undefined {
	return (error) => {
		if (ctx.getCurrentNodeParameter('operation') !== 'estimate') throw error;
	};
}

function listDeclaredModels({ models, displayName }: Channel): INodeListSearchResult['results'] {
	if (models.length > 0) return models.map((id) => ({ name: id, value: id }));
	return [{ name: `Choose 'By ID' and enter a model of ${displayName}`, value: '' }];
}

/** The first entry: back to the channel's default model, or a note that there is none. */
function toDefaultEntry({ models: [model] }: Channel): { name: string; value: string } {
	return {
		name: model ? `Default of the channel (${model})` : 'Required: choose a model',
		value: '',
	};
}

/** n8n shows only the message, so it says both what happened and what to do. */
function toListError(ctx: ILoadOptionsFunctions, why: string): NodeOperationError {
	return new NodeOperationError(
		ctx.getNode(),
		`The endpoint did not list its models: ${why}. Or choose 'By ID' and enter the model's ID.`,
	);
}
