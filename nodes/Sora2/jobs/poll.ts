import { classify } from '../errors/classify';
import type { Failure, Verdict } from '../errors/failure';
import { formatSeconds } from '../errors/messages';
import { withoutEmpty } from '../errors/failure';
import { isGone } from '../protocols/response/status';
import { Backoff } from './limits/backoff';
import type { Route, JobContext } from './context';
import { describeBareError, readBilling } from '../errors/billing';
import type { JobRecord } from './ledger';
import { queryJob } from './query';
import { buildFailure, buildGoneFailure } from './record';
import type { ProgressSample } from './forecast';
import {
	isOverdue,
	getNextPollMs,
	addDuration,
	type PollView,
	type DurationRange,
} from './pollSchedule';

/** What waiting for a job came to. */
export type WaitResult = { finished: JobRecord } | { failure: Failure };

/** How an unlucky look is waited out: never giving the job up. */
const TROUBLE = { baseMs: 1000, capMs: 30_000 };
/** How many looks at one job are remembered. */
const SIGHTS = 40;

/**
 * Waits for an accepted job until it is finished, has failed, or `deadline` (milliseconds since the epoch) is
 * reached. Rules that must not regress: a failing look, a 404 included, never gives the job up and never
 * submits anything; a timeout keeps the ID. `atOnce`: the job was not accepted just now, it may be finished already.
 */
