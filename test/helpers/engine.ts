/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IAuthenticate,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { Sora2Api } from '../../credentials/Sora2Api.credentials';
import { Sora2 } from '../../nodes/Sora2/Sora2.node';

// n8n-core's own container: npm may hoist another copy of @n8n/di to the root.
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get<T>(c: unknown): T };
};

export type NodeMap = Record<string, INodeType | IVersionedNodeType>;

/** A node that hands on the given items, whatever comes in. */
export function giving(
	items: INodeExecutionData[] | (() => INodeExecutionData[][]),
	name = 'Items',
): INodeType {
	return {
		description: {
			displayName: name,
			name: 'items',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			return typeof items === 'function' ? items() : [items];
		},
	};
}

/** A node that puts a file into n8n's binary store, as a download node does, and hands it on. */
export function storing(
	field: string,
	bytes: Buffer,
	fileName: string,
	mimeType: string,
): INodeType {
	return {
		...giving([]),
		async execute() {
			return [
				[
					{
						json: {},
						binary: { [field]: await this.helpers.prepareBinaryData(bytes, fileName, mimeType) },
					},
				],
			];
		},
	};
}

const trigger: INodeType = {
	...giving([{ json: {} }]),
	description: { ...giving([]).description, displayName: 'Start', group: ['trigger'], inputs: [] },
};

const passOn: INodeType = {
	...giving([]),
	async execute() {
		return [this.getInputData()];
	},
};

/** The node types of a workflow. */
export function typesOf(nodes: NodeMap): INodeTypes {
	return new Types(nodes);
}

class Types implements INodeTypes {
	constructor(private readonly nodes: NodeMap) {}
	getByName(type: string) {
		return this.nodes[type];
	}
	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.nodes[type], version);
	}
	getKnownTypes(): IDataObject {
		return {};
	}
}

/** n8n's credentials helper without its database: the credential's own `authenticate` is what runs. */
function credentialsHelper(data: IDataObject) {
	const type: ICredentialType = new Sora2Api();
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async () => ({ ...data }),
		getCredentialsProperties: () => type.properties,
		updateCredentials: async () => {},
		updateCredentialsOauthTokenData: async () => {},
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		authenticate: async (
			credentials: ICredentialDataDecryptedObject,
			_type: string,
			request: IHttpRequestOptions,
		) =>
			await (type.authenticate as Extract<IAuthenticate, (...args: never[]) => unknown>)(
				credentials,
				request,
			),
	};
}

export interface EngineOptions {
	/** Where the credential points; its key is `sk-local` unless `credential` says otherwise. */
	baseUrl: string;
	credential?: IDataObject;
	/** What comes into the node. */
	items: INodeExecutionData[];
	parameters?: IDataObject;
	/** Node settings: onError, retryOnFail, maxTries, waitBetweenTries, executeOnce, alwaysOutputData. */
	settings?: Partial<INode>;
	/** More nodes and other connections than the standard workflow. */
	nodes?: INode[];
	connections?: IConnections;
	nodeTypes?: NodeMap;
	mode?: WorkflowExecuteMode;
	/** Run data to start from, as n8n's Retry hands it over. */
	runData?: IRunExecutionData;
	timeoutMs?: number;
	executionId?: string;
	/** How n8n runs a sub-workflow. */
	executeWorkflow?: IWorkflowExecuteAdditionalData['executeWorkflow'];
}

export interface Running {
	result: Promise<IRun>;
	cancel(): void;
	/** Names of the nodes in the order they began. */
	events: string[];
}

/** The standard workflow: Start → Items → Sora, its outputs into Ok and Failed. */
export function standard(
	parameters: IDataObject,
	settings: Partial<INode> = {},
): { nodes: INode[]; connections: IConnections } {
	const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...more,
	});
	const to = (...names: string[]) =>
		names.map((n) => ({ node: n, type: 'main' as const, index: 0 }));
	return {
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			node('Items', 'test.items'),
			node('Sora', 'n8n-nodes-sora2.sora2', {
				parameters: parameters as never,
				credentials: { sora2Api: { id: '1', name: 'relay' } },
				waitBetweenTries: 1,
				...settings,
			}),
			node('Ok', 'test.passOn'),
			node('Failed', 'test.passOn'),
		],
		connections: {
			Start: { main: [to('Items')] },
			Items: { main: [to('Sora')] },
			Sora: { main: [to('Ok'), to('Failed')] },
		},
	};
}

let ready: Promise<void> | undefined;

