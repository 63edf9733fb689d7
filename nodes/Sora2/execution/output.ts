import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { maxTries, order, type OnError } from './outputOrder';
import { errorOf } from './nodeError';
import { failureItem } from './items';
import { itemOf, type ItemMemo, type Outcome, type RunMemo } from './runState';

/** This try's items in the order that makes n8n do the right thing, or the error that stops the workflow. */
export function output(
	ctx: IExecuteFunctions,
	memo: RunMemo,
	items: INodeExecutionData[],
): INodeExecutionData[] {
	const node = ctx.getNode();
	const outcomes = items.map((_, i) => itemOf(memo, i).outcome as Outcome);
	const failures = outcomes.map((o, i) =>
		'failure' in o ? transientFor(itemOf(memo, i), o.failure) : undefined,
	);
	const onError = ctx.continueOnFail()
		? ((node.onError ?? 'continueRegularOutput') as OnError)
		: 'stopWorkflow';
	if (onError === 'stopWorkflow') {
		const failed = firstIndex(failures, (f) => !f.retryable) ?? firstIndex(failures, () => true);
		if (failed !== undefined)
			throw errorOf(node, failures[failed] as Failure, failed, keptJobs(memo), candidates(memo));
	}
	hint(ctx, memo, outcomes);
	const isLastTry = memo.attempt >= maxTries(node);
	return order(failures, onError, isLastTry).flatMap((i) => {
		const outcome = outcomes[i];
		return 'failure' in outcome ? [failureItem(ctx, outcome.failure, i)] : outcome.items;
	});
}

/** What was settled without a call is no reason to run the node again: a carried failure speaks of another node. */
function transientFor({ task }: ItemMemo, failure: Failure): Failure {
	return task && 'settled' in task ? { ...failure, retryable: false } : failure;
}

function firstIndex(
	failures: Array<Failure | undefined>,
	test: (failure: Failure) => boolean,
): number | undefined {
	const index = failures.findIndex((f) => f !== undefined && test(f));
	return index < 0 ? undefined : index;
}

function keptJobs(memo: RunMemo) {
	return memo.accepted.map(({ itemIndex, job }) => ({
		itemIndex,
		id: job.id,
		status: job.reading.word ?? job.reading.status ?? 'queued',
	}));
}

/** Jobs that may be an item's, because the answer to its order was lost. */
function candidates({ items }: RunMemo) {
	return items.flatMap(({ ledger }, itemIndex) =>
		ledger.attempts.flatMap((a) =>
			(a.candidates ?? []).map(({ id, status = 'unknown' }) => ({ itemIndex, id, status })),
		),
	);
}

/** What users should know and need not act on, once for the whole run, on the output pane. */
function hint(ctx: IExecuteFunctions, { items }: RunMemo, outcomes: Outcome[]): void {
	const warnings = outcomes.flatMap((o) => ('failure' in o ? [] : o.warnings));
	const hints = items.flatMap(({ task }) => (task && 'hints' in task && task.hints) || []);
	for (const message of new Set(warnings))
		ctx.addExecutionHints?.({ message, location: 'outputPane', type: 'warning' });
	for (const message of new Set(hints))
		ctx.addExecutionHints?.({ message, location: 'outputPane', type: 'info' });
}
