import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describeMissingList, toFailure } from '../errors/messages';
import type { Route } from '../jobs/context';

/** The failure of a refused lookup: nothing was ordered, and no other channel knows the job. */
export function toLookupFailure({ channel }: Route, verdict: Verdict, jobId?: string): JobFailure {
	return new JobFailure(
		toFailure(
			{ ...verdict, failover: false },
			{
				channel: channel.name,
				channelName: channel.displayName,
				otherNode: channel.otherNode,
				jobId,
			},
		),
	);
}

/**
 * The failure of a job list that could not be read. Some endpoints know jobs only by their ID:
 * new-api, OpenRouter.
 */
export function toListFailure(route: Route, verdict: Verdict): JobFailure {
	const lookup = toLookupFailure(route, verdict);
	if (verdict.httpStatus !== 404 && verdict.httpStatus !== 405) return lookup;
	return new JobFailure({
		...lookup.failure,
		...describeMissingList(route.channel.displayName),
	});
}
