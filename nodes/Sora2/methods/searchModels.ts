import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { CHANNELS, PROTOCOLS } from '../channels';
import { parseJson } from '../errors/json';
import { readModels } from '../protocols/response/list';
import { CREDENTIAL, parseEndpoint } from '../transport/endpoint';
import { createPorts } from '../transport/http';

const TIMEOUT_MS = 20_000;
/** Words in the names of models that make video. */
const VIDEO =
	/sora|video|veo|wan|kling|hailuo|minimax|seedance|ltx|hunyuan|cogvideo|mochi|runway|gen-?[34]|luma|ray-?2|pika|t2v|i2v|vidu|muse/i;

/** The models the endpoint lists, those that look like video first. A free read. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const endpoint = parseEndpoint(await this.getCredentials(CREDENTIAL));
	if ('problem' in endpoint) throw new NodeOperationError(this.getNode(), endpoint.problem);
	const ports = createPorts(this, endpoint);
	const channel = CHANNELS[String(this.getCurrentNodeParameter('channel'))] ?? CHANNELS.reverse;
	const sent = await ports.send(
		{ method: 'GET', path: PROTOCOLS[channel.protocol].modelsPath },
		TIMEOUT_MS,
	);
	if ('trouble' in sent || sent.answer.status >= 400) {
		const why = 'trouble' in sent ? sent.trouble.message : `HTTP ${sent.answer.status}`;
		throw new NodeOperationError(this.getNode(), `The endpoint did not list its models: ${why}`, {
			description: "Enter the model's ID instead.",
		});
	}
	const wanted = filter?.toLowerCase() ?? '';
	const ids = readModels(parseJson(sent.answer.text)).filter((id) =>
		id.toLowerCase().includes(wanted),
	);
	ids.sort((a, b) => Number(VIDEO.test(b)) - Number(VIDEO.test(a)) || a.localeCompare(b));
	return { results: ids.map((id) => ({ name: id, value: id })) };
}
