import type { Failure, Verdict } from '../errors/failure';
import { toFailure } from '../errors/messages';
import type { Route } from '../jobs/context';

/** A question about a job that was refused: nothing was ordered, and no other channel knows the answer. */
export function toLookupFailure({ channel }: Route, verdict: Verdict, jobId?: string): Failure {
	return toFailure(
		{ ...verdict, failover: false },
		{
			channel: channel.name,
			channelName: channel.displayName,
			otherWay: channel.alternative,
			jobId,
		},
	);
}
