import { classify, classifyNetwork } from '../errors/classify';
import type { Candidate, Verdict } from '../errors/failure';
import { JobFailure } from '../errors/jobFailure';
import type { JobSnapshot } from '../protocols/response/job';
import { readAnswer } from '../protocols/response/readAnswer';
import type { ApiRequest } from '../protocols/protocol';
import { Backoff } from './limits/backoff';
import { claims, type OpenOrder } from './claims';
import type { Route, JobContext } from './context';
import type { ThrottledLimit } from './limits/concurrencyLimiter';
import { LONGEST_COOLDOWN_MS, LONGEST_WAIT_MS } from './limits/cooldown';
import type { JobRecord, LostOrder } from './ledger';
import { toNotSentVerdict } from './query';
import type { HttpResponse, Sent } from './ports';
import { reconcile } from './reconcile';
import { buildFailure, recordJob, recordAttempt } from './record';

/** How long one item waits for its turn after 429s: briefly where nothing was ever answered, else patiently. */
const BUDGET_MS = { cold: 10_000, warm: 180_000 };
/** The article's advice: a region refusal is gone after 2 s and a new address. */
const REGION_WAIT_MS = 2000;

/** `formOnly`: refused because the body was JSON. */
type Reading =
	| { accepted: JobSnapshot }
	| { refused: Verdict; formOnly?: boolean }
	| { lost: Verdict };

/** What a submit sends: by default the route's own; `remix` and its kin send something else. */
export type ToRequest = (route: Route) => ApiRequest | Promise<ApiRequest>;
const asVideo: ToRequest = ({ protocol, request, dialect }) =>
	protocol.buildSubmit(request, dialect);

/**
 * Sends one paid request and learns what became of it: a job, a refusal, or an outcome to look up. A request
 * is sent again here only after a certain refusal, or where the user allowed it. Throws a `JobFailure` where there
 * is no job; then the item holds no slot among the endpoint's jobs.
 */
export async function submit(
	jobContext: JobContext,
	route: Route,
	toRequest: ToRequest = asVideo,
): Promise<JobRecord> {
	const { ports, endpoint, ledger, policy } = jobContext;
	let backoff = Backoff.of(1000, 16_000);
	let regionResubmits = policy.regionResubmits;
	let resubmits = 0;
	if (ledger.lost) {
		// An earlier try, or the execution that is being retried, does not know what became of its submit.
		const found = await reconcile(
			jobContext,
			route,
			reopen(jobContext, route, ledger.lost),
			LOST_BEFORE,
		);
		if ('job' in found) return found.job;
		if (!policy.resubmitWhenUnknown)
			throw toUnknownOutcome(jobContext, route, LOST_BEFORE, found.candidates);
	}
	for (;;) {
		await jobContext.slot.acquire();
		const queuedAt = ports.monotonic();
		if (
			!(await endpoint.limits.acquire({
				deadline: queuedAt + Math.max(policy.timeoutMs, LONGEST_WAIT_MS),
				maxWaitMs: LONGEST_COOLDOWN_MS,
				channel: route.channel.name,
			}))
		) {
			jobContext.slot.release();
			throw new JobFailure(
				buildFailure(jobContext, route, {
					...toNotSentVerdict(endpoint.limits, route.channel.name),
					...(ledger.lost && { billed: 'unknown' }),
				}),
			);
		}
		// The queue is longest when the endpoint refuses: it belongs to the budget.
		backoff = backoff.spent(ports.monotonic() - queuedAt);
		const request = await toRequest(endpoint.wantsForm ? asForm(route) : route);
		// An order of this item that may exist already: only where the user allowed another one.
		const before = ledger.lost;
		const key = before?.key ?? ports.uuid();
		const open = claims.begin(endpoint.baseUrl, route.request, ports.now(), key);
		// Noted before it is sent: from here on until an answer is read, the outcome is unknown.
		ledger.lost = { key, channel: route.channel.name, sentAt: open.sentAt };
		jobContext.onLostChanged();
		const sent = await ports
			.send(
				{ ...request, headers: { ...request.headers, 'idempotency-key': key } },
				policy.timeoutMs,
			)
			.catch((error: unknown) => {
				// Cancelled: nobody awaits the answer any more, and a later order like this one must not wait for it.
				open.lostAt = ports.now();
				throw error;
			});
		const reading = read(sent, request, route.request.prompt, ports.now());
		report(jobContext, route, reading);
		if ('lost' in reading) {
			open.lostAt = ledger.lost.lostAt = ports.now();
			jobContext.slot.release();
			const found = await reconcile(jobContext, route, open, reading.lost);
			if ('job' in found) return found.job;
			if (!policy.resubmitWhenUnknown || ++resubmits > 1)
				throw toUnknownOutcome(jobContext, route, reading.lost, found.candidates);
			continue;
		}
		claims.end(open);
		// A refusal says nothing of an order whose answer was lost before.
		ledger.lost = 'accepted' in reading ? undefined : before;
		jobContext.onLostChanged();
		if ('accepted' in reading) {
			jobContext.slot.onAccepted();
			return recordJob(jobContext, route, reading.accepted, open.sentAt, 'ordered');
		}
		jobContext.slot.release();
		const verdict: Verdict = before ? { ...reading.refused, billed: 'unknown' } : reading.refused;
		recordAttempt(jobContext, route, verdict);
		if (verdict.class === 'region' && verdict.retryable && regionResubmits-- > 0) {
			await ports.sleep(REGION_WAIT_MS);
			continue;
		}
		if (reading.formOnly && (await toRequest(asForm(route))).form) {
			endpoint.wantsForm = true;
			continue;
		}
		const waitMs = wait(jobContext, verdict, backoff);
		if (waitMs === undefined) throw new JobFailure(buildFailure(jobContext, route, verdict));
		backoff = backoff.next(waitMs);
		await ports.sleep(waitMs);
	}
}

