import type { Failure, Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { toInvalidFailure } from '../errors/messages';
import type { JobContext, Route } from '../jobs/context';
import { isCancelled } from '../jobs/jobFailures';
import { queryJob, sendQuery } from '../jobs/query';
import type { JobSnapshot } from '../protocols/response/job';
import { toStatus } from '../execution/items';
import { toOutput, type Operation } from '../execution/operation';
import { toLookupFailure } from './lookupFailure';
import { readNamedJob } from './namedJob';

/**
 * Cancels a job. Being too late is a result, not a failure; an endpoint that cannot cancel is a
 * failure. Nothing that waits for a canceled job orders it again.
 */
export const cancel: Operation = (p) => {
	const { route, job, task } = readNamedJob(p, 'cancel');
	const { buildCancel } = route.protocol;
	if (!buildCancel) return { settled: { failure: toCannotCancelFailure(route, job.id) } };
	return {
		...task,
		async run({ jobContext, itemIndex }) {
			const sent = await sendQuery(
				jobContext,
				buildCancel(job.id),
				{ for: 'job', id: job.id },
				(answer) => (answer.kind === 'job' ? answer.job : { id: job.id }),
			);
			const snapshot =
				'value' in sent && sent.value.status !== undefined
					? sent.value
					: await lookUp(jobContext, route, job.id, 'verdict' in sent ? sent.verdict : undefined);
			const cancelled = isCancelled(snapshot);
			const status = cancelled ? 'cancelled' : toStatus(snapshot);
			return toOutput(itemIndex, { id: job.id, status, cancelled });
		},
	};
};

/** Words with which endpoints report, without a code, that a job has already started or ended. */
const TOO_LATE =
	/(cannot|can't|could not|can not|not) be cancel|no longer be cancel|too late|already (been )?(start|begun|complet|finish|cancel|fail|running|in progress)/i;

/**
 * Looks up the job's state if the answer does not say it; throws a refusal that is about anything
 * else.
 */
async function lookUp(
	jobContext: JobContext,
	route: Route,
	id: string,
	refused: Verdict | undefined,
): Promise<JobSnapshot> {
	const httpStatus = refused?.httpStatus ?? 0;
	const isTooLate =
		httpStatus === 409 ||
		/cancel/i.test(refused?.code ?? '') ||
		(httpStatus < 500 && TOO_LATE.test(refused?.upstreamMessage ?? ''));
	const isNoPath = [404, 405, 501].includes(httpStatus);
	if (refused && !isTooLate && !isNoPath) throw toLookupFailure(route, refused, id);
	const found = await queryJob(jobContext, route.protocol, id);
	const isGone = 'verdict' in found && [404, 410].includes(found.verdict.httpStatus ?? 0);
	// Some endpoints remove a canceled job.
	if (!refused && isGone) return { id, status: 'failed', statusWord: 'cancelled' };
	if ('verdict' in found) throw toLookupFailure(route, found.verdict, id);
	if (isNoPath) throw new JobFailure(toCannotCancelFailure(route, id));
	return found.value;
}

function toCannotCancelFailure({ channel }: Route, jobId: string): Failure {
	return {
		...toInvalidFailure(`${channel.displayName} cannot cancel jobs here`, '', channel.name),
		hint: "The job continues and is charged. The operation 'Wait' delivers it, and 'Delete' removes it once it is finished.",
		jobId,
	};
}
