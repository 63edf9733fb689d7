import type {
	IBinaryData,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';
import { Sora2Api } from '../../../credentials/Sora2Api.credentials';
import { lookUpPairedItem } from './errorOutput';
import type { Execution } from './execution';
import { asNodeError, HttpClient, type FullResponse, type Sender } from './httpClient';

const credentialType = new Sora2Api();

/** What n8n hands to `execute`: new in every try, but for what engine.md, section 1, found to stay. */
export function buildContext(
	execution: Execution,
	executeData: object,
	signal: AbortSignal,
): IExecuteFunctions {
	const { drawn, items, origin, mode } = execution.setup;
	const isNewest = drawn.n8n.version === '2.41';
	const line = (text: string) => void execution.log.push(String(text));
	const proxy = {
		$runIndex: 0,
		$execution: {
			id: String(execution.setup.id),
			...(isNewest && {
				resumeUrl: `http://localhost:5678/webhook-waiting/${execution.setup.id}?signature=${origin.resumeToken}`,
			}),
		},
		$getPairedItem: () => lookUpPairedItem(execution),
	};
	const context = {
		getExecutionCancelSignal: () => signal,
		getExecuteData: () => executeData,
		getExecutionId: () => String(execution.setup.id),
		getInputData: () => items,
		getNode: () => execution.node,
		getMode: () => mode,
		getWorkflow: () => ({ id: 'w', name: 'Videos', active: true }),
		getContext: () => execution.context,
		getWorkflowDataProxy: () => proxy,
		getInputSourceData: () => ({ previousNode: 'Items' }),
		getNodeParameter: (name: string, i: number, fallback?: unknown) =>
			getParameter(execution, items[i], name) ?? fallback,
		getCredentials: async () => credentialOf(execution),
		continueOnFail: () => drawn.node.onError !== 'stopWorkflow',
		isToolExecution: () => false,
		logger: { info: line, warn: line, error: line, debug: line },
		addExecutionHints: (...hints: Array<{ message: string }>) =>
			execution.hints.push(...hints.map(({ message }) => message)),
		getExecutionContext: () => ({ version: 1, establishedAt: origin.establishedAt, source: mode }),
		...(isNewest && {
			customData: {
				get: (key: string) => execution.customData.get(key),
				set: (key: string, value: string) => execution.customData.set(key, value.slice(0, 512)),
			},
		}),
		helpers: buildHelpers(execution, signal),
	};
	return context as unknown as IExecuteFunctions;
}

export function credentialOf({ setup }: Execution): IDataObject {
	return {
		apiKey: setup.drawn.credential.apiKey,
		baseUrl: setup.world.endpoint.base,
		authHeader: 'bearer',
	};
}

function getParameter({ setup }: Execution, item: INodeExecutionData, name: string): unknown {
	const { node } = setup.drawn;
	const options: IDataObject = {
		concurrency: node.concurrency,
		timeout: node.timeout,
		regionResubmits: node.regionResubmits,
		resubmitWhenUnknown: node.resubmitWhenUnknown,
		returnAs: node.returnAs,
		...(node.requestsPerMinute > 0 && { requestsPerMinute: node.requestsPerMinute }),
		...(node.fallback !== 'none' && { fallbackChannel: node.fallback }),
	};
	const parameters: IDataObject = {
		resource: 'video',
		operation: 'generate',
		channel: node.channel,
		model: node.channel === 'openRouter' ? 'google/veo-3' : '',
		prompt: item.json.prompt,
		duration: 8,
		resolution: '720p',
		aspectRatio: '16:9',
		options,
	};
	return name
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], parameters);
}

type Authenticate = (
	credential: IDataObject,
	request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

function buildHelpers(execution: Execution, signal: AbortSignal) {
	const { drawn, world, process, id } = execution.setup;
	const client = new HttpClient(world);
	const sender: Sender = {
		execution: id,
		owner: process,
		isOver: () => signal.aborted || execution.status !== 'running',
		random: world.endpoint.world.random.next,
	};
	const send = async (options: IHttpRequestOptions, abort?: AbortSignal): Promise<unknown> => {
		const response = await client.request(sender, options, abort);
		return await asHelperAnswers(client, sender, options, response, abort);
	};
	let stored = 0;
	return {
		httpRequest: async (options: IHttpRequestOptions) =>
			await send(options, options.abortSignal as AbortSignal | undefined),
		async httpRequestWithAuthentication(_type: string, options: IHttpRequestOptions) {
			const request = await (credentialType.authenticate as unknown as Authenticate)(
				credentialOf(execution),
				options,
			);
			const go = async () => await send(request, signal);
			return await go()
				.catch(async (error: Error & { status?: number }) => {
					// engine.md, section 0: an HTTP 401 that is not ignored is sent a second time.
					if (error.status === 401) return await go();
					throw error;
				})
				.catch((error: Error) => {
					throw asNodeError(error, execution.node, drawn.n8n.version);
				});
		},
		async prepareBinaryData(
			bytes: AsyncIterable<Buffer> | Buffer,
			fileName: string,
			mimeType: string,
		): Promise<IBinaryData> {
			const parts: Buffer[] = [];
			if (Buffer.isBuffer(bytes)) parts.push(bytes);
			else for await (const part of bytes) parts.push(Buffer.from(part));
			if (drawn.n8n.storeFails > 0 && ++stored % drawn.n8n.storeFails === 0)
				throw new Error("ENOSPC: no space left on device, write '/home/node/.n8n/storage'");
			const file = `filesystem-v2:${id}.${execution.files.size}`;
			execution.files.set(file, Buffer.concat(parts));
			execution.fileNames.push(fileName);
			world.step(`e${id} stores ${fileName}`);
			return {
				data: 'filesystem-v2',
				id: file,
				mimeType,
				fileName,
				fileExtension: fileName.split('.').at(-1),
				fileSize: String(Buffer.concat(parts).length),
			};
		},
		getBinaryMetadata: async () => ({ fileSize: 0 }),
		getBinaryDataBuffer: async () => Buffer.alloc(0),
	};
}

/** What n8n's helpers make of an answer unless they are told to leave it alone. */
async function asHelperAnswers(
	client: HttpClient,
	sender: Sender,
	options: IHttpRequestOptions,
	response: FullResponse,
	signal?: AbortSignal,
): Promise<unknown> {
	const { statusCode, headers } = response;
	if (statusCode >= 300 && statusCode < 400 && headers.location && !options.disableFollowRedirect)
		// The key goes along, wherever the redirect leads.
		return await client.request(
			sender,
			{ ...options, url: new URL(headers.location, options.url).href, qs: undefined },
			signal,
		);
	if (statusCode >= 400 && !options.ignoreHttpStatusErrors)
		throw Object.assign(new Error(`Request failed with status code ${statusCode}`), {
			status: statusCode,
			config: options,
			response,
		});
	return options.returnFullResponse ? response : response.body;
}
