import type { Verdict } from '../errors/failure';
import type { JobSnapshot } from '../protocols/response/job';
import type { Protocol } from '../protocols/protocol';
import { claims, type ClaimOwner } from './claims';
import type { Doubt, EndpointState, PastOutcome, Route } from './context';
import { mayBePrompt, NAMING_SLACK_MS } from './candidates';
import { listRecentJobs, type RecentJobs } from './jobList';
import type { Ports } from './ports';
import type { QueryContext } from './query';

/** How far an endpoint's `created_at`, in whole seconds, may lie before the time an order was sent. */
const SLACK_MS = 3000;
/** When to look, in milliseconds after the last look: lists lag behind, and an order may have been on its way. */
const LOOK_AFTER_MS = [0, 4000, 7000];
/** When to ask again for a list that could not be had, in milliseconds. */
const ASK_AGAIN_MS = [1000, 2000, 4000];

/** An order that a run which was interrupted may have sent. */
export interface PastOrder {
	/** The channels it may have gone to. */
	readonly routes: Route[];
	/** From when on it may have been sent, in milliseconds since the epoch. */
	readonly since: number;
	/** What makes two orders the same. */
	readonly fingerprint: string;
	/** The run itself says that nothing was sent before `since`: without a list, that is good enough. */
	readonly isVouched: boolean;
}

/** What was looked up for one protocol. */
type LookUp = RecentJobs | { verdict: Verdict };

/**
 * The orders of a run that ended without a word: n8n was killed or stopped, and this run is its Retry. The endpoint's
 * list is read once for all of them. Orders that are the same are settled together, because their jobs can be
 * exchanged: as many jobs as orders, or none.
 */
export class InterruptedRun {
	private readonly orders: PastOrder[] = [];
	private outcomes?: Promise<Map<PastOrder, PastOutcome>>;

	constructor(
		private readonly ports: Ports,
		private readonly endpoint: EndpointState,
		private readonly owner: ClaimOwner,
	) {}

	/** Notes an order; all of them before the first is settled. */
	add(order: PastOrder): void {
		this.orders.push(order);
	}

	/** What became of an order. Asked again, nothing is known of it any more: what it had was taken. */
	async settle(order: PastOrder): Promise<PastOutcome> {
		const outcomes = await (this.outcomes ??= this.lookUp());
		const outcome = outcomes.get(order) ?? 'not_ordered';
		outcomes.delete(order);
		return outcome;
	}

	private async lookUp(): Promise<Map<PastOrder, PastOutcome>> {
		let outcomes = new Map<PastOrder, PastOutcome>();
		for (const waitMs of LOOK_AFTER_MS) {
			await this.ports.sleep(waitMs);
			const lookUps = await this.readLists();
			outcomes = new Map(this.orders.map((order) => [order, 'not_ordered']));
			const byPrompt = groupBy(this.orders, ({ routes }) => routes[0].request.prompt);
			for (const orders of byPrompt) this.settleAlike(orders, lookUps, outcomes);
			if (![...outcomes.values()].includes('not_ordered')) break;
		}
		return outcomes;
	}

	private async readLists(): Promise<Map<Protocol, LookUp>> {
		const lookUps = new Map<Protocol, LookUp>();
		const since = Math.min(...this.orders.map((order) => order.since));
		const { ports, endpoint } = this;
		for (const { protocol } of this.orders.flatMap(({ routes }) => routes))
			if (!lookUps.has(protocol))
				lookUps.set(
					protocol,
					await listPatiently({ ports, endpoint, ignoresCooldown: true }, protocol, since),
				);
		return lookUps;
	}

	/** Settles orders with the same prompt: together, because a job of one may look like another's. */
	private settleAlike(
		orders: PastOrder[],
		lookUps: Map<Protocol, LookUp>,
		outcomes: Map<PastOrder, PastOutcome>,
	): void {
		const sets = groupBy(orders, ({ fingerprint, since }) => `${fingerprint} ${since}`);
		const possible = this.findPossible(orders, lookUps);
		const fitting = new Map(sets.map((set) => [set, [] as JobSnapshot[]]));
		for (const { job, skewMs } of possible) {
			const of = sets.filter(([order]) => findRoute(order, job, skewMs));
			const exact = of.length > 1 ? of.filter(([order]) => isExact(order, job)) : of;
			if (exact.length === 1) fitting.get(exact[0])?.push(job);
		}
		const isClear =
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
					const doubt = order.isVouched ? undefined : findDoubt(order, lookUps);
					outcomes.set(order, doubt ? { doubt } : 'not_ordered');
				}
			});
		}
	}

	/**
	 * Jobs nobody has that nothing contradicts: lists leave out prompts and dates, rename models, and run by clocks of
	 * their own. Such a job keeps an order from being sent; it is taken up only where it fits.
	 */
	private findPossible(
		orders: PastOrder[],
		lookUps: Map<Protocol, LookUp>,
	): Array<{ job: JobSnapshot; skewMs: number }> {
		const since = Math.min(
			...orders.map((order) => order.since - (order.isVouched ? SLACK_MS : NAMING_SLACK_MS)),
		);
		const { prompt } = orders[0].routes[0].request;
		const found = new Map<string, { job: JobSnapshot; skewMs: number }>();
		for (const { protocol } of orders.flatMap(({ routes }) => routes)) {
			const lookUp = lookUps.get(protocol);
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

/** A list that cannot be had just now is asked for again. */
async function listPatiently(at: QueryContext, protocol: Protocol, since: number): Promise<LookUp> {
	for (const waitMs of ASK_AGAIN_MS) {
		const listed = await listRecentJobs(at, protocol, since - NAMING_SLACK_MS);
		if (!('verdict' in listed) || !listed.verdict.retryable) return listed;
		await at.ports.sleep(waitMs);
	}
	return await listRecentJobs(at, protocol, since - NAMING_SLACK_MS);
}

function groupBy<T>(all: T[], toKey: (one: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const one of all) groups.set(toKey(one), [...(groups.get(toKey(one)) ?? []), one]);
	return [...groups.values()];
}

function isSince(createdAt: number, since: number, skewMs: number): boolean {
	return createdAt >= since + skewMs - SLACK_MS;
}

/** The channel a job can only have been ordered on, if it is this order's. */
function findRoute(order: PastOrder, job: JobSnapshot, skewMs?: number): Route | undefined {
	const { createdAt, prompt, model } = job;
	if (createdAt === undefined || prompt !== order.routes[0].request.prompt) return undefined;
	if (skewMs !== undefined && !isSince(createdAt, order.since, skewMs)) return undefined;
	return order.routes.find(
		({ request }) => model === undefined || request.model === '' || model === request.model,
	);
}

/** Whether a job is of just the length that was ordered: tells orders apart that have the prompt in common. */
function isExact({ routes }: PastOrder, job: JobSnapshot): boolean {
	return routes.some(({ request }) => request.duration === job.seconds);
}

/** What keeps an order from being taken for one that was never sent. */
function findDoubt(
	{ routes, since }: PastOrder,
	lookUps: Map<Protocol, LookUp>,
): Doubt | undefined {
	for (const { protocol } of routes) {
		const lookUp = lookUps.get(protocol);
		if (!lookUp) continue;
		if ('verdict' in lookUp) return { kind: 'no_list', verdict: lookUp.verdict };
		if (!lookUp.reachesBack) return { kind: 'short_list', since };
	}
	return undefined;
}
