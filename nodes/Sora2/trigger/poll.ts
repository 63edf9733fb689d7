import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { JobFailure } from '../errors/jobFailure';
import { hasEnded } from '../protocols/response/job';
import { findFinishedJobs, type FinishedJob, type PollCursor } from './finishedJobs';
import { getState, openSession, toTriggerError, type TriggerSession } from './session';

/** Number of polls that try to fetch a video's file. */
const MAX_TRIES = 5;

export interface PollState {
	cursor?: PollCursor;
	/** Finished jobs whose file could not be fetched yet, with the number of tries so far. */
	retries?: Record<string, number>;
}

const numbers = z.record(z.string(), z.number()).optional().catch(undefined);
/**
 * The state as n8n stored it. People edit and import static data: what cannot be read counts as
 * missing, and the poll then starts from what is listed now.
 */
const stateSchema = z.object({
	cursor: z
		.object({
			since: z.number().optional().catch(undefined),
			pending: numbers,
			reported: numbers,
		})
		.optional()
		.catch(undefined),
	retries: numbers,
});

/**
 * Triggers that are polling right now, by their static data: n8n may start a poll while the
 * previous one is running.
 */
const polling = new WeakSet<PollState>();

/** One poll in the mode 'polling': returns an item for every job that ended since the last one. */
export async function pollFinishedJobs(
	ctx: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	const session = await openSession(ctx);
	const items = await (
		ctx.getMode() === 'manual' ? readSample(session) : pollAlone(session, getState<PollState>(ctx))
	).catch((error: unknown) => toTriggerError(ctx, error));
	if (items instanceof Error) throw items;
	return items.length > 0 ? [items] : null;
}

/** A test in the editor shows the latest job that ended, and saves nothing. */
async function readSample(session: TriggerSession): Promise<INodeExecutionData[]> {
	const { jobs } = await session.listPage();
	for (const job of jobs) {
		const item =
			hasEnded(job) && job.id !== undefined ? await session.toItem(job as FinishedJob) : undefined;
		if (item) return [item];
	}
	return [];
}

/** Skips a poll that starts before the previous one has ended. */
async function pollAlone(session: TriggerSession, state: PollState): Promise<INodeExecutionData[]> {
	if (polling.has(state)) return [];
	polling.add(state);
	return await readNewItems(session, state).finally(() => polling.delete(state));
}

/**
 * The cursor advances only after the items are built. n8n saves it before it starts the workflow,
 * so an interrupted poll is repeated and a completed one never is.
 */
export async function readNewItems(
	session: TriggerSession,
	state: PollState,
): Promise<INodeExecutionData[]> {
	const stored = stateSchema.parse(state);
	const { jobs, cursor } = await findFinishedJobs(session, stored.cursor ?? {});
	const retries = { ...stored.retries };
	const items: INodeExecutionData[] = [];
	const add = async (id: string, read: Promise<INodeExecutionData | undefined>) => {
		const made = await read
			.then((item) => ({ item }))
			.catch((error: unknown) => toTriesLeft(error, id, retries));
		if (!made) return;
		delete retries[id];
		if (made.item) items.push(made.item);
	};
	for (const id of Object.keys(retries)) await add(id, readAgain(session, id));
	for (const job of jobs) await add(job.id, session.toItem(job));
	Object.assign(state, { cursor, retries });
	return items;
}

/** Undefined if the endpoint has removed the job since. */
async function readAgain(
	session: TriggerSession,
	id: string,
): Promise<INodeExecutionData | undefined> {
	const job = await session.getJob(id);
	return job && (await session.toItem({ ...job, id }));
}

/**
 * Counts a try, so that the job's file is fetched again later. On the last try, the failure becomes
 * the item.
 */
function toTriesLeft(
	error: unknown,
	id: string,
	retries: Record<string, number>,
): { item: INodeExecutionData } | undefined {
	retries[id] = (retries[id] ?? 0) + 1;
	if (retries[id] < MAX_TRIES || !(error instanceof JobFailure)) return undefined;
	const { class: cls, code, message } = error.failure;
	return {
		item: {
			json: { id, status: 'completed', reason: { class: cls, ...(code && { code }), message } },
		},
	};
}
