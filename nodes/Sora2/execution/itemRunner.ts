import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { withoutEmpty, type Failure } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import { describeUnforeseen } from '../errors/messages';
import { claims } from '../jobs/claims';
import type { EndpointState, JobContext, Policy } from '../jobs/context';
import { hasLostOrder, type ItemLedger } from '../jobs/ledger';
import { InterruptedRun } from '../jobs/interruptedRun';
import type { Spending } from '../jobs/limits/spending';
import { KEY_LIFETIME_MS, reopenOrder } from '../jobs/order';
import { CancelledError, type Ports } from '../jobs/ports';
import { createSpending } from './endpoint';
import { announceJob, type JobStore } from './jobStore';
import type { ItemContext, ItemOutput, JobTask, Outcome } from './operation';
import { isRetry, toOrderKey, type RetryIdentity } from './retryIdentity';
import { getFailureSettings } from './outputOrder';
import { getItemState, type ItemState, type RunState } from './runState';

/** How long n8n keeps executions by default: there is no Retry of an older one. */
const EXECUTIONS_KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/** Runs single items of a try, and stores what has to outlive it. */
export class ItemRunner {
	private readonly spending: Spending;

	constructor(
		private readonly ctx: IExecuteFunctions,
		private readonly state: RunState,
		private readonly endpoint: EndpointState,
		private readonly ports: Ports,
		private readonly store: JobStore,
		private readonly identity: RetryIdentity,
	) {
		this.spending = state.spending ??= createSpending(ctx);
	}

	/**
	 * Restores what an earlier execution, or an agent's earlier call, stored for this same request.
	 * Claims its job, so that no other item adopts it: call this for every item before running the
	 * first.
	 */
	restore(itemIndex: number): void {
		const { ctx, state, store, endpoint } = this;
		const { task, ledger } = getItemState(state, itemIndex);
		const again = ctx.getNodeParameter('again', itemIndex, false) === true;
		store.restore(itemIndex, this.getFingerprint(task as JobTask), ledger, again);
		// Orders with an unknown outcome compete for listed jobs, so each has to know the others.
		if (ledger.lost) reopenOrder({ endpoint, ports: this.ports }, ledger.lost);
		if (ledger.job ?? ledger.lost) this.countPast(itemIndex);
		if (!ledger.job) return;
		claims.claim(endpoint.baseUrl, ledger.job.id, 0, this.identity.owner);
		state.accepted.push({ itemIndex, job: ledger.job });
	}

	/**
	 * Makes an item of a Retry ask what `run` had ordered before it orders anything: call this for
	 * every item before running the first.
	 */
	noteInterrupted(itemIndex: number, run: InterruptedRun): void {
		const { establishedAt, isBeginningLost } = this.identity;
		const itemState = getItemState(this.state, itemIndex);
		const task = itemState.task as JobTask;
		const savedAt = this.store.getLastSavedAt();
		const begunAt = savedAt ?? establishedAt;
		const since = begunAt ?? (isBeginningLost ? this.ports.now() - EXECUTIONS_KEPT_MS : undefined);
		if (!task.routes || itemState.ledger.job || itemState.ledger.lost || since === undefined)
			return;
		// The order finds its job by itself, because it is sent with its original key.
		const isKeyed = task.idempotencyHonoured && this.hasOrderKeys;
		if (isKeyed && this.ports.now() - (establishedAt ?? 0) < KEY_LIFETIME_MS) return;
		const fingerprint = this.getFingerprint(task);
		const order = {
			routes: task.routes,
			since,
			isDated: begunAt !== undefined,
			fingerprint,
			place: this.getPlace(itemIndex, fingerprint),
			isVouched: savedAt !== undefined,
			onPossible: () => this.countPast(itemIndex),
		};
		run.add(order);
		itemState.settlePastOrder = async () => await run.settle(order);
		itemState.endPastOrder = () => run.end(order);
	}

	/** Counts an earlier run's orders, certain or possible, before any item of this run orders. */
	private countPast(itemIndex: number): void {
		const { task, ledger } = getItemState(this.state, itemIndex);
		const usd = ledger.countedUsd ?? (task as JobTask).priceUsd;
		this.spending.count(itemIndex, usd, { lostKey: ledger.lost?.key, extra: ledger.extraOrders });
	}

	/**
	 * Runs an item's task to its outcome.
	 * @param onDownloading called when its job is finished and another one may start
	 */
	async run(itemIndex: number, onDownloading?: () => void): Promise<void> {
		const itemState = getItemState(this.state, itemIndex);
		const fingerprint = this.getFingerprint(itemState.task as JobTask);
		await this.store.inTurn(
			fingerprint,
			async () => await this.runTask(itemIndex, itemState, fingerprint, onDownloading),
		);
	}

