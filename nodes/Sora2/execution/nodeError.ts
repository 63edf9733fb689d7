import { NodeApiError, type IDataObject, type INode, type JsonObject } from 'n8n-workflow';
import { withoutEmpty, type Failure, type FailureClass } from '../errors/failure';
import { describeRemainingJobs } from '../errors/messages';

/** A job accepted in this run, as an error lists it. */
export interface AcceptedJob {
	itemIndex: number;
	id: string;
	status: string;
}

/** n8n's own values for the cause of a failure (since 2.38; older versions ignore them). */
const CAUSES: Partial<Record<FailureClass, string>> = {
	rate_limit: 'rate-limited',
	quota: 'quota-exhausted',
	overloaded: 'temporarily-unavailable',
	network: 'temporarily-unavailable',
	auth: 'credential-invalid',
	model_retired: 'configuration-invalid',
	invalid_request: 'configuration-invalid',
};

/**
 * Converts a failure into the error that stops a workflow: the same facts, and every job that was,
 * or may have been, paid for.
 */
export function toNodeError(
	node: INode,
	failure: Failure,
	itemIndex: number,
	jobs: AcceptedJob[],
	candidates: AcceptedJob[] = [],
): NodeApiError {
	const left = describeRemainingJobs({
		// The hint already covers this item's own job.
		jobs: jobs.filter(({ id }) => id !== failure.jobId),
		candidates: candidates.filter((c) => c.itemIndex !== itemIndex),
	});
	const cause = CAUSES[failure.class];
	const options = {
		itemIndex,
		message: failure.message,
		description: failure.hint + left,
		httpCode: failure.httpStatus === undefined ? undefined : String(failure.httpStatus),
		...(cause && {
			failure: {
				cause,
				...(cause === 'rate-limited' &&
					failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
			},
		}),
	};
	const error = new NodeApiError(
		node,
		{ message: failure.message } as JsonObject,
		options as ConstructorParameters<typeof NodeApiError>[2],
	);
	error.message = failure.message;
	// The editor shows this under "Error details".
	error.context.data = getDetails(failure);
	error.context.error = failure as unknown as IDataObject;
	error.context.jobs = jobs as unknown as IDataObject[];
	if (candidates.length > 0) error.context.candidates = candidates as unknown as IDataObject[];
	return error;
}

/** The facts of a failure without its sentences, which the editor shows above them. */
function getDetails({ class: failureClass, code, country, billed, ...rest }: Failure): IDataObject {
	const { channel, model, jobId, httpStatus, requestId, upstreamMessage } = rest;
	return withoutEmpty({
		class: failureClass,
		billed,
		code,
		country,
		channel,
		model,
		jobId,
		httpStatus,
		requestId,
		upstreamMessage,
	});
}
