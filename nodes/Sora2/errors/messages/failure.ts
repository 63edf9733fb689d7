import { formatCountry } from '../country';
import { withoutEmpty, type Failure, type Verdict } from '../failure';
import { adviseNext, describeCost } from './advice';
import type { FailureContext } from './context';
import { toClause } from './text';

/**
 * Turns a verdict into a failure: one sentence for what happened, then whether it cost anything and
 * what to do next. Both have to make sense, read aloud, to somebody who never saw the code.
 */
export function toFailure(verdict: Verdict, context: FailureContext): Failure {
	const of = { ...context, jobId: context.jobId ?? verdict.jobId };
	const next = adviseNext(verdict, of);
	return withoutEmpty({
		message: describeEvent(verdict, of),
		hint: verdict.class === 'cancelled' ? next : `${describeCost(verdict, of)} ${next}`,
		class: verdict.class,
		code: verdict.code,
		country: verdict.country,
		retryable: verdict.retryable,
		failover: verdict.failover,
		billed: verdict.billed,
		channel: of.channel,
		model: of.model,
		jobId: of.jobId,
		httpStatus: verdict.httpStatus,
		requestId: verdict.requestId,
		retryAfterMs: verdict.retryAfterMs,
		upstreamMessage: verdict.upstreamMessage,
		candidates: of.candidates?.length ? of.candidates : undefined,
		attempts: of.attempts?.length ? of.attempts : undefined,
	});
}

function describeEvent(
	v: Verdict,
	{ channelName: who, model, jobId, isGone, hasEarlierLostOrder }: FailureContext,
): string {
	const upstream = toClause(v.upstreamMessage);
	if (v.billed === 'unknown' && !jobId && !hasEarlierLostOrder)
		return `The request reached ${who}, but its answer was lost (${describeLoss(v)}): whether a job was started is unknown`;
	switch (v.class) {
		case 'region':
			return v.country
				? `${who} refused the request: it was taken to come from ${formatCountry(v.country)}, where Sora is not offered`
				: `${who} refused the request because of the region it was taken to come from${upstream}`;
		case 'auth':
			return v.httpStatus === 403
				? `${who} does not let this API key do that${upstream}`
				: `${who} did not accept the API key${upstream}`;
		case 'quota':
			return `The account on ${who} has no credit or quota left${upstream}`;
		case 'budget':
			return `The item was not sent to ${who}: it would exceed the spending limit${upstream}`;
		case 'rate_limit':
			if (v.detail === 'concurrency')
				return `${who} has as many jobs of this account as it allows at once${upstream}`;
			return v.retryable
				? `${who} is receiving requests faster than this account may send them${upstream}`
				: `${who} is holding back requests from this network address${upstream}`;
		case 'moderation':
			return `${who} declined the prompt or the picture under its content rules${upstream}`;
		case 'model_retired': {
			const name = `the model${model ? ` '${model}'` : ''}`;
			if (v.detail === 'model_removed') return `${who} no longer offers ${name}${upstream}`;
			if (v.detail === 'model_paused') return `${who} has paused ${name}${upstream}`;
			return `${who} does not offer ${name}${upstream}`;
		}
		case 'overloaded':
			return `${who} is overloaded or briefly out of service${upstream}`;
		case 'job_failed':
			if (isGone && jobId) return `${who} no longer has job ${jobId}${upstream}`;
			return `${who} accepted ${jobId ? `job ${jobId}` : 'the job'} but could not finish it${upstream}`;
		case 'network':
			return `${who} could not be reached${upstream}`;
		case 'timeout':
			return `${who} has not delivered the video in time${upstream}`;
		case 'cancelled':
			return 'The execution was canceled';
		case 'invalid_request':
			if (v.detail === 'unknown_path')
				return `${who} does not know the path this node used${upstream}`;
			if (v.detail === 'web_page') return `${who} answered with a web page${upstream}`;
			return `${who} did not accept the request${upstream}`;
		default:
			return v.detail === 'web_page'
				? `${who} answered with a web page${upstream}`
				: `${who} gave an answer this node does not understand${upstream}`;
	}
}

/** Explains in brackets why the outcome of an order is unknown. */
function describeLoss(v: Verdict): string {
	if (!v.httpStatus)
		return v.class === 'timeout' || v.detail === 'time_out'
			? 'no answer in time'
			: 'the connection broke';
	const status = `HTTP ${v.httpStatus}`;
	if (v.detail === 'time_out') return `${status}: a gateway gave up waiting`;
	if (v.detail === 'upstream') return `${status}: the provider behind it gave no usable answer`;
	if (v.detail === 'web_page') return `${status} with a web page`;
	return `${status} without a readable answer`;
}
