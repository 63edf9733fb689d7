import { withoutEmpty, type Failure } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describeUnforeseen } from '../errors/messages';
import { hasLostOrder, type ItemLedger } from '../jobs/itemLedger';
import type { Spending } from '../jobs/limits/spending';
import { CancelledError } from '../jobs/ports';
import type { Outcome } from './operation';

/** The one place that catches an item's failure. Only a cancellation concerns the whole node. */
export function toItemFailure(error: unknown, ledger: ItemLedger): Failure {
	if (error instanceof CancelledError) throw error;
	// Rethrowing would cost the other items their videos: n8n would pass the input on as if it had
	// succeeded.
	return error instanceof JobFailure ? error.failure : toUnexpectedFailure(error, ledger);
}

/** A bug in this package, or unexpected input from n8n, must not lose what was paid for. */
function toUnexpectedFailure(error: unknown, ledger: ItemLedger): Failure {
	const { job, lost, attempts } = ledger;
	const isLost = hasLostOrder(ledger);
	// A job that was named by its ID is nothing this item ordered.
	const hasOrderedJob = job !== undefined && job.origin !== 'named';
	const reason = error instanceof Error ? error.message : String(error);
	return withoutEmpty({
		...describeUnforeseen(
			reason,
			hasOrderedJob ? 'job_accepted' : isLost ? 'outcome_unknown' : 'nothing_sent',
		),
		class: 'unknown' as const,
		retryable: false,
		failover: false,
		billed: hasOrderedJob ? ('yes' as const) : isLost ? ('unknown' as const) : ('no' as const),
		channel: job?.channel ?? lost?.channel,
		jobId: job?.id,
		attempts: attempts.length > 0 ? attempts : undefined,
	});
}

/** Settles what an item finally cost, as far as known. */
export function settleSpending(
	spending: Spending,
	itemIndex: number,
	outcome: Outcome,
	{ job }: ItemLedger,
): void {
	if ('failure' in outcome && outcome.failure.billed === 'no')
		spending.settle(itemIndex, 'unbilled');
	else spending.settle(itemIndex, { usd: job?.snapshot.usd });
}
