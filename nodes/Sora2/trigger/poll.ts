import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { JobFailure } from '../errors/jobFailure';
import { findFinishedJobs, type FinishedJob, type PollCursor } from './finishedJobs';
import { getMemory, openSession, toTriggerError, type TriggerSession } from './session';

/** A video whose file cannot be fetched is tried again in this many polls. */
const MAX_TRIES = 5;

export interface PollMemory {
	cursor?: PollCursor;
	/** Finished jobs whose file could not be fetched yet, with the number of tries. */
	retries?: Record<string, number>;
}

/** One poll in the mode 'polling': an item for every job that ended since the last one. */
export async function pollFinishedJobs(
	ctx: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	const session = await openSession(ctx);
	const items = await (
		ctx.getMode() === 'manual'
			? readSample(session)
			: readNewItems(session, getMemory<PollMemory>(ctx))
	).catch((error: unknown) => toTriggerError(ctx, error));
	if (items instanceof Error) throw items;
	return items.length > 0 ? [items] : null;
}

/** What a test in the editor shows: the latest job that ended. Nothing is remembered. */
async function readSample(session: TriggerSession): Promise<INodeExecutionData[]> {
	const { jobs } = await session.listPage();
	for (const job of jobs) {
		const hasEnded = job.status === 'completed' || job.status === 'failed';
		const item =
			hasEnded && job.id !== undefined ? await session.toItem(job as FinishedJob) : undefined;
		if (item) return [item];
	}
	return [];
}

/**
 * The cursor is moved on only after the items are made: n8n saves it before it starts the workflow, so a poll that
 * breaks off in the middle is repeated, and a finished one never is.
 */
export async function readNewItems(
	session: TriggerSession,
	memory: PollMemory,
): Promise<INodeExecutionData[]> {
	const { jobs, cursor } = await findFinishedJobs(session, memory.cursor ?? {});
	const retries = { ...memory.retries };
	const items: INodeExecutionData[] = [];
	for (const job of [...(await readAgain(session, retries)), ...jobs]) {
		const item = await session
			.toItem(job)
			.catch((error: unknown) => toTriesLeft(error, job.id, retries));
		if (item) {
			delete retries[job.id];
			items.push(item);
		}
	}
	Object.assign(memory, { cursor, retries });
	return items;
}

async function readAgain(
	session: TriggerSession,
	retries: Record<string, number>,
): Promise<FinishedJob[]> {
	const jobs: FinishedJob[] = [];
	for (const id of Object.keys(retries)) {
		const job = await session.getJob(id);
		if (job) jobs.push({ ...job, id });
		else delete retries[id];
	}
	return jobs;
}

/** Notes that the job's file has to be fetched again later; with no try left, the failure is the item. */
function toTriesLeft(
	error: unknown,
	id: string,
	retries: Record<string, number>,
): INodeExecutionData | undefined {
	retries[id] = (retries[id] ?? 0) + 1;
	if (retries[id] < MAX_TRIES || !(error instanceof JobFailure)) return undefined;
	const { class: cls, code, message } = error.failure;
	return {
		json: { id, status: 'completed', reason: { class: cls, ...(code && { code }), message } },
	};
}
