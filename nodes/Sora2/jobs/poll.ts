import { classify } from '../errors/classify';
import type { Failure, Verdict } from '../errors/failure';
import { seconds } from '../errors/messages';
import { withoutEmpty } from '../errors/failure';
import { isGone } from '../protocols/response/status';
import { Backoff } from './limits/backoff';
import type { Route, Work } from './context';
import { bareWords, moneyIn } from '../errors/billing';
import type { JobRecord } from './ledger';
import { lookUp } from './query';
import { failureOf, noLonger } from './record';
import type { Sight } from './forecast';
import { isOverdue, nextPollMs, withEarlier, type PollView, type Took } from './pollSchedule';

/** What waiting for a job came to. */
export type Waited = { finished: JobRecord } | { failure: Failure };

/** How an unlucky look is waited out: never giving the job up. */
const TROUBLE = { baseMs: 1000, capMs: 30_000 };
/** How many looks at one job are remembered. */
const SIGHTS = 40;

/**
 * Waits for an accepted job until it is finished, has failed, or `deadline` (milliseconds since the epoch) is
 * reached. Rules that must not regress: a failing look, a 404 included, never gives the job up and never
 * submits anything; a timeout keeps the ID. `atOnce`: the job was not accepted just now, it may be finished already.
 */
export async function waitFor(
	work: Work,
	route: Route,
	job: JobRecord,
	deadline: number,
	atOnce: boolean,
): Promise<Waited> {
	const { ports, endpoint } = work;
	const view: Watching = viewOf(work, route, job);
	let backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
	let last: Verdict | undefined;
	let asked: number | undefined;
	let due = atOnce;
	// What an earlier run knew of a finished job holds only where the endpoint does not know the job any more.
	let stale = job.kept === true && !job.unlisted && job.reading.video?.kind === 'url';
	for (;;) {
		const ended = stale ? undefined : verdictOf(work, route, job, view);
		if (ended) return ended;
		const left = deadline - ports.now();
		if (left <= 0) return { failure: timedOut(work, route, job, last) };
		view.elapsedMs = ports.now() - job.submittedAt;
		// What siblings that have finished meanwhile tell counts at once.
		view.earlier = endpoint.durations.get(likeOf(route)) ?? [];
		const waitMs = due ? 0 : last ? backoff.delayMs(ports.random(), asked) : nextPollMs(view);
		due = false;
		if (last) backoff = backoff.next(waitMs);
		await ports.sleep(Math.min(waitMs, left));
		const askedMs = ports.now() - job.submittedAt;
		const looked = await lookUp(
			{ ports, endpoint, until: deadline },
			route.wire,
			job.id,
			job.reading.pollUrl,
		);
		if ('verdict' in looked) {
			stale &&= !isUnknown(looked.verdict);
			last = looked.verdict;
			asked = looked.verdict.retryAfterMs;
			continue;
		}
		last = asked = undefined;
		backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
		if (stale) job.reading = { id: job.id, pollUrl: job.reading.pollUrl };
		stale = false;
		note(view, job, looked.value, askedMs, ports.now() - job.submittedAt);
	}
}

/** Whether a look was answered as for a job, or a path, the endpoint does not have: some say so with a 400. */
function isUnknown({ class: cls, httpStatus = 0 }: Verdict): boolean {
	return [404, 405, 410].includes(httpStatus) || (httpStatus === 400 && cls === 'invalid_request');
}

/** A job under way, as the looks at it show it. */
interface Watching extends PollView {
	sights: Sight[];
	/** When a look last found it unfinished, in milliseconds since it was submitted. */
	unfinishedMs?: number;
}

function viewOf({ ports }: Work, { channel }: Route, job: JobRecord): Watching {
	return {
		elapsedMs: ports.now() - job.submittedAt,
		sights: [],
		overdue: 0,
		earlier: [],
		minMs: (channel.pace.pollEverySeconds ?? 0) * 1000,
	};
}

/** What makes two jobs of a run take about as long. */
function likeOf({ channel, request }: Route): string {
	return JSON.stringify([channel.name, request.model, request.duration, request.resolution]);
}

function note(
	view: Watching,
	job: JobRecord,
	reading: JobRecord['reading'],
	askedMs: number,
	toldMs: number,
): void {
	// Fields an endpoint leaves out of a later answer keep their value: some report the model only once.
	job.reading = { ...job.reading, ...withoutEmpty(reading) };
	if (job.reading.status === 'completed' || job.reading.status === 'failed') return;
	view.elapsedMs = toldMs;
	view.unfinishedMs = askedMs;
	if (reading.progress !== undefined)
		view.sights = [...view.sights, { askedMs, toldMs, progress: reading.progress }].slice(-SIGHTS);
	view.overdue = isOverdue(view) ? view.overdue + 1 : 0;
}