export async function waitForJob(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	deadline: number,
	atOnce: boolean,
): Promise<WaitResult> {
	const { ports, endpoint } = jobContext;
	const view: Watching = viewOf(jobContext, route, job);
	let backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
	let last: Verdict | undefined;
	let asked: number | undefined;
	let due = atOnce;
	// What an earlier run knew of a finished job holds only where the endpoint does not know the job any more.
	let stale = job.kept === true && !job.unlisted && job.snapshot.video?.kind === 'url';
	for (;;) {
		const ended = stale ? undefined : verdictOf(jobContext, route, job, view);
		if (ended) return ended;
		const left = deadline - ports.now();
		if (left <= 0) return { failure: toTimeoutFailure(jobContext, route, job, last) };
		view.elapsedMs = ports.now() - job.submittedAt;
		// What siblings that have finished meanwhile tell counts at once.
		view.earlier = endpoint.durations.get(likeOf(route)) ?? [];
		const waitMs = due ? 0 : last ? backoff.delayMs(ports.random(), asked) : getNextPollMs(view);
		due = false;
		if (last) backoff = backoff.next(waitMs);
		await ports.sleep(Math.min(waitMs, left));
		const askedMs = ports.now() - job.submittedAt;
		const looked = await queryJob(
			{ ports, endpoint, until: deadline },
			route.protocol,
			job.id,
			job.snapshot.pollUrl,
		);
		if ('verdict' in looked) {
			stale &&= !isUnknown(looked.verdict);
			last = looked.verdict;
			asked = looked.verdict.retryAfterMs;
			continue;
		}
		last = asked = undefined;
		backoff = Backoff.of(TROUBLE.baseMs, TROUBLE.capMs);
		if (stale) job.snapshot = { id: job.id, pollUrl: job.snapshot.pollUrl };
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
	samples: ProgressSample[];
	/** When a look last found it unfinished, in milliseconds since it was submitted. */
	unfinishedMs?: number;
}

function viewOf({ ports }: JobContext, { channel }: Route, job: JobRecord): Watching {
	return {
		elapsedMs: ports.now() - job.submittedAt,
		samples: [],
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
	reading: JobRecord['snapshot'],
	askedMs: number,
	toldMs: number,
): void {
	// Fields an endpoint leaves out of a later answer keep their value: some report the model only once.
	job.snapshot = { ...job.snapshot, ...withoutEmpty(reading) };
	if (job.snapshot.status === 'completed' || job.snapshot.status === 'failed') return;
	view.elapsedMs = toldMs;
	view.unfinishedMs = askedMs;
	if (reading.progress !== undefined)
		view.samples = [...view.samples, { askedMs, toldMs, progress: reading.progress }].slice(
			-SIGHTS,
		);
	view.overdue = isOverdue(view) ? view.overdue + 1 : 0;
}

function verdictOf(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	{ unfinishedMs }: Watching,
): WaitResult | undefined {
	const { snapshot } = job;
	if (snapshot.status === 'completed') {
		// A job that was done at the first look, as one of an earlier try is, tells nothing.
		if (unfinishedMs !== undefined)
			remember(jobContext, route, {
				from: unfinishedMs,
				to: jobContext.ports.now() - job.submittedAt,
			});
		return { finished: job };
	}
	return snapshot.status === 'failed'
		? { failure: toJobFailure(jobContext, route, job, unfinishedMs !== undefined) }
		: undefined;
}

/** What a finished job took tells when to look at the next one. */
function remember({ endpoint }: JobContext, route: Route, took: DurationRange): void {
	const like = likeOf(route);
	endpoint.durations.set(like, addDuration(endpoint.durations.get(like) ?? [], took));
}

/**
 * A job that failed at the endpoint, in its own words; refunded unless something says otherwise. One that is gone
 * (`expired`, `deleted`) may have been finished before, unless it was seen unfinished, or on OpenRouter, where what
 * is finished stays `completed`.
 */
export function toJobFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	seenUnfinished = false,
): Failure {
	const { snapshot } = job;
	if (jobContext.ledger.delivered)
		return buildGoneFailure(
			jobContext,
			route,
			job,
			`${route.channel.displayName} no longer has it`,
		);
	const gone =
		isGone(snapshot.statusWord) && !seenUnfinished && route.protocol.name !== 'openRouter';
	const verdict = classify(
		{ during: 'job', body: snapshot.error, prompt: route.request.prompt },
		jobContext.ports.now(),
	);
	// The endpoint's own word counts first; then a cost it reports, of which some may have been given back.
	verdict.billed =
		readBilling(snapshot.error) ?? (gone || (snapshot.usd ?? 0) > 0 ? 'unknown' : verdict.billed);
	const again =
		verdict.retryable &&
		verdict.billed === 'no' &&
		jobContext.ledger.failedJobs === 0 &&
		!job.given;
	const { channel, model } = { channel: route.channel.name, model: route.request.model };
	jobContext.ledger.attempts.push(
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
	return buildFailure(
		jobContext,
		route,
		{
			...verdict,
			retryable: again,
			failover: verdict.failover && verdict.billed === 'no',
			upstreamMessage: verdict.upstreamMessage ?? describeBareError(snapshot, verdict.code),
		},
		{ jobId: job.id, given: job.given, gone },
	);
}

/** The wait is over and the job is not: its ID stays good, for the next try or for the operation 'Wait'. */
export function toTimeoutFailure(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	last: Verdict | undefined,
): Failure {
	if (jobContext.ledger.delivered && (last?.httpStatus === 404 || last?.httpStatus === 410))
		return buildGoneFailure(
			jobContext,
			route,
			job,
			`${route.channel.displayName} no longer has it`,
		);
	if (job.given && job.snapshot.status === undefined)
		return neverSeen(jobContext, route, job, last);
	const status = job.snapshot.statusWord ?? job.snapshot.status ?? 'accepted';
	const failure = buildFailure(
		jobContext,
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
	failure.message = `The video was not delivered within ${formatSeconds(jobContext.policy.timeoutMs)}: job ${job.id} is ${status} on ${route.channel.displayName}${lastLook(last)}`;
	failure.hint =
		"The job was accepted, so it is charged or reserved, and it goes on at the endpoint. Retry On Fail goes on waiting for the same job; the operation 'Wait' with this ID delivers it later; 'Timeout' waits longer.";
	return failure;
}

/** The wait is over, and nothing was ever seen of a job the user named: perhaps it does not exist. */
function neverSeen(
	jobContext: JobContext,
	route: Route,
	job: JobRecord,
	last: Verdict | undefined,
): Failure {
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
	const failure = buildFailure(jobContext, route, verdict, { jobId: job.id });
	failure.message = `No job with the ID ${job.id} was seen on ${route.channel.displayName} within ${formatSeconds(jobContext.policy.timeoutMs)}${lastLook(last)}`;
	failure.hint =
		'Whether there is such a job, and whether it was charged, is not known. Check the ID, the channel and the credential.';
	return failure;
}

function lastLook(last: Verdict | undefined): string {
	return last
		? `; the last look at it was answered with ${last.httpStatus ? `HTTP ${last.httpStatus}` : (last.code ?? 'nothing')}`
		: '';
}
