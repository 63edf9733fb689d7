import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { describeFailedItems } from '../errors/messages';
import { getMaxTries, getOnError, orderOutput, type OnError } from './outputOrder';
import { toNodeError } from './nodeError';
import { toFailureItem } from './items';
import type { Outcome } from './operation';
import { getItemState, type ItemState, type RunState } from './runState';

/**
 * Returns this try's items in the order n8n handles correctly, or throws the error that stops the
 * workflow.
 */
export function buildOutput(
	ctx: IExecuteFunctions,
	state: RunState,
	items: INodeExecutionData[],
): INodeExecutionData[] {
	const node = ctx.getNode();
	const outcomes = items.map((_, i) => getItemState(state, i).outcome as Outcome);
	const failures = outcomes.map((o, i) =>
		'failure' in o ? withoutRetryIfSettled(getItemState(state, i), o.failure) : undefined,
	);
	const onError = getOnError(ctx);
	if (onError === 'stopWorkflow') {
		const failed = findFailure(failures, (f) => !f.retryable) ?? findFailure(failures, () => true);
		if (failed !== undefined)
			throw toNodeError(
				node,
				failures[failed] as Failure,
				failed,
				listAcceptedJobs(state),
				listCandidates(state),
			);
	}
	addHints(ctx, outcomes, onError);
	const isLastTry = state.attempt >= getMaxTries(node);
	return orderOutput(failures, onError, isLastTry).flatMap((i) => {
		const outcome = outcomes[i];
		return 'failure' in outcome ? [toFailureItem(ctx, outcome.failure, i)] : outcome.items;
	});
}

/**
 * A failure settled without a request does not cause another try: a carried failure is about
 * another node.
 */
function withoutRetryIfSettled({ task }: ItemState, failure: Failure): Failure {
	return task && 'settled' in task ? { ...failure, retryable: false } : failure;
}

function findFailure(
	failures: Array<Failure | undefined>,
	test: (failure: Failure) => boolean,
): number | undefined {
	const index = failures.findIndex((f) => f !== undefined && test(f));
	return index < 0 ? undefined : index;
}

function listAcceptedJobs(state: RunState) {
	return state.accepted.map(({ itemIndex, job }) => ({
		itemIndex,
		id: job.id,
		status: job.snapshot.statusWord ?? job.snapshot.status ?? 'queued',
	}));
}

/** Jobs that may belong to an item whose answer was lost. */
function listCandidates({ items }: RunState) {
	return items.flatMap(({ ledger }, itemIndex) =>
		ledger.attempts.flatMap((a) =>
			(a.candidates ?? []).map(({ id, status = 'unknown' }) => ({ itemIndex, id, status })),
		),
	);
}

/** Shows warnings that need no action in the output pane, once for the whole run. */
function addHints(ctx: IExecuteFunctions, outcomes: Outcome[], onError: OnError): void {
	const warnings = outcomes.flatMap((o) => ('failure' in o ? [] : o.warnings));
	const failed = outcomes.filter((o) => 'failure' in o).length;
	if (failed > 0 && onError === 'continueRegularOutput')
		warnings.unshift(describeFailedItems(failed, outcomes.length));
	for (const message of new Set(warnings))
		ctx.addExecutionHints?.({ message, location: 'outputPane', type: 'warning' });
}
