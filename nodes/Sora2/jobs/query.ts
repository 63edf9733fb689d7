import { classify, classifyNetwork } from '../errors/classify';
import type { Verdict } from '../errors/failure';
import { NOT_SENT, UNREADABLE } from '../errors/messages';
import type { JobSnapshot } from '../protocols/response/job';
import type { JobPage } from '../protocols/response/list';
import { readAnswer, type Answer, type Question } from '../protocols/response/readAnswer';
import type { Protocol, ApiRequest } from '../protocols/protocol';
import type { EndpointState } from './context';
import { LONGEST_COOLDOWN_MS } from './limits/cooldown';
import type { EndpointLimits } from './limits/endpointLimits';
import type { HttpResponse, Ports } from './ports';

/** Longest wait in milliseconds for the answer to one query. */
const QUERY_MS = 30_000;
/** Minimum wait for an answer, even if the deadline is closer. */
const SHORTEST_QUERY_MS = 5000;

export type QueryResult<T> = { value: T; answer: HttpResponse } | { verdict: Verdict };

/** What a query needs from a run. */
export interface QueryContext {
	ports: Ports;
	endpoint: EndpointState;
	/**
	 * The latest time to wait for its turn, on the monotonic clock. Without it, a cooldown of over a
	 * minute is not waited for.
	 */
	deadline?: number;
	/** Whether a video is paid twice depends on the answer, so a cooldown of over a minute is ignored. */
	ignoresCooldown?: boolean;
	/** The chance, from 0 to 1, that the answer says something new: under a limit, that decides. */
	getChance?(): number;
}

/** Polls a job. A failed query says nothing about the job. */
export async function queryJob(
	at: QueryContext,
	protocol: Protocol,
	id: string,
	pollUrl?: string,
): Promise<QueryResult<JobSnapshot>> {
	const polling = toSameOriginUrl(pollUrl, at.endpoint.baseUrl);
	if (polling !== undefined) {
		const found = await sendQuery(
			at,
			{ method: 'GET', path: polling },
			{ for: 'job', id },
			toStatus,
		);
		if ('value' in found) return found;
	}
	return await queryKnownPath(
		at,
		`${protocol.name} job`,
		protocol.getJobPaths(id),
		(path) => ({ method: 'GET', path }),
		{ for: 'job', id },
		toStatus,
	);
}

/**
 * Lists one page of the endpoint's jobs, newest first; returns a verdict if it cannot list them.
 */
export async function listJobs(
	at: QueryContext,
	protocol: Protocol,
	query: { limit: number; after?: string },
): Promise<QueryResult<JobPage>> {
	return await queryKnownPath(
		at,
		`${protocol.name} list`,
		protocol.listPaths,
		(path) => ({
			method: 'GET',
			path,
			query: {
				...protocol.listQuery,
				limit: query.limit,
				order: 'desc',
				...(query.after && { after: query.after }),
			},
		}),
		{ for: 'list' },
		(answer) => (answer.kind === 'list' ? answer.page : undefined),
	);
}

/**
 * Makes a URL from an answer absolute, if it is on the endpoint's own origin: no other one gets the
 * key.
 */
export function toSameOriginUrl(url: string | undefined, baseUrl: string): string | undefined {
	if (url === undefined || !URL.canParse(url, baseUrl)) return undefined;
	const absolute = new URL(url, baseUrl);
	return absolute.origin === new URL(baseUrl).origin ? absolute.href : undefined;
}

/** An answer counts only if it has the job's state: an ID alone is not enough. */
function toStatus(answer: Answer): JobSnapshot | undefined {
	return answer.kind === 'job' && answer.job.status !== undefined ? answer.job : undefined;
}

/**
 * Queries the path known to work at the endpoint; until one is known, tries each in turn. If none
 * works, returns the verdict of the first, which is the protocol's own, unless another failed only
 * for now: that path may be the right one.
 */
async function queryKnownPath<T>(
	at: QueryContext,
	purpose: string,
	paths: string[],
	toRequest: (path: string) => ApiRequest,
	question: Question,
	pick: (answer: Answer) => T | undefined,
): Promise<QueryResult<T>> {
	const known = at.endpoint.paths.get(purpose);
	const candidates = known === undefined ? paths.map((_, i) => i) : [known];
	let failed: { verdict: Verdict } | undefined;
	for (const i of candidates) {
		const found = await sendQuery(at, toRequest(paths[i]), question, pick);
		if ('value' in found) {
			at.endpoint.paths.set(purpose, i);
			return found;
		}
		if (!failed || (found.verdict.retryable && !failed.verdict.retryable)) failed = found;
		// Try the next path only if the answer may mean that this one does not exist.
		if (![400, 404, 405].includes(found.verdict.httpStatus ?? 0)) break;
	}
	return failed as { verdict: Verdict };
}

/**
 * Sends one free request within the endpoint's limits. `pick` selects the result from the answer.
 */
export async function sendQuery<T>(
	{ ports, endpoint, deadline, ignoresCooldown, getChance }: QueryContext,
	request: ApiRequest,
	question: Question,
	pick: (answer: Answer) => T | undefined,
): Promise<QueryResult<T>> {
	if (
		!(await endpoint.limits.acquire(
			deadline === undefined ? { maxWaitMs: LONGEST_COOLDOWN_MS } : { deadline, getChance },
		)) &&
		!ignoresCooldown
	)
		return { verdict: toNotSentVerdict(endpoint.limits) };
	const leftMs = deadline === undefined ? QUERY_MS : deadline - ports.monotonic();
	const timeoutMs = Math.min(QUERY_MS, Math.max(SHORTEST_QUERY_MS, leftMs));
	const sent = await ports.send(request, timeoutMs);
	if ('error' in sent) return { verdict: classifyNetwork(sent.error, 'read') };
	const { status, headers, text } = sent.answer;
	const answer = readAnswer(sent.answer, question);
	if (answer.kind === 'refusal') {
		const verdict = classify({ during: 'read', status, headers, body: text }, ports.now());
		if (verdict.httpStatus === 429) endpoint.limits.onThrottled(verdict);
		return { verdict };
	}
	endpoint.limits.onSuccess();
	const value = pick(answer);
	if (value !== undefined) return { value, answer: sent.answer };
	const why = answer.kind === 'unreadable' ? answer.why : 'unknown_shape';
	return {
		verdict: {
			class: 'unknown',
			retryable: false,
			failover: false,
			billed: 'no',
			httpStatus: status,
			upstreamMessage: UNREADABLE[why],
			detail: why === 'web_page' ? 'web_page' : undefined,
		},
	};
}

/**
 * The verdict on a request that would be too late: the 429 that started the cooldown stands for its
 * answer.
 */
export function toNotSentVerdict(limits: EndpointLimits, channel?: string): Verdict {
	const leftMs = limits.cooldownMs(channel);
	const throttled: Verdict = { class: 'rate_limit', retryable: true, failover: true, billed: 'no' };
	if (leftMs === 0)
		return {
			...throttled,
			upstreamMessage: NOT_SENT.tooLate,
		};
	return {
		...throttled,
		httpStatus: 429,
		retryAfterMs: leftMs,
		upstreamMessage: NOT_SENT.paused,
	};
}
