import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { getMemory, openSession, type TriggerSession } from './session';
import { verifySignature } from './signature';

/** Jobs whose end was reported, remembered against calls that are repeated later. */
const MAX_REPORTED = 2000;

interface WebhookMemory {
	/** Calls that were answered, by signature, until their time has run out. */
	calls?: Record<string, number>;
	/** IDs of jobs that were put out, oldest first. */
	reported?: string[];
}

/** OpenRouter's `video.generation.completed`, OpenAI's and Opper's `video.completed`: the job is in `data`. */
const eventSchema = z.object({
	type: z.string().regex(/^video\.(generation\.)?(completed|failed|cancelled|canceled|expired)$/),
	data: z.object({ id: z.union([z.string().min(1), z.number()]).transform(String) }),
});

/** Jobs that are being looked up at this moment, for all calls in this process. */
const underWay = new Set<string>();

interface Request {
	headers: Record<string, string | string[] | undefined>;
	rawBody?: Uint8Array;
	readRawBody?: () => Promise<void>;
}

/**
 * One call in the mode 'webhook'. It says only that there is something to look at: the signature is checked, the
 * job is looked up at the endpoint, and what the endpoint says is the item. A call that cannot be answered for now
 * gets a 503, so that its sender tries again.
 */
export async function receiveWebhook(ctx: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = ctx.getRequestObject() as unknown as Request;
	if (!request.rawBody) await request.readRawBody?.();
	const session = await openSession(ctx);
	const body = request.rawBody ?? new Uint8Array();
	const verification = verifySignature(
		{ headers: toHeaders(request), body },
		session.webhookSecret,
		session.now(),
	);
	if (!verification.isValid) {
		ctx.logger.warn(`Sora 2 Trigger: a webhook call was refused, because ${verification.reason}`);
		return respond(ctx, 401, 'The signature of this call is not valid');
	}
	const memory = getMemory<WebhookMemory>(ctx);
	const calls = withoutExpired(memory.calls ?? {}, session.now());
	const event = eventSchema.safeParse(parseJson(body));
	if (!event.success) return respond(ctx, 200, 'This event is none of a finished video');
	const { id } = event.data.data;
	if (calls[verification.replayKey] !== undefined || memory.reported?.includes(id))
		return respond(ctx, 200, 'This call was received before');
	const key = `${ctx.getWorkflow().id}/${ctx.getNode().id}/${id}`;
	if (underWay.has(key)) return respond(ctx, 503, 'This job is being looked up already');
	underWay.add(key);
	const looked = await lookUp(session, id).finally(() => underWay.delete(key));
	if (looked === undefined)
		return respond(ctx, 503, 'The endpoint does not say yet that this job has ended');
	memory.calls = { ...calls, [verification.replayKey]: verification.expiresAt };
	memory.reported = [...(memory.reported ?? []), id].slice(-MAX_REPORTED);
	return looked.item
		? { workflowData: [[looked.item]] }
		: respond(ctx, 200, 'Failed jobs are left out');
}

/** What the endpoint itself says of the job. Nothing while it has not ended there, or cannot be asked. */
async function lookUp(session: TriggerSession, id: string) {
	const read = async () => {
		const job = await session.getJob(id);
		if (job?.status !== 'completed' && job?.status !== 'failed') return undefined;
		return { item: await session.toItem({ ...job, id }) };
	};
	return await read().catch(() => undefined);
}

function respond(ctx: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	ctx.getResponseObject().status(status).json({ message }).end();
	return { noWebhookResponse: true };
}

function toHeaders({ headers }: Request): Record<string, string | undefined> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name.toLowerCase(),
			Array.isArray(value) ? value.join(',') : value,
		]),
	);
}

function withoutExpired(calls: Record<string, number>, now: number): Record<string, number> {
	return Object.fromEntries(Object.entries(calls).filter(([, expiresAt]) => expiresAt >= now));
}

function parseJson(body: Uint8Array): IDataObject | undefined {
	try {
		return JSON.parse(Buffer.from(body).toString('utf8')) as IDataObject;
	} catch {
		return undefined;
	}
}