	private async runTask(
		itemIndex: number,
		itemState: ItemState,
		fingerprint: string,
		onDownloading?: () => void,
	): Promise<void> {
		const { ctx, state, store, endpoint, ports, spending } = this;
		const { ledger } = itemState;
		const task = itemState.task as JobTask;
		// Not earlier: an agent's previous call with the same request may have just ended.
		if (store.isPerRequest && state.attempt === 1) {
			this.restore(itemIndex);
			if (isRetry(ctx))
				this.noteInterrupted(itemIndex, new InterruptedRun(ports, endpoint, this.identity.owner));
		}
		const jobContext: JobContext = {
			ports,
			endpoint,
			ledger,
			policy: toPolicy(task),
			settings: getFailureSettings(ctx, state.attempt),
			slot: endpoint.limits.createSlot(),
			owner: this.identity.owner,
			orderKey: this.getOrderKey(itemIndex, fingerprint),
			settlePastOrder: itemState.settlePastOrder,
			onAccepted(job) {
				state.accepted.push({ itemIndex, job });
				store.save(itemIndex, fingerprint, ledger);
				announceJob(ctx, job, itemIndex, 'accepted');
			},
			onNamed: (jobId) =>
				announceJob(
					ctx,
					{ id: jobId, channel: ledger.lost?.channel ?? '' },
					itemIndex,
					'possibly accepted',
				),
			onLostChanged: () => store.save(itemIndex, fingerprint, ledger),
			onDownloading: () => {
				// Before the next item orders: the cost the endpoint reports is known now.
				spending.settle(itemIndex, { usd: ledger.job?.snapshot.usd });
				onDownloading?.();
			},
		};
		itemState.outcome = await this.runOrRepeat(task, {
			ctx,
			itemIndex,
			jobContext,
			spending,
		})
			.catch((error: unknown) => ({ failure: toFailure(error, ledger) }))
			.finally(itemState.endPastOrder);
		settle(spending, itemIndex, itemState.outcome, ledger);
		store.save(itemIndex, fingerprint, ledger, 'items' in itemState.outcome);
	}

	/** Repeats the item if an agent asks again for a video that cannot be fetched twice. */
	private async runOrRepeat(task: JobTask, item: ItemContext): Promise<ItemOutput> {
		const { lastItem } = item.jobContext.ledger;
		if (!lastItem) return await task.run(item);
		return {
			items: [{ json: lastItem as IDataObject, pairedItem: { item: item.itemIndex } }],
			warnings: [],
		};
	}

	/** Whether a Retry can reproduce the keys of orders; an agent's calls have no stable position. */
	private get hasOrderKeys(): boolean {
		return this.identity.isUnique && !this.store.isPerRequest;
	}

	/** Returns the key of an item's order, if a Retry can reproduce it. */
	private getOrderKey(itemIndex: number, fingerprint: string): string | undefined {
		return this.hasOrderKeys ? this.getPlace(itemIndex, fingerprint) : undefined;
	}

	/** Identifies an item of the execution in a way that its Retry can reproduce. */
	private getPlace(itemIndex: number, fingerprint: string): string {
		const node = this.ctx.getNode().name;
		const runIndex = this.store.runIndex ?? 0;
		return toOrderKey(this.identity, { node, runIndex, itemIndex, fingerprint });
	}

	/** Digests the request and its endpoint to a fixed length. */
	private getFingerprint({ identity }: JobTask): string {
		return createHash('sha256')
			.update(JSON.stringify([this.endpoint.baseUrl, identity]))
			.digest('hex');
	}
}

function toPolicy({
	timeoutMs,
	regionResubmits = 0,
	resubmitWhenUnknown = false,
	idempotencyHonoured = false,
}: JobTask): Policy {
	return { timeoutMs, regionResubmits, resubmitWhenUnknown, idempotencyHonoured };
}

/** Settles what an item finally cost, as far as known. */
function settle(
	spending: Spending,
	itemIndex: number,
	outcome: Outcome,
	{ job }: ItemLedger,
): void {
	if ('failure' in outcome && outcome.failure.billed === 'no')
		spending.settle(itemIndex, 'unbilled');
	else spending.settle(itemIndex, { usd: job?.snapshot.usd });
}

/** The one place that catches an item's failure. Only a cancellation concerns the whole node. */
function toFailure(error: unknown, ledger: ItemLedger): Failure {
	if (error instanceof CancelledError) throw error;
	// Rethrowing would cost the other items their videos: n8n would pass the input on as if it had
	// succeeded.
	return error instanceof JobFailure ? error.failure : toUnexpectedFailure(error, ledger);
}

/** A bug in this package, or unexpected input from n8n, must not lose what was paid for. */
function toUnexpectedFailure(error: unknown, ledger: ItemLedger): Failure {
	const { job, lost, attempts } = ledger;
	const isLost = hasLostOrder(ledger);
	const reason = error instanceof Error ? error.message : String(error);
	return withoutEmpty({
		...describeUnforeseen(
			reason,
			job ? 'job_accepted' : isLost ? 'outcome_unknown' : 'nothing_sent',
		),
		class: 'unknown' as const,
		retryable: false,
		failover: false,
		billed: job ? ('yes' as const) : isLost ? ('unknown' as const) : ('no' as const),
		channel: job?.channel ?? lost?.channel,
		jobId: job?.id,
		attempts: attempts.length > 0 ? attempts : undefined,
	});
}
