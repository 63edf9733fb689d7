import type { Verdict } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import type { Protocol } from '../protocols/protocol';
import { claims, type ClaimOwner } from './claims';
import type { Doubt, EndpointState, PastOutcome, Route } from './context';
import { CANDIDATE_SLACK_MS, mayBePrompt, SLACK_MS } from './candidates';
import { listRecentJobs, type RecentJobs } from './jobList';
import type { Ports } from './ports';
import type { QueryContext } from './query';

/**
 * Waits before each lookup, in milliseconds: lists lag, and an order may still have been in flight.
 */
const LOOK_AFTER_MS = [0, 4000, 7000];
/** Waits before requesting an unavailable list again, in milliseconds. */
const ASK_AGAIN_MS = [1000, 2000, 4000];

/** An order that an interrupted run may have sent. */
export interface PastOrder {
	/** The channels it may have used. */
	readonly routes: Route[];
	/** The earliest time it may have been sent, in milliseconds since the epoch. */
	readonly since: number;
	/**
	 * Whether `since` is when the run started. Otherwise it is a lower bound, and no job fits with
	 * certainty.
	 */
	readonly isDated: boolean;
	/** Two orders with the same fingerprint are the same. */
	readonly fingerprint: string;
	/** The item of the execution it belongs to, the same in every Retry. */
	readonly itemKey: string;
	/**
	 * The run itself confirms that nothing was sent before `since`, which is enough if there is no
	 * list.
	 */
	readonly isRecordComplete: boolean;
	/** Called if the order was sent, or may have been, before any of them is settled. */
	onPossible?(): void;
}

/**
 * Items that a Retry in this process is ordering, with the ID of its execution: Retry can be
 * pressed twice.
 */
const underWay = new Map<string, string>();

/** The result of looking up one protocol. */
type ListResult = RecentJobs | { verdict: Verdict };

/**
 * The orders of a run that ended without a result, because n8n was killed or stopped; the current
 * run is its Retry. The endpoint's list is read once for all of them. Identical orders are settled
 * together, because their jobs are interchangeable: as many jobs as orders, or none.
 */
export class InterruptedRun {
	private readonly orders: PastOrder[] = [];
	private outcomes?: Promise<Map<PastOrder, PastOutcome>>;

	constructor(
		private readonly ports: Ports,
		private readonly endpoint: EndpointState,
		private readonly owner: ClaimOwner,
	) {}

	/** Adds an order; add all of them before settling the first. */
	add(order: PastOrder): void {
		this.orders.push(order);
	}

	/**
	 * Returns an order's outcome, once: a second call returns `not_ordered`, because the job was
	 * already taken.
	 */
	async settle(order: PastOrder): Promise<PastOutcome> {
		const outcomes = await (this.outcomes ??= this.lookUp());
		const outcome = outcomes.get(order) ?? 'not_ordered';
		outcomes.delete(order);
		if (outcome !== 'not_ordered') return outcome;
		const { executionId } = this.owner;
		const other = underWay.get(order.itemKey) ?? executionId;
		if (other !== executionId) return { doubt: { kind: 'retried_twice' } };
		underWay.set(order.itemKey, executionId);
		return outcome;
	}

	/**
	 * Marks an item as done, with or without a job: from now on, another Retry can rely on the list.
	 */
	end({ itemKey }: PastOrder): void {
		if (underWay.get(itemKey) === this.owner.executionId) underWay.delete(itemKey);
	}

	private async lookUp(): Promise<Map<PastOrder, PastOutcome>> {
		let outcomes = new Map<PastOrder, PastOutcome>();
		for (const waitMs of LOOK_AFTER_MS) {
			await this.ports.sleep(waitMs);
			const lists = await this.readLists();
			outcomes = new Map(this.orders.map((order) => [order, 'not_ordered']));
			const byPrompt = groupBy(this.orders, ({ routes }) => routes[0].request.prompt);
			for (const orders of byPrompt) this.settleAlike(orders, lists, outcomes);
			if (![...outcomes.values()].includes('not_ordered')) break;
		}
		for (const [order, outcome] of outcomes) if (outcome !== 'not_ordered') order.onPossible?.();
		return outcomes;
	}

	private async readLists(): Promise<Map<Protocol, ListResult>> {
		const lists = new Map<Protocol, ListResult>();
		const since = Math.min(...this.orders.map((order) => order.since));
		const { ports, endpoint } = this;
		for (const { protocol } of this.orders.flatMap(({ routes }) => routes))
			if (!lists.has(protocol))
				lists.set(
					protocol,
					await listWithRetries({ ports, endpoint, ignoresCooldown: true }, protocol, since),
				);
		return lists;
	}

