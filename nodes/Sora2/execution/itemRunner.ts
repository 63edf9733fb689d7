import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { claims } from '../jobs/claims';
import type { EndpointState, JobContext } from '../jobs/context';
import { InterruptedRun } from '../jobs/interruptedRun';
import { Spending } from '../jobs/limits/spending';
import { KEY_LIFETIME_MS, reopenOrder } from '../jobs/order';
import type { Ports } from '../jobs/ports';
import { settleSpending, toItemFailure } from './itemOutcome';
import type { JobLedger } from './jobLedger';
import { announceJob, type JobStore } from './jobStore';
import { getNodeOrigin, OrderRecorder } from './orderRecorder';
import { toOutput, toPolicy, type ItemContext, type ItemOutput, type JobTask } from './operation';
import { isRetry, toOrderKey, type RetryIdentity } from './retryIdentity';
import { getFailureSettings } from './outputOrder';
import { resumeRecordedOrder, type RecordedOrders } from './recordedOrders';
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
		private readonly jobLedger?: JobLedger,
	) {
		this.spending = state.spending ??= new Spending(state.settings?.spendingLimitUsd ?? 0);
	}

	/**
	 * Restores what an earlier execution, or an agent's earlier call, stored for this request.
	 * Claims its job, so that no other item adopts it: call this for every item before running the
	 * first.
	 */
	restore(itemIndex: number): void {
		const { ctx, state, store } = this;
		const { task, ledger } = getItemState(state, itemIndex);
		const again = ctx.getNodeParameter('again', itemIndex, false) === true;
		store.restore(itemIndex, this.getFingerprint(task as JobTask), ledger, again);
		this.registerRestored(itemIndex);
	}

	/**
	 * Adopts the order that the job ledger has for this request, unless more is already known
	 * about it. Call this for every item before running the first.
	 */
	resumeRecorded(itemIndex: number, recorded: RecordedOrders): void {
		const itemState = getItemState(this.state, itemIndex);
		const request = this.getFingerprint(itemState.task as JobTask);
		const { baseUrl } = this.endpoint;
		const isClaimed = (id: string) => claims.isClaimed(baseUrl, id, this.identity.owner);
		if (resumeRecordedOrder(itemState, recorded, { itemIndex, request }, isClaimed))
			this.registerRestored(itemIndex);
	}

	private registerRestored(itemIndex: number): void {
		const { state, endpoint } = this;
		const itemState = getItemState(state, itemIndex);
		const { ledger } = itemState;
		itemState.orderKey ??= ledger.lost?.key;
		// Orders with an unknown outcome compete for listed jobs, so each has to know the others.
		if (ledger.lost) reopenOrder({ endpoint, ports: this.ports }, ledger.lost);
		if (ledger.job ?? ledger.lost) this.countPastOrders(itemIndex);
		if (!ledger.job) return;
		claims.claim(endpoint.baseUrl, ledger.job.id, 0, this.identity.owner);
		state.accepted.push({ itemIndex, job: ledger.job });
	}

	/**
	 * Makes an item of a Retry look up what `run` ordered before it orders anything. Call this for
	 * every item before running the first.
	 * @param isFullyRecorded the run wrote each order into the job ledger before sending it, and has none
	 * for this item
	 */
	addPastOrder(itemIndex: number, run: InterruptedRun, isFullyRecorded = false): void {
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
			itemKey: this.getItemKey(itemIndex, fingerprint),
			isRecordComplete: savedAt !== undefined || isFullyRecorded,
			onPossible: () => this.countPastOrders(itemIndex),
		};
		run.add(order);
		itemState.settlePastOrder = async () => await run.settle(order);
		itemState.endPastOrder = () => run.end(order);
	}

	/** Counts an earlier run's orders, certain or possible, before any item of this run orders. */
	private countPastOrders(itemIndex: number): void {
		const { task, ledger } = getItemState(this.state, itemIndex);
		const usd = ledger.countedUsd ?? (task as JobTask).priceUsd;
		this.spending.count(itemIndex, usd, { lostKey: ledger.lost?.key, extra: ledger.extraOrders });
	}

	/** Records in the job ledger that an item's job is no longer awaited. */
	recordStop(itemIndex: number): void {
		const { task, ledger, outcome } = getItemState(this.state, itemIndex);
		if (outcome || !ledger.job) return;
		const fingerprint = this.getFingerprint(task as JobTask);
		this.createRecorder(itemIndex, fingerprint)?.recordStop(ledger.job);
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
				this.addPastOrder(itemIndex, new InterruptedRun(ports, endpoint, this.identity.owner));
		}
		const recorder = this.createRecorder(itemIndex, fingerprint);
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
			onOrdering: recorder && (async (order, route) => await recorder.recordOrder(order, route)),
			onRefused: () => recorder?.recordRefusal(ledger),
			onAccepted(job) {
				recorder?.recordAcceptance(job);
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
			.catch((error: unknown) => ({ failure: toItemFailure(error, ledger) }))
			.finally(itemState.endPastOrder);
		settleSpending(spending, itemIndex, itemState.outcome, ledger);
		recorder?.recordOutcome(itemState.outcome, ledger);
		store.save(itemIndex, fingerprint, ledger, 'items' in itemState.outcome);
	}

	/** Repeats the item if an agent asks again for a video that cannot be fetched twice. */
	private async runOrRepeat(task: JobTask, item: ItemContext): Promise<ItemOutput> {
		const { lastItem } = item.jobContext.ledger;
		if (!lastItem) return await task.run(item);
		return toOutput(item.itemIndex, lastItem as IDataObject);
	}

	/** Whether a Retry can reproduce the keys of orders; an agent's calls have no stable position. */
	private get hasOrderKeys(): boolean {
		return this.identity.isUnique && !this.store.isPerRequest;
	}

	private createRecorder(itemIndex: number, request: string): OrderRecorder | undefined {
		const { ctx, store, identity, jobLedger, state } = this;
		if (!jobLedger) return undefined;
		const origin = { ...getNodeOrigin(ctx, identity, store.runIndex), itemIndex, request };
		return new OrderRecorder(jobLedger, origin, getItemState(state, itemIndex));
	}

	/** Returns the key of an item's order, if a Retry can reproduce it. */
	private getOrderKey(itemIndex: number, fingerprint: string): string | undefined {
		return this.hasOrderKeys ? this.getItemKey(itemIndex, fingerprint) : undefined;
	}

	/** Identifies an item of the execution in a way that its Retry can reproduce. */
	private getItemKey(itemIndex: number, fingerprint: string): string {
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
