import { createHash } from 'node:crypto';
import type { Verdict } from '../errors/failure';
import type { ApiRequest } from '../protocols/protocol';
import { claims, getTimeOfOrder, type OpenOrder } from './claims';
import type { JobContext, Route } from './context';
import type { LostOrder } from './itemLedger';
import type { HttpResponse, Sent } from './ports';

/**
 * Minimum wait for the answer to an order, whatever the option Timeout says: a job whose answer was
 * never read is paid for but has no ID. Some endpoints answer with the finished video.
 */
const MIN_ORDER_TIMEOUT_MS = 5 * 60_000;
/**
 * How many times a lost order may be sent again with its key, and for how long after the first
 * time, where that is safe.
 */
const MAX_REPEATS = 4;
export const KEY_LIFETIME_MS = 23 * 60 * 60_000;

/**
 * Sends one order. It is recorded first: from then until an answer is read, its outcome is unknown.
 */
export async function sendOrder(
	jobContext: JobContext,
	route: Route,
	request: ApiRequest,
	isRepeat: boolean,
): Promise<{ open: OpenOrder; answer: Sent<HttpResponse> }> {
	const { ports, endpoint, ledger, policy } = jobContext;
	const { model, prompt } = route.request;
	const key = ledger.lost?.key ?? createKey(jobContext, route);
	const order = { model, prompt, digest: toDigest(request) };
	const [now, monotonicNow] = [ports.now(), ports.monotonic()];
	const isAnother = ledger.lost !== undefined && !isRepeat;
	await jobContext.onOrdering?.({ key, sentAt: now, isAnother }, route);
	const open =
		isRepeat && ledger.lost
			? reopenOrder(jobContext, ledger.lost)
			: claims.begin(endpoint.baseUrl, order, now, key);
	open.lostAt = undefined;
	open.monotonicSentAt ??= isRepeat ? undefined : monotonicNow;
	if (isAnother) ledger.extraOrders++;
	ledger.lost = {
		key,
		channel: route.channel.name,
		order,
		sentAt: open.sentAt,
		...(ledger.lost?.jobId !== undefined && { jobId: ledger.lost.jobId }),
	};
	jobContext.onLostChanged();
	const timeoutMs = Math.max(policy.timeoutMs, MIN_ORDER_TIMEOUT_MS);
	const headers = { ...request.headers, 'idempotency-key': key };
	const answer = await ports.send({ ...request, headers }, timeoutMs).catch((error: unknown) => {
		// Canceled: nobody waits for the answer any more, and a later order like this one must not wait
		// for it either.
		open.lostAt = getTimeOfOrder(open, ports);
		throw error;
	});
	return { open, answer };
}

/**
 * Creates a new key for every order, unless the endpoint honors keys: then the item's order keeps
 * its own.
 */
function createKey({ ports, ledger, policy, orderKey }: JobContext, { channel }: Route): string {
	if (!policy.idempotencyHonoured) return ports.uuid();
	const base = (ledger.orderKey ??= orderKey ?? ports.uuid());
	// On another channel, or after a failed job, it is a new order.
	return `${base}-${channel.name}-${ledger.failedJobs}`;
}

/**
 * Whether a lost order may be sent again with its key, for which the endpoint returns the job it
 * already has.
 */
export function canRepeat({ ports, ledger, policy }: JobContext, repeats: number): boolean {
	return (
		policy.idempotencyHonoured === true &&
		repeats < MAX_REPEATS &&
		ledger.lost !== undefined &&
		ports.now() - ledger.lost.sentAt < KEY_LIFETIME_MS
	);
}

/** Whether the user allows one more order although the last one may have been accepted. */
export function mayOrderAgain({ ledger, policy }: JobContext): boolean {
	return policy.resubmitWhenUnknown && ledger.extraOrders < 1;
}

/** Records that the answer to an order was lost, or did not say what became of it. */
export function markLost(jobContext: JobContext, open: OpenOrder, { jobId }: Verdict): void {
	const { ports, ledger } = jobContext;
	open.lostAt = getTimeOfOrder(open, ports);
	if (!ledger.lost) return;
	ledger.lost.lostAt = open.lostAt;
	if (jobId === undefined) return;
	ledger.lost.jobId = open.jobId = jobId;
	// Immediately: the lookup that follows may end in a Stop.
	jobContext.onLostChanged();
	jobContext.onNamed?.(jobId);
}

/** Digests a request; identical requests have the same digest. */
function toDigest({ path, json, form }: ApiRequest): string {
	const hash = createHash('sha256').update(JSON.stringify([path, json]));
	for (const part of form ?? []) {
		hash.update(`\n${part.name}:`);
		hash.update('value' in part ? part.value : part.bytes);
	}
	return hash.digest('hex');
}

/** Reopens an order from an earlier try, or from the execution being retried. */
export function reopenOrder(
	{ endpoint, ports }: Pick<JobContext, 'endpoint' | 'ports'>,
	lost: LostOrder,
): OpenOrder {
	const open = claims.reopen(endpoint.baseUrl, lost.order, lost.sentAt, lost.key);
	open.lostAt ??= lost.lostAt ?? ports.now();
	open.jobId ??= lost.jobId;
	return open;
}