	/** Settles orders with the same prompt together, because a job of one may look like another's. */
	private settleAlike(
		orders: PastOrder[],
		lists: Map<Protocol, ListResult>,
		outcomes: Map<PastOrder, PastOutcome>,
	): void {
		const sets = groupBy(orders, ({ fingerprint, since }) => `${fingerprint} ${since}`);
		const possible = this.findPossible(orders, lists);
		const fitting = new Map(sets.map((set) => [set, [] as JobSnapshot[]]));
		for (const { job, skewMs } of possible) {
			const of = sets.filter(([order]) => findRoute(order, job, skewMs));
			const exact = of.length > 1 ? of.filter(([order]) => isExact(order, job)) : of;
			if (exact.length === 1) fitting.get(exact[0])?.push(job);
		}
		const isCertain = possible.length === 0 || orders.every(({ isDated }) => isDated);
		const isClear =
			isCertain &&
			sets.every((set) => [0, set.length].includes(fitting.get(set)?.length ?? 0)) &&
			[...fitting.values()].flat().length === possible.length;
		for (const set of sets) {
			const jobs = (fitting.get(set) ?? []).sort(
				(a, b) => Number(a.createdAt) - Number(b.createdAt),
			);
			set.forEach((order, i) => {
				if (!isClear) {
					outcomes.set(order, { doubt: { kind: 'several', jobs: possible.map(({ job }) => job) } });
				} else if (jobs[i]) {
					const route = findRoute(order, jobs[i]) ?? order.routes[0];
					outcomes.set(order, { job: jobs[i], route });
				} else {
					const doubt = order.isRecordComplete ? undefined : findDoubt(order, lists);
					outcomes.set(order, doubt ? { doubt } : 'not_ordered');
				}
			});
		}
	}

	/**
	 * Finds unclaimed jobs that nothing rules out: lists omit prompts and dates, rename models, and
	 * use clocks of their own. Such a job prevents an order from being sent; it is adopted only if it
	 * fits.
	 */
	private findPossible(
		orders: PastOrder[],
		lists: Map<Protocol, ListResult>,
	): Array<{ job: JobSnapshot; skewMs: number }> {
		const since = Math.min(
			...orders.map(
				(order) => order.since - (order.isRecordComplete ? SLACK_MS : CANDIDATE_SLACK_MS),
			),
		);
		const { prompt } = orders[0].routes[0].request;
		const found = new Map<string, { job: JobSnapshot; skewMs: number }>();
		for (const { protocol } of orders.flatMap(({ routes }) => routes)) {
			const lookUp = lists.get(protocol);
			if (!lookUp || 'verdict' in lookUp) continue;
			const { jobs, skewMs } = lookUp;
			for (const job of jobs)
				if (
					mayBePrompt(job.prompt, prompt) &&
					(job.createdAt === undefined || job.createdAt >= since + skewMs) &&
					!claims.isClaimed(this.endpoint.baseUrl, job.id as string, this.owner)
				)
					found.set(job.id as string, { job, skewMs });
		}
		return [...found.values()];
	}
}

/** Requests a list, and again if it is temporarily unavailable. */
async function listWithRetries(
	at: QueryContext,
	protocol: Protocol,
	since: number,
): Promise<ListResult> {
	for (const waitMs of ASK_AGAIN_MS) {
		const listed = await listRecentJobs(at, protocol, since - CANDIDATE_SLACK_MS);
		if (!('verdict' in listed) || !listed.verdict.retryable) return listed;
		await at.ports.sleep(waitMs);
	}
	return await listRecentJobs(at, protocol, since - CANDIDATE_SLACK_MS);
}

function groupBy<T>(all: T[], toKey: (one: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const one of all) groups.set(toKey(one), [...(groups.get(toKey(one)) ?? []), one]);
	return [...groups.values()];
}

/** Finds the only channel on which the job can have been ordered, if it is this order's. */
function findRoute(order: PastOrder, job: JobSnapshot, skewMs?: number): Route | undefined {
	const { createdAt, prompt, model } = job;
	if (createdAt === undefined || prompt !== order.routes[0].request.prompt) return undefined;
	if (skewMs !== undefined && createdAt < order.since + skewMs - SLACK_MS) return undefined;
	return order.routes.find(
		({ request }) => model === undefined || request.model === '' || model === request.model,
	);
}

/**
 * Whether a job has exactly the ordered length, which distinguishes orders with the same prompt.
 */
function isExact({ routes }: PastOrder, job: JobSnapshot): boolean {
	return routes.some(({ request }) => request.duration === job.seconds);
}

/** Finds a reason not to treat an order as never sent. */
function findDoubt(
	{ routes, since }: PastOrder,
	lists: Map<Protocol, ListResult>,
): Doubt | undefined {
	for (const { protocol } of routes) {
		const lookUp = lists.get(protocol);
		if (!lookUp) continue;
		if ('verdict' in lookUp) return { kind: 'no_list', verdict: lookUp.verdict };
		if (!lookUp.reachesBack) return { kind: 'short_list', since };
	}
	return undefined;
}
