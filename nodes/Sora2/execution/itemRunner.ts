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
	 * Takes up what an earlier execution, or an agent's earlier call, stored of this very request. Its job is claimed, so
	 * that no other item adopts it: call this for every item before the first of them runs.
	 */
	restore(itemIndex: number): void {
		const { ctx, state, store, endpoint } = this;
		const { task, ledger } = getItemState(state, itemIndex);
		const again = ctx.getNodeParameter('again', itemIndex, false) === true;
		store.restore(itemIndex, this.getFingerprint(task as JobTask), ledger, again);
		// Orders whose outcome is unknown compete for the jobs in the list: each has to know of the others.
		if (ledger.lost) reopenOrder({ endpoint, ports: this.ports }, ledger.lost);
		if (ledger.job ?? ledger.lost)
			this.spending.count(itemIndex, (task as JobTask).priceUsd, ledger.lost?.key);
		if (!ledger.job) return;
		claims.claim(endpoint.baseUrl, ledger.job.id, 0, this.identity.owner);
		state.accepted.push({ itemIndex, job: ledger.job });
	}

	/**
	 * Has an item of a Retry ask what `run` ordered before it orders anything itself: for every item, before the first of
	 * them runs. `establishedAt`: when the execution began, in milliseconds since the epoch.
	 */
	noteInterrupted(itemIndex: number, run: InterruptedRun, establishedAt?: number): void {
		const itemState = getItemState(this.state, itemIndex);
		const task = itemState.task as JobTask;
		const savedAt = this.store.getLastSavedAt();
		const since = savedAt ?? establishedAt;
		if (!task.routes || itemState.ledger.job || itemState.ledger.lost || since === undefined)
			return;
		// The order itself finds its job: it goes out with the key it had.
		const isKeyed = task.idempotencyHonoured && this.hasOrderKeys;
		if (isKeyed && this.ports.now() - (establishedAt ?? 0) < KEY_LIFETIME_MS) return;
		const fingerprint = this.getFingerprint(task);
		const order = { routes: task.routes, since, fingerprint, isVouched: savedAt !== undefined };
		run.add(order);
		itemState.settlePastOrder = async () => await run.settle(order);
	}

	/** Runs an item's task to its outcome. `onDownloading`: its job is finished, another one may begin. */
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
		// Only now: an agent's earlier call for the same thing may just have ended.
		if (store.isPerRequest && state.attempt === 1) {
			this.restore(itemIndex);
			const { owner, establishedAt } = this.identity;
			if (isRetry(ctx))
				this.noteInterrupted(itemIndex, new InterruptedRun(ports, endpoint, owner), establishedAt);
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
				// Before the next item orders: what the endpoint reports is known now.
				spending.settle(itemIndex, { usd: ledger.job?.snapshot.usd });
				onDownloading?.();
			},
		};
		itemState.outcome = await this.runOrRepeat(task, {
			ctx,
			itemIndex,
			jobContext,
			spending,
		}).catch((error: unknown) => ({ failure: toFailure(error, ledger) }));
		settle(spending, itemIndex, itemState.outcome, ledger);
		store.save(itemIndex, fingerprint, ledger, 'items' in itemState.outcome);
	}

	/** An agent that asks once more for a video that cannot be fetched again is told what it was told before. */
	private async runOrRepeat(task: JobTask, item: ItemContext): Promise<ItemOutput> {
		const { lastItem } = item.jobContext.ledger;
		if (!lastItem) return await task.run(item);
		return {
			items: [{ json: lastItem as IDataObject, pairedItem: { item: item.itemIndex } }],
			warnings: [],
		};
	}

	/** Whether an order of an item has a name that a Retry gives it again; an agent's calls have no place to name. */
	private get hasOrderKeys(): boolean {
		return this.identity.isUnique && !this.store.isPerRequest;
	}

	/** The name of an item's order that a Retry gives it again, where n8n lets one tell. */
	private getOrderKey(itemIndex: number, fingerprint: string): string | undefined {
		const { identity, store, ctx } = this;
		if (!this.hasOrderKeys || store.runIndex === undefined) return undefined;
		const node = ctx.getNode().name;
		return toOrderKey(identity, { node, runIndex: store.runIndex, itemIndex, fingerprint });
	}

	/** The same request to the same endpoint, in as many characters whatever its length. */
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

/** What an item cost in the end, as far as anybody says. */
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

/** The one place where an item's failure is caught. Only a cancellation is the whole node's. */
function toFailure(error: unknown, ledger: ItemLedger): Failure {
	if (error instanceof CancelledError) throw error;
	// Thrown on, it would cost the other items their videos: n8n passes the input on as if all were well.
	return error instanceof JobFailure ? error.failure : toUnexpectedFailure(error, ledger);
}

/** A mistake in this package, or in what n8n hands it: no reason to lose what was paid for. */
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
