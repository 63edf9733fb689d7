import type { Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import type { ApiRequest } from '../protocols/protocol';
import { claims } from './claims';
import type { Route, JobContext } from './context';
import type { JobRecord } from './itemLedger';
import { Backoff } from './limits/backoff';
import { LONGEST_COOLDOWN_MS, LONGEST_WAIT_MS } from './limits/cooldown';
import { canRepeat, mayOrderAgain, markLost, reopenOrder, sendOrder } from './order';
import { readOrderAnswer, reportAnswer } from './orderAnswer';
import { toNotSentVerdict } from './query';
import { reconcile, type Unmatched } from './reconcile';
import { buildFailure, recordJob, recordAttempt } from './record';

/** How long one item waits for its turn after 429s, before and after the endpoint accepted an order. */
const BUDGET_MS = { cold: 10_000, warm: 180_000 };
/** Maximum orders one item sends in one try, whatever waits the endpoint asks for. */
const MAX_ORDERS = 20;
/** The article's advice: after a region refusal, wait 2 s for a new address. */
const REGION_WAIT_MS = 2000;
/**
 * What a submit sends: by default the route's own request; `remix`, `edit` and `extend` send
 * another.
 */
export type ToRequest = (route: Route) => ApiRequest | Promise<ApiRequest>;
const asVideo: ToRequest = ({ protocol, request, dialect }) =>
	protocol.buildSubmit(request, dialect);

/**
 * Sends one paid request and determines its outcome: a job, a refusal, or unknown and to be looked
 * up. It is sent again only after a certain refusal, or if the user allowed it. Throws a
 * `JobFailure` if there is no job; the item then holds no slot.
 */
export async function submit(
	jobContext: JobContext,
	route: Route,
	toRequest: ToRequest = asVideo,
): Promise<JobRecord> {
	const { ports, endpoint, ledger, policy } = jobContext;
	let backoff = Backoff.of(1000, 16_000);
	let regionResubmits = policy.regionResubmits;
	let repeats = 0;
	if (ledger.lost && !canRepeat(jobContext, repeats)) {
		// An earlier try, or the execution being retried, did not learn the outcome of its order.
		const open = reopenOrder(jobContext, ledger.lost);
		const found = await reconcile(jobContext, route, open, EARLIER_ORDER_LOST);
		if ('job' in found) return found.job;
		if (!mayOrderAgain(jobContext))
			throw toUnknownOutcome(jobContext, route, EARLIER_ORDER_LOST, found);
	}
	for (let orders = 1; ; orders++) {
		await jobContext.slot.acquire();
		const queuedAt = ports.monotonic();
		await waitForTurn(jobContext, route);
		// The queue is longest when the endpoint refuses, so its wait counts towards the budget.
		backoff = backoff.spent(ports.monotonic() - queuedAt);
		const request = await toRequest(endpoint.wantsForm ? asForm(route) : route);
		// An order of this item that may exist already: sent again only if another one is allowed, or
		// with the same key.
		const before = ledger.lost;
		const isRepeat = before !== undefined && canRepeat(jobContext, repeats);
		const sent = await sendOrder(jobContext, route, request, isRepeat);
		const { open } = sent;
		const reading = readOrderAnswer(sent.answer, request, route.request.prompt, ports.now());
		reportAnswer(jobContext, route, reading);
		if ('lost' in reading) {
			markLost(jobContext, open, reading.lost);
			jobContext.slot.release();
			if (canRepeat(jobContext, ++repeats) && orders < MAX_ORDERS) {
				backoff = await pause(jobContext, backoff, reading.lost.retryAfterMs);
				continue;
			}
			const found = await reconcile(jobContext, route, open, reading.lost);
			if ('job' in found) return found.job;
			if (!mayOrderAgain(jobContext) || orders >= MAX_ORDERS)
				throw toUnknownOutcome(jobContext, route, reading.lost, found);
			continue;
		}
		claims.end(open);
		// A refusal says nothing about an earlier order whose answer was lost.
		ledger.lost = 'accepted' in reading ? undefined : before;
		if ('refused' in reading && before && !isRepeat) ledger.extraOrders--;
		jobContext.onLostChanged();
		if ('accepted' in reading) {
			jobContext.slot.onAccepted();
			return recordJob(jobContext, route, reading.accepted, open.sentAt, 'ordered');
		}
		jobContext.onRefused?.();
		jobContext.slot.release();
		const verdict = reading.refused;
		recordAttempt(jobContext, route, verdict);
		if (orders < MAX_ORDERS) {
			if (verdict.class === 'region' && verdict.retryable && regionResubmits-- > 0) {
				await ports.sleep(REGION_WAIT_MS);
				continue;
			}
			if (reading.formOnly && (await toRequest(asForm(route))).form) {
				endpoint.wantsForm = true;
				continue;
			}
		}
		const waitMs = orders < MAX_ORDERS ? getWaitMs(jobContext, verdict, backoff) : undefined;
		if (waitMs === undefined) throw new JobFailure(buildFailure(jobContext, route, verdict));
		// During a cooldown it waits in line, so that queries do not take the turns of orders.
		const sleepMs = endpoint.limits.cooldownMs(route.channel.name) > 0 ? 0 : waitMs;
		backoff = backoff.next(sleepMs);
		await ports.sleep(sleepMs);
	}
}

/** Waits until an order may be sent; throws a `JobFailure` if that would be too late. */
async function waitForTurn(jobContext: JobContext, route: Route): Promise<void> {
	const { ports, endpoint, policy } = jobContext;
	const channel = route.channel.name;
	const isInTime = await endpoint.limits.acquire({
		deadline: ports.monotonic() + Math.max(policy.timeoutMs, LONGEST_WAIT_MS),
		maxWaitMs: LONGEST_COOLDOWN_MS,
		channel,
	});
	if (isInTime) return;
	jobContext.slot.release();
	throw new JobFailure(buildFailure(jobContext, route, toNotSentVerdict(endpoint.limits, channel)));
}

async function pause(
	{ ports }: JobContext,
	backoff: Backoff,
	askedMs: number | undefined,
): Promise<Backoff> {
	const waitMs = backoff.delayMs(ports.random(), askedMs);
	await ports.sleep(Math.min(waitMs, LONGEST_WAIT_MS));
	return backoff.next(waitMs);
}

/** The failure of an order with an unknown outcome: only the user may have it sent again. */
function toUnknownOutcome(
	jobContext: JobContext,
	route: Route,
	verdict: Verdict,
	unmatched: Unmatched,
): JobFailure {
	const mayResubmit = mayOrderAgain(jobContext);
	return new JobFailure(
		buildFailure(
			jobContext,
			route,
			{
				...verdict,
				retryable: mayResubmit || canRepeat(jobContext, 0),
				failover: mayResubmit,
				billed: 'unknown',
			},
			unmatched,
		),
	);
}

const EARLIER_ORDER_LOST: Verdict = {
	class: 'network',
	retryable: false,
	failover: false,
	billed: 'unknown',
};

/** The same request with its body as a form, unless the user chose a format. */
function asForm(route: Route): Route {
	return route.dialect.bodyFormat === 'auto'
		? { ...route, dialect: { ...route.dialect, bodyFormat: 'multipart' } }
		: route;
}

/**
 * How long to wait before sending the same request again; undefined if the refusal is returned
 * instead.
 */
function getWaitMs(jobContext: JobContext, verdict: Verdict, backoff: Backoff): number | undefined {
	if (!verdict.retryable || (verdict.class !== 'rate_limit' && verdict.class !== 'overloaded'))
		return undefined;
	const askedMs = verdict.retryAfterMs;
	if (verdict.class === 'overloaded' && askedMs === undefined) return undefined;
	if (askedMs !== undefined && askedMs > LONGEST_WAIT_MS) return undefined;
	const waitMs = backoff.delayMs(jobContext.ports.random(), askedMs);
	const budget = jobContext.endpoint.hasAcceptedJobs ? BUDGET_MS.warm : BUDGET_MS.cold;
	// Counts what the endpoint asked for, without the jitter that keeps items from coming back
	// together.
	const costsMs = backoff.spentMs + Math.min(waitMs, askedMs ?? waitMs);
	return costsMs <= Math.max(budget, askedMs === undefined ? 0 : LONGEST_WAIT_MS)
		? waitMs
		: undefined;
}
