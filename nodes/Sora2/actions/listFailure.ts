import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describeMissingList } from '../errors/messages';
import type { Route } from '../jobs/context';
import { toLookupFailure } from './lookupFailure';

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
