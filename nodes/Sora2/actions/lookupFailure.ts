import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { toFailure } from '../errors/messages';
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
