import { classify, classifyNetwork } from '../errors/classify';
import type { Verdict } from '../errors/failure';
import type { ApiRequest } from '../protocols/protocol';
import type { JobSnapshot } from '../protocols/response/job';
import { readAnswer } from '../protocols/response/readAnswer';
import type { JobContext, Route } from './context';
import type { ThrottledLimit } from './limits/concurrencyLimiter';
import type { HttpResponse, Sent } from './ports';

/** The outcome of an order. `formOnly`: refused because the body was JSON. */
export type OrderAnswer =
	| { accepted: JobSnapshot }
	| { refused: Verdict; formOnly?: boolean }
	| { lost: Verdict };

/** Reads the answer to an order: a job, a certain refusal, or neither. */
export function readOrderAnswer(
	sent: Sent<HttpResponse>,
	request: ApiRequest,
	prompt: string,
	now: number,
): OrderAnswer {
	const context = { prompt, request: toText(request) };
	if ('error' in sent) {
		const { status = 0, headers = {}, partialText = '' } = sent.error;
		// An answer that broke off may still name the job. Its last word may be half an ID, so it is
		// dropped.
		const text = partialText.replace(/[^\s",}\]]*$/, '');
		const named = readAnswer({ status, headers, text }, { for: 'order' });
		if (named.kind === 'job' && named.job.id !== undefined) return { accepted: named.job };
		const verdict = classifyNetwork(sent.error, 'submit');
		if (verdict.billed === 'no') return { refused: verdict };
		const { jobId } = classify({ during: 'submit', status, headers, body: text, ...context }, now);
		return { lost: { ...verdict, jobId } };
	}
	const { answer } = sent;
	const found = readAnswer(answer, { for: 'order' });
	if (found.kind === 'job') return { accepted: found.job };
	const verdict = classify(
		{
			during: 'submit',
			status: answer.status,
			headers: answer.headers,
			body: answer.text,
			...context,
		},
		now,
	);
	return verdict.billed === 'no'
		? { refused: verdict, formOnly: request.json !== undefined && verdict.detail === 'wants_form' }
		: { lost: verdict };
}

/** The text of a request without prompt and files: if it names a job, the answer may repeat it. */
function toText({ path, json, form = [] }: ApiRequest): string {
	const fields = form.map((part) => ('value' in part && part.name !== 'prompt' ? part.value : ''));
	return [path, JSON.stringify({ ...json, prompt: undefined }), ...fields].join('\n');
}

/** Which limit a 429 says was exceeded, if it says so. */
function getLimit({ detail }: Verdict): ThrottledLimit | undefined {
	if (detail === 'concurrency') return 'jobs';
	return detail === 'requests' ? 'requests' : undefined;
}

/** Reports the answer to the endpoint's limits. */
export function reportAnswer(
	{ endpoint }: JobContext,
	{ channel }: Route,
	answer: OrderAnswer,
): void {
	if ('refused' in answer && answer.refused.class === 'rate_limit')
		endpoint.limits.onThrottled({
			retryAfterMs: answer.refused.retryAfterMs,
			channel: channel.name,
			limit: getLimit(answer.refused),
		});
	else if (!('lost' in answer)) endpoint.limits.onSuccess();
	if ('accepted' in answer) endpoint.hasAcceptedJobs = true;
}