/** Nobody knows whether there is a job: only the user may have the order sent again. */
function toUnknownOutcome(
	jobContext: JobContext,
	route: Route,
	verdict: Verdict,
	candidates: Candidate[],
): JobFailure {
	const mayResubmit = jobContext.policy.resubmitWhenUnknown;
	return new JobFailure(
		buildFailure(
			jobContext,
			route,
			{ ...verdict, retryable: mayResubmit, failover: mayResubmit, billed: 'unknown' },
			{ candidates },
		),
	);
}

const LOST_BEFORE: Verdict = {
	class: 'network',
	retryable: false,
	failover: false,
	billed: 'unknown',
};

function reopen(jobContext: JobContext, route: Route, lost: LostOrder): OpenOrder {
	const open = claims.reopen(jobContext.endpoint.baseUrl, route.request, lost.sentAt, lost.key);
	open.lostAt ??= lost.lostAt ?? jobContext.ports.now();
	return open;
}

/** The same request with its body as a form, unless the user said how it is to be written. */
function asForm(route: Route): Route {
	return route.dialect.bodyFormat === 'auto'
		? { ...route, dialect: { ...route.dialect, bodyFormat: 'multipart' } }
		: route;
}

function read(sent: Sent<HttpResponse>, request: ApiRequest, prompt: string, now: number): Reading {
	if ('trouble' in sent) {
		const { status = 0, headers = {}, partialText = '' } = sent.trouble;
		// An answer that broke off may have named the job before it did.
		const named = readAnswer({ status, headers, text: partialText }, { for: 'order' });
		if (named.kind === 'job' && named.job.id !== undefined) return { accepted: named.job };
		const verdict = classifyNetwork(sent.trouble, 'submit');
		return verdict.billed === 'no' ? { refused: verdict } : { lost: verdict };
	}
	const { answer } = sent;
	const found = readAnswer(answer, { for: 'order' });
	if (found.kind === 'job') return { accepted: found.job };
	const verdict = classify(
		{ during: 'submit', status: answer.status, headers: answer.headers, body: answer.text, prompt },
		now,
	);
	return verdict.billed === 'no'
		? { refused: verdict, formOnly: request.json !== undefined && verdict.detail === 'wants_form' }
		: { lost: verdict };
}

/** Which limit a 429 complains of, where it says so. */
function getLimit({ detail }: Verdict): ThrottledLimit | undefined {
	if (detail === 'concurrency') return 'jobs';
	return detail === 'requests' ? 'requests' : undefined;
}

function report({ endpoint }: JobContext, { channel }: Route, reading: Reading): void {
	if ('refused' in reading && reading.refused.class === 'rate_limit')
		endpoint.limits.onThrottled({
			retryAfterMs: reading.refused.retryAfterMs,
			channel: channel.name,
			limit: getLimit(reading.refused),
		});
	else if (!('lost' in reading)) endpoint.limits.onSuccess();
	if ('accepted' in reading) endpoint.hasAcceptedJobs = true;
}

/** How long to wait in the node before the same request goes out again; nothing when it is handed back. */
function wait(jobContext: JobContext, verdict: Verdict, backoff: Backoff): number | undefined {
	if (!verdict.retryable || (verdict.class !== 'rate_limit' && verdict.class !== 'overloaded'))
		return undefined;
	const asked = verdict.retryAfterMs;
	if (verdict.class === 'overloaded' && asked === undefined) return undefined;
	if (asked !== undefined && asked > LONGEST_WAIT_MS) return undefined;
	const waitMs = backoff.delayMs(jobContext.ports.random(), asked);
	const budget = jobContext.endpoint.hasAcceptedJobs ? BUDGET_MS.warm : BUDGET_MS.cold;
	return backoff.spentMs + waitMs <= Math.max(budget, asked === undefined ? 0 : LONGEST_WAIT_MS)
		? waitMs
		: undefined;
}