function verdictOf(
	work: Work,
	route: Route,
	job: JobRecord,
	{ unfinishedMs }: Watching,
): Waited | undefined {
	const { reading } = job;
	if (reading.status === 'completed') {
		// A job that was done at the first look, as one of an earlier try is, tells nothing.
		if (unfinishedMs !== undefined)
			remember(work, route, { from: unfinishedMs, to: work.ports.now() - job.submittedAt });
		return { finished: job };
	}
	return reading.status === 'failed'
		? { failure: jobFailed(work, route, job, unfinishedMs !== undefined) }
		: undefined;
}

/** What a finished job took tells when to look at the next one. */
function remember({ endpoint }: Work, route: Route, took: Took): void {
	const like = likeOf(route);
	endpoint.durations.set(like, withEarlier(endpoint.durations.get(like) ?? [], took));
}

/**
 * A job that failed at the endpoint, in its own words; refunded unless something says otherwise. One that is gone
 * (`expired`, `deleted`) may have been finished before, unless it was seen unfinished, or on OpenRouter, where what
 * is finished stays `completed`.
 */
export function jobFailed(
	work: Work,
	route: Route,
	job: JobRecord,
	seenUnfinished = false,
): Failure {
	const { reading } = job;
	if (work.ledger.delivered)
		return noLonger(work, route, job, `${route.channel.displayName} no longer has it`);
	const gone = isGone(reading.word) && !seenUnfinished && route.wire.name !== 'openRouter';
	const verdict = classify(
		{ during: 'job', body: reading.error, prompt: route.request.prompt },
		work.ports.now(),
	);
	// The endpoint's own word counts first; then a cost it reports, of which some may have been given back.
	verdict.billed =
		moneyIn(reading.error) ?? (gone || (reading.usd ?? 0) > 0 ? 'unknown' : verdict.billed);
	const again =
		verdict.retryable && verdict.billed === 'no' && work.ledger.failedJobs === 0 && !job.given;
	const { channel, model } = { channel: route.channel.name, model: route.request.model };
	work.ledger.attempts.push(
		withoutEmpty({
			channel,
			outcome: verdict.class,
			model,
			code: verdict.code,
			country: verdict.country,
			id: job.id,
			usd: verdict.billed === 'no' ? 0 : undefined,
		}),
	);
	return failureOf(
		work,
		route,
		{
			...verdict,
			retryable: again,
			failover: verdict.failover && verdict.billed === 'no',
			upstreamMessage: verdict.upstreamMessage ?? bareWords(reading, verdict.code),
		},
		{ jobId: job.id, given: job.given, gone },
	);
}

/** The wait is over and the job is not: its ID stays good, for the next try or for the operation 'Wait'. */
export function timedOut(
	work: Work,
	route: Route,
	job: JobRecord,
	last: Verdict | undefined,
): Failure {
	if (work.ledger.delivered && (last?.httpStatus === 404 || last?.httpStatus === 410))
		return noLonger(work, route, job, `${route.channel.displayName} no longer has it`);
	if (job.given && job.reading.status === undefined) return neverSeen(work, route, job, last);
	const status = job.reading.word ?? job.reading.status ?? 'accepted';
	const failure = failureOf(
		work,
		route,
		{
			class: 'timeout',
			retryable: true,
			failover: false,
			billed: 'yes',
			httpStatus: last?.httpStatus,
			upstreamMessage: last?.upstreamMessage,
		},
		{ jobId: job.id },
	);
	failure.message = `The video was not delivered within ${seconds(work.policy.timeoutMs)}: job ${job.id} is ${status} on ${route.channel.displayName}${lastLook(last)}`;
	failure.hint =
		"The job was accepted, so it is charged or reserved, and it goes on at the endpoint. Retry On Fail goes on waiting for the same job; the operation 'Wait' with this ID delivers it later; 'Timeout' waits longer.";
	return failure;
}

/** The wait is over, and nothing was ever seen of a job the user named: perhaps it does not exist. */
function neverSeen(work: Work, route: Route, job: JobRecord, last: Verdict | undefined): Failure {
	const refused =
		last !== undefined && (isUnknown(last) || last.httpStatus === 401 || last.httpStatus === 403);
	const verdict: Verdict = {
		class: 'timeout',
		retryable: !refused,
		failover: false,
		billed: 'unknown',
		httpStatus: last?.httpStatus,
		upstreamMessage: last?.upstreamMessage,
	};
	const failure = failureOf(work, route, verdict, { jobId: job.id });
	failure.message = `No job with the ID ${job.id} was seen on ${route.channel.displayName} within ${seconds(work.policy.timeoutMs)}${lastLook(last)}`;
	failure.hint =
		'Whether there is such a job, and whether it was charged, is not known. Check the ID, the channel and the credential.';
	return failure;
}

function lastLook(last: Verdict | undefined): string {
	return last
		? `; the last look at it was answered with ${last.httpStatus ? `HTTP ${last.httpStatus}` : (last.code ?? 'nothing')}`
		: '';
}
