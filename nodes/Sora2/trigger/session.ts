import {
	NodeOperationError,
	type IBinaryData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IPollFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { toDeliverySpec, toItemOutput, type Delivery } from '../actions/delivery';
import { toSnapshotJson } from '../actions/jobItem';
import { toListFailure, toLookupFailure } from '../actions/lookupFailure';
import { CHANNELS, PROTOCOLS } from '../channels';
import { JobFailure } from '../errors/jobFailure';
import { createEndpointState } from '../execution/endpoint';
import { toNodeError } from '../execution/nodeError';
import type { JobContext, Route } from '../jobs/context';
import { createLedger, toNamedJob, type JobRecord } from '../jobs/itemLedger';
import { listJobs, queryJob } from '../jobs/query';
import { finishJob } from '../jobs/runJob';
import type { JobSnapshot } from '../protocols/response/job';
import type { JobPage } from '../protocols/response/list';
import { CREDENTIAL, parseEndpoint } from '../transport/endpoint';
import { createPorts } from '../transport/http';

/** Page size: the most jobs an endpoint returns at once. */
const PAGE = 100;
/**
 * Time limit for fetching one video, in milliseconds. A poll has minutes, a webhook's sender waits
 * only seconds.
 */
const DOWNLOAD_MS = 120_000;

export type TriggerFunctions = IPollFunctions | IWebhookFunctions;

/** One poll or webhook call: what it can read from the endpoint, and how it builds items. */
export interface TriggerSession {
	listPage(after?: string): Promise<JobPage>;
	/** Undefined if the endpoint has no such job. Throws a `JobFailure` if the lookup fails. */
	getJob(id: string): Promise<JobSnapshot | undefined>;
	now(): number;
	/**
	 * Builds the item of a job that has ended; undefined if it failed and failed jobs are not wanted.
	 */
	toItem(job: JobSnapshot & { id: string }): Promise<INodeExecutionData | undefined>;
	webhookSecret: string;
}

/** Opens the endpoint of the node's credential. Throws errors that n8n can show to a user. */
export async function openSession(ctx: TriggerFunctions): Promise<TriggerSession> {
	const node = ctx.getNode();
	const credential = await ctx.getCredentials(CREDENTIAL);
	const endpoint = parseEndpoint(credential);
	if ('problem' in endpoint)
		throw new NodeOperationError(node, endpoint.problem, {
			description: "Correct the credential 'Sora 2 API' of this node.",
		});
	// Both contexts have what the ports use of an executing node: HTTP helpers, binary store and
	// name.
	const asExecuting = ctx as unknown as IExecuteFunctions;
	const ports = createPorts(asExecuting, endpoint);
	const state = createEndpointState({ requestsPerMinute: 0, concurrency: 1 }, endpoint, ports);
	const route = readRoute(ctx);
	const query = { ports, endpoint: state };
	const delivery: Delivery = {
		returnAs: ctx.getNodeParameter('returnAs', 'url') === 'binary' ? 'binary' : 'url',
		outputField: String(ctx.getNodeParameter('outputField', 'data')).trim() || 'data',
		extras: [],
	};
	const includeFailed = ctx.getNodeParameter('includeFailed', true) !== false;

	async function toVideoItem(job: JobRecord): Promise<INodeExecutionData> {
		const jobContext: JobContext = {
			...query,
			ledger: { ...createLedger(), job },
			policy: { timeoutMs: DOWNLOAD_MS, regionResubmits: 0, resubmitWhenUnknown: false },
			slot: state.limits.createSlot(),
			onAccepted: () => {},
			onLostChanged: () => {},
		};
		const spec = toDeliverySpec(asExecuting, delivery);
		const video = await finishJob<IBinaryData>(jobContext, route, job, spec, true);
		const item = { ctx: asExecuting, itemIndex: 0, jobContext };
		const [{ json, binary }] = toItemOutput(item, video, delivery, undefined, []).items;
		return { json, ...(binary && { binary }) };
	}

	return {
		now: ports.now,
		webhookSecret: String(credential.webhookSecret ?? '').trim(),
		async listPage(after) {
			const listed = await listJobs(query, route.protocol, { limit: PAGE, after });
			if ('verdict' in listed) throw toListFailure(route, listed.verdict);
			return listed.value;
		},
		async getJob(id) {
			const found = await queryJob(query, route.protocol, id);
			if (!('verdict' in found)) return found.value;
			if (found.verdict.httpStatus === 404 || found.verdict.httpStatus === 410) return undefined;
			throw toLookupFailure(route, found.verdict, id);
		},
		async toItem(snapshot) {
			const submittedAt = snapshot.createdAt ?? ports.now();
			const job = toNamedJob(route.channel.name, snapshot.id, submittedAt, snapshot);
			if (snapshot.status === 'completed') return await toVideoItem(job);
			return includeFailed ? { json: toSnapshotJson(job, ports.now()) } : undefined;
		},
	};
}

/** The channel's protocol, for looking up existing jobs. */
function readRoute(ctx: TriggerFunctions): Route {
	const name = String(ctx.getNodeParameter('channel', 'openAi'));
	if (!Object.hasOwn(CHANNELS, name))
		throw new NodeOperationError(ctx.getNode(), `'Channel' cannot be '${name}'`, {
			description: `Choose one of: ${Object.values(CHANNELS)
				.map(({ displayName }) => displayName)
				.join(', ')}.`,
		});
	const channel = { ...CHANNELS[name], otherNode: '' };
	const protocol = PROTOCOLS[channel.protocol];
	const { sendResolution, defaultDuration: duration } = channel;
	return {
		channel,
		protocol,
		// Only orders use these.
		dialect: { bodyFormat: 'auto', secondsAs: 'number', sendResolution },
		request: { model: '', prompt: '', duration, resolution: 'auto', aspectRatio: 'auto' },
	};
}

/**
 * Converts a failure into the error n8n shows for a trigger, with the cause its polling backs off
 * on.
 */
export function toTriggerError(ctx: TriggerFunctions, error: unknown): Error {
	if (error instanceof JobFailure) return toNodeError(ctx.getNode(), error.failure, 0, []);
	return error as Error;
}

/** Returns this trigger's part of the workflow's static data. */
export function getState<T extends object>(
	ctx: Pick<TriggerFunctions, 'getWorkflowStaticData'>,
): T {
	return ctx.getWorkflowStaticData('node') as IDataObject as T;
}
