import { countryName } from './country';
import { withoutEmpty, type Attempt, type Candidate, type Failure, type Verdict } from './failure';

/** What surrounds a verdict when it is put into words. */
export interface Scene {
	/** `reverse`, `relay`, … */
	channel?: string;
	/** "Official Reverse", "Official Relay", … */
	channelName: string;
	/** Where to go when this channel will not do; empty when every route is already taken. */
	otherWay: string;
	model?: string;
	jobId?: string;
	candidates?: Candidate[];
	attempts?: Attempt[];
	/** The request's path was unknown to the endpoint (a 404 without a word about the model). */
	unknownPath?: boolean;
}

/**
 * Puts a verdict into a failure: one sentence for what happened, one for whether it cost anything and
 * what to do next. Read aloud, both make sense to somebody who never saw the code.
 */
export function describe(verdict: Verdict, scene: Scene): Failure {
	return withoutEmpty({
		message: what(verdict, scene),
		hint: `${cost(verdict, scene)} ${next(verdict, scene)}`,
		class: verdict.class,
		code: verdict.code,
		country: verdict.country,
		retryable: verdict.retryable,
		failover: verdict.failover,
		billed: verdict.billed,
		channel: scene.channel,
		model: scene.model,
		jobId: scene.jobId,
		httpStatus: verdict.httpStatus,
		requestId: verdict.requestId,
		retryAfterMs: verdict.retryAfterMs,
		upstreamMessage: verdict.upstreamMessage,
		candidates: scene.candidates?.length ? scene.candidates : undefined,
		attempts: scene.attempts?.length ? scene.attempts : undefined,
	});
}

function what(v: Verdict, scene: Scene): string {
	const { channelName: who, model } = scene;
	const said = v.upstreamMessage ? `: ${sentence(v.upstreamMessage)}` : '';
	const job = scene.jobId ? `job ${scene.jobId}` : 'the job';
	if (v.billed === 'unknown' && !scene.jobId) {
		const status = v.httpStatus ? `HTTP ${v.httpStatus} without a readable answer` : v.class === 'timeout' ? 'no answer in time' : 'a broken connection';
		return `The request reached ${who}, but its answer was lost (${status}): whether a job was started is unknown`;
	}
	switch (v.class) {
		case 'region':
			return v.country
				? `${who} refused the request: it was taken to come from ${countryName(v.country)}, where Sora is not offered`
				: `${who} refused the request because of the region it was taken to come from`;
		case 'auth':
			return `${who} did not accept the API key${said}`;
		case 'quota':
			return `The account on ${who} has no credit or quota left${said}`;
		case 'rate_limit':
			return `${who} is receiving requests faster than this account may send them${said}`;
		case 'moderation':
			return `${who} declined the prompt or the picture under its content rules${said}`;
		case 'model_retired':
			return `${who} no longer offers the model${model ? ` '${model}'` : ''}${said}`;
		case 'overloaded':
			return `${who} is overloaded or briefly out of service${said}`;
		case 'job_failed':
			return `${who} accepted ${job} but could not finish it${said}`;
		case 'network':
			return `${who} could not be reached${said}`;
		case 'invalid_request':
			return scene.unknownPath
				? `The endpoint does not know the path this channel uses${said}`
				: `${who} did not accept the request${said}`;
		default:
			return `${who} gave an answer this node does not understand${said}`;
	}
}

function cost(v: Verdict, scene: Scene): string {
	if (v.billed === 'no') return 'Nothing was charged.';
	if (v.billed === 'yes') return 'The job was accepted, so it is charged or reserved.';
	if (scene.jobId) return 'Whether it was charged is not known; part of the credit may have been used.';
	const found = scene.candidates?.length
		? `These jobs at the endpoint may be the one: ${scene.candidates.map((c) => c.id).join(', ')}.`
		: 'No matching job could be found at the endpoint.';
	return `It may have been charged. ${found}`;
}

function next(v: Verdict, scene: Scene): string {
	const route = scene.otherWay;
	if (v.billed === 'unknown' && !scene.jobId) {
		return "Look at the endpoint's job list before sending it again: operation 'Wait' delivers a job by its ID. 'Resubmit When Outcome Unknown' sends again without looking.";
	}
	switch (v.class) {
		case 'region':
			return v.retryable ? `Turn on Retry On Fail, or ${route}.` : `This address is refused for good: ${route}.`;
		case 'auth':
			return `Check the API key and the Base URL in the credential, or ${route}.`;
		case 'quota':
			return `Top up the account, or ${route}.`;
		case 'rate_limit':
			return v.retryable
				? `Lower 'Concurrency' or set 'Requests per Minute'${v.retryAfterMs ? ` and try again in ${seconds(v.retryAfterMs)}` : ', turn on Retry On Fail'}, or ${route}.`
				: `This address is being challenged; ${route}.`;
		case 'moderation':
			return 'Change the prompt or the picture; another channel will most likely decline it too.';
		case 'model_retired':
			return `OpenAI removed Sora 2 on 2026-09-24 and many relays followed. Pick another model from the list under 'Model', or ${route}.`;
		case 'overloaded':
			return `${v.retryAfterMs ? `Try again in ${seconds(v.retryAfterMs)}` : 'Turn on Retry On Fail'}, or ${route}.`;
		case 'job_failed':
			return v.retryable ? `Turn on Retry On Fail to have it made once more, or ${route}.` : `Change the prompt or ${route}.`;
		case 'network':
			return 'Check the Base URL in the credential, the network and the proxy of this n8n; Retry On Fail helps when it is brief.';
		case 'invalid_request':
			return scene.unknownPath
				? "Check the Base URL in the credential, and switch the option 'API Style' between 'videos' and 'generations'."
				: 'Change what it names and run the item again.';
		default:
			return `Check that the Base URL in the credential speaks this protocol, or ${route}.`;
	}
}

/** An upstream text as the end of our sentence: first letter as is, no full stop at the end. */
function sentence(text: string): string {
	return text.slice(0, 240).replace(/[.\s]+$/, '');
}

/** Milliseconds as people say them: `12 s`, `3 min`. */
export function seconds(ms: number): string {
	const s = Math.max(1, Math.round(ms / 1000));
	return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}
