/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import type { IDataObject, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';
import { startRelay } from '../../relay';

/* The lists under "Resolution" and "Aspect Ratio", from a real server; n8n's editor side is as little as it takes. */
type Relay = Awaited<ReturnType<typeof startRelay>>;
let relay: Relay;
const { loadOptions } = new Sora2().methods;
const { properties } = new Sora2().description;

beforeEach(async () => {
	relay = await startRelay({
		modelInfo: [
			{ model_name: 'veo', model_info: { supported_resolutions: ['1280x720', '720x1280'] } },
		],
	});
});
afterEach(async () => await relay.close());

async function choose(
	method: keyof typeof loadOptions,
	{ model, ...fields }: IDataObject,
	{ prefix = '/api/v1', credential = {} as object | null } = {},
) {
	const send = async ({ url, method: verb }: IHttpRequestOptions) => {
		const sent = await fetch(url, { method: verb, headers: { authorization: 'Bearer sk-local' } });
		return {
			statusCode: sent.status,
			headers: Object.fromEntries(sent.headers),
			body: Readable.from([Buffer.from(await sent.arrayBuffer())]),
		};
	};
	const values: IDataObject = { ...fields, model: model ?? '' };
	const editor = {
		getCredentials: async () => {
			if (!credential) throw new Error('Node does not have any credentials set');
			return { baseUrl: relay.url + prefix, apiKey: 'sk-local', ...credential };
		},
		getCurrentNodeParameter: (path: string) => values[path],
		getNode: () => ({ name: 'Sora', type: 'sora2', typeVersion: 1, parameters: {} }),
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
				await send(options),
			httpRequest: send,
		},
	};
	const choices = await loadOptions[method].call(editor as unknown as ILoadOptionsFunctions);
	return choices.map(({ value }) => value);
}

const all = (name: string) =>
	properties
		.find((property) => property.name === name)
		?.options?.map((option) => 'value' in option && option.value);

test.each([
	['google/veo-3.1', ['auto', '720p', '1080p', '4k'], ['auto', '16:9', '9:16']],
	[
		'alibaba/wan-3.0',
		['auto', '480p', '720p', '1080p'],
		['auto', '16:9', '9:16', '1:1', '4:3', '3:4'],
	],
	['minimax/hailuo-3-max', ['auto', '480p', '768p'], ['auto', '16:9', '1:1', '4:3', '21:9']],
])(
	"%s on OpenRouter: the model's values, as saved in workflows",
	async (model, heights, shapes) => {
		const fields = { channel: 'openRouter', model };
		expect(await choose('getResolutions', fields)).toEqual(heights);
		expect(await choose('getAspectRatios', fields)).toEqual(shapes);
		expect(relay.requests.filter(({ path }) => path.endsWith('/videos/models'))).toHaveLength(1);
	},
);

test("LiteLLM's sizes determine both", async () => {
	const fields = { channel: 'openAi', model: 'veo' };
	const at = { prefix: '/v1' };
	expect(await choose('getResolutions', fields, at)).toEqual(['auto', '720p']);
	expect(await choose('getAspectRatios', fields, at)).toEqual(['auto', '16:9', '9:16']);
});

test.each([
	['a model that is not listed', { channel: 'openRouter', model: 'maker/model' }],
	['no model', { channel: 'openRouter' }],
	['a model by expression', { channel: 'openRouter', model: '={{ $json.model }}' }],
	['a channel whose endpoint publishes nothing', { channel: 'reverse', model: 'sora-2' }],
	['another protocol', { channel: 'openAi', model: 'veo', 'options.apiStyle': 'together' }],
	['a channel by expression', { channel: '={{ $json.channel }}', model: 'veo' }],
])('%s: the whole list', async (_, fields) => {
	expect(await choose('getResolutions', fields)).toEqual(all('resolution'));
	expect(await choose('getAspectRatios', fields)).toEqual(all('aspectRatio'));
});

test.each([
	['no credential', null],
	['an invalid Base URL', { baseUrl: 'my endpoint' }],
	['nobody there', { baseUrl: 'http://127.0.0.1:1/api/v1' }],
])('%s: the whole list, and no error in the form', async (_, credential) => {
	const fields = { channel: 'openRouter', model: 'google/veo-3.1' };
	expect(await choose('getResolutions', fields, { credential })).toEqual(all('resolution'));
});