/** Sets n8n's services up, once a process. */
export async function prepareEngine(): Promise<void> {
	await (ready ??= prepare());
}

/** What n8n hands to every execution, without its database. */
export function createAdditionalData(
	credential: IDataObject,
	more: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: credentialsHelper(credential),
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://localhost/rest',
		instanceBaseUrl: 'http://localhost/',
		webhookBaseUrl: 'http://localhost/webhook',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost/webhook-test',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		userId: '1',
		variables: {},
		...more,
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Starts a workflow in n8n's own engine. */
export async function start(o: EngineOptions): Promise<Running> {
	await prepareEngine();
	const mode = o.mode ?? 'trigger';
	const base = standard(o.parameters ?? {}, o.settings);
	const nodes = o.nodes ?? base.nodes;
	const connections = o.connections ?? base.connections;
	const nodeTypes: NodeMap = {
		'n8n-nodes-base.manualTrigger': trigger,
		'test.items': giving(o.items),
		'test.passOn': passOn,
		'n8n-nodes-sora2.sora2': new Sora2(),
		...o.nodeTypes,
	};
	const workflow = new Workflow({
		id: 'wf1',
		name: 'wf',
		nodes,
		connections,
		active: false,
		nodeTypes: new Types(nodeTypes),
		settings: { executionOrder: 'v1' },
	});
	const executionId = o.executionId ?? '1';
	const events: string[] = [];
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: 'wf1',
		name: 'wf',
		nodes,
		connections,
	} as never);
	hooks.addHandler('nodeExecuteBefore', (name: string) => void events.push(name));
	const credential = o.credential ?? {
		apiKey: 'sk-local',
		baseUrl: o.baseUrl,
		authHeader: 'bearer',
	};
	const additionalData = createAdditionalData(credential, {
		executionId,
		hooks,
		executionTimeoutTimestamp: o.timeoutMs ? Date.now() + o.timeoutMs : undefined,
		...(o.executeWorkflow && { executeWorkflow: o.executeWorkflow }),
	});
	// `run()` takes other arguments in every version; what it hands to this is the same in all.
	const engine = new WorkflowExecute(additionalData, mode, o.runData ?? fresh(nodes[0]));
	const result = engine.processRunExecutionData(workflow) as unknown as Promise<IRun>;
	return { result, events, cancel: () => (result as unknown as { cancel(): void }).cancel() };
}

/** The run data of an execution that begins at its trigger. */
function fresh(trigger: INode): IRunExecutionData {
	return {
		version: 1,
		startData: {},
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			nodeExecutionStack: [{ node: trigger, data: { main: [[{ json: {} }]] }, source: null }],
			waitingExecution: {},
			waitingExecutionSource: {},
			metadata: {},
		},
	} as unknown as IRunExecutionData;
}

async function prepare(): Promise<void> {
	// 1.123 needs its mode as an argument; later versions read it from the environment.
	const service = Container.get<{ init(config?: unknown): Promise<void> }>(BinaryDataService);
	await service.init({
		mode: 'filesystem',
		availableModes: ['filesystem'],
		localStoragePath: process.env.N8N_USER_FOLDER,
	});
}

/** The bytes behind an item's binary field. */
export async function bytesOf(item: INodeExecutionData, field = 'data'): Promise<Buffer> {
	const data = item.binary![field];
	if (!data.id) return Buffer.from(data.data, 'base64');
	return await Container.get<{ getAsBuffer(d: unknown): Promise<Buffer> }>(
		BinaryDataService,
	).getAsBuffer(data);
}

export interface Ran {
	status: string;
	/** Items on the success and on the error output of the node 'Sora'. */
	ok: INodeExecutionData[];
	failed: INodeExecutionData[];
	/** The error that stopped the workflow. */
	error?: Error & { context?: IDataObject; description?: string };
	hints: string[];
	data: IRunExecutionData;
	run: IRun;
}

/** Runs the standard workflow to its end. */
export async function run(o: EngineOptions): Promise<Ran> {
	return read(await (await start(o)).result);
}

export function read(ended: IRun, name = 'Sora'): Ran {
	const task = ended.data.resultData.runData[name]?.at(-1);
	return {
		status: ended.status,
		ok: task?.data?.main[0] ?? [],
		failed: task?.data?.main[1] ?? [],
		error: ended.data.resultData.error as Ran['error'],
		hints: (task?.hints ?? []).map((h) => h.message),
		data: ended.data,
		run: ended,
	};
}
