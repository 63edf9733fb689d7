import { randomUUID } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { parseJson } from '../errors/json';
import { hasEnded } from '../protocols/response/job';
import { getState, openSession, type TriggerSession } from './session';
import { verifySignature } from './signature';

/** Maximum reported jobs remembered, to drop events that are delivered again. */
const MAX_REPORTED = 5000;
/** How long this process remembers them in memory, in milliseconds. */
const RECENT_MS = 5 * 60 * 1000;

/** The trigger's state between calls. n8n stores it as static data, so it is plain JSON. */
export interface WebhookState {
	/** Distinguishes this trigger from any earlier one in the same place. */
	id?: string;
	/** IDs of reported jobs, oldest first. */
	reported?: string[];
}

/**
 * Jobs that each trigger of this process has reported recently, with the time until which they are
 * remembered; undefined while a job is being looked up. n8n gives each call its own copy of the
 * static data, and the last one to save wins, so concurrent calls would neither see each other nor
 * leave a trace.
 */
const recent = new Map<string, Map<string, number | undefined>>();

/** OpenRouter's `video.generation.completed`, OpenAI's and Opper's `video.completed`: the job is in `data`. */
const eventSchema = z.object({
	type: z.string().regex(/^video\.(generation\.)?(completed|failed|cancelled|canceled|expired)$/),
	data: z.object({ id: z.union([z.string().min(1), z.number()]).transform(String) }),
});

interface Request {
	headers: Record<string, string | string[] | undefined>;
	rawBody?: Uint8Array;
	readRawBody?: () => Promise<void>;
}

/**
 * Handles one call in the mode 'webhook'. The call only triggers a lookup: its signature is
 * verified, and the item comes from the endpoint, not from the call. A call that cannot be handled
 * right now gets a 503, so that its sender tries again.
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
	const event = eventSchema.safeParse(parseJson(Buffer.from(body).toString('utf8')));
	if (!event.success) return respond(ctx, 200, 'This event is not about a finished video');
	const { id } = event.data.data;
	const state = ensureId(getState<WebhookState>(ctx));
	// People edit and import static data.
	const reported = Array.isArray(state.reported) ? state.reported : [];
	const jobs = getRecentJobs(`${ctx.getWorkflow().id}/${ctx.getNode().id}/${state.id}`, session);
	if (reported.includes(id) || jobs.get(id) !== undefined)
		return respond(ctx, 200, 'This job was reported before');
	if (jobs.has(id)) return respond(ctx, 503, 'This job is being looked up already');
	jobs.set(id, undefined);
	const found = await lookUp(ctx, session, id);
	if (found === undefined) {
		jobs.delete(id);
		return respond(ctx, 503, 'The endpoint does not say yet that this job has ended');
	}
	jobs.set(id, session.now() + RECENT_MS);
	state.reported = [...new Set([...reported, ...listReported(jobs)])].slice(-MAX_REPORTED);
	return found.item
		? { workflowData: [[found.item]] }
		: respond(ctx, 200, 'Failed jobs are left out');
}

/** Gives a trigger's state an ID, which lasts as long as its static data. */
export function ensureId(state: WebhookState): WebhookState {
	state.id ??= randomUUID();
	return state;
}

function getRecentJobs(key: string, { now }: TriggerSession): Map<string, number | undefined> {
	const jobs = recent.get(key) ?? new Map<string, number | undefined>();
	for (const [id, until = Infinity] of jobs) if (until < now()) jobs.delete(id);
	recent.set(key, jobs);
	return jobs;
}

function listReported(jobs: Map<string, number | undefined>): string[] {
	return [...jobs].flatMap(([id, until]) => (until === undefined ? [] : [id]));
}

/** Looks up the job at the endpoint. Undefined if it has not ended, or the lookup fails. */
async function lookUp(ctx: IWebhookFunctions, session: TriggerSession, id: string) {
	const read = async () => {
		const job = await session.getJob(id);
		return job && hasEnded(job) ? { item: await session.toItem({ ...job, id }) } : undefined;
	};
	return await read().catch((error: Error) => {
		ctx.logger.warn(`Sora 2 Trigger: a job could not be looked up. ${error.message}`);
		return undefined;
	});
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
