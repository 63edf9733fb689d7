import { formatCountry } from './country';
import { withoutEmpty, type Attempt, type Candidate, type Failure, type Verdict } from './failure';

/** What surrounds a verdict when it is put into words. */
export interface FailureContext {
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
	/** The job was named by its ID, not ordered by this item. */
	given?: boolean;
	/** The endpoint says of the job that it is no more. */
	gone?: boolean;
}

/**
 * Puts a verdict into a failure: one sentence for what happened, one for whether it cost anything and
 * what to do next. Read aloud, both make sense to somebody who never saw the code.
 */
export function toFailure(verdict: Verdict, scene: FailureContext): Failure {
	return withoutEmpty({
		message: what(verdict, scene),
		hint:
			verdict.class === 'cancelled'
				? next(verdict, scene)
				: `${cost(verdict, scene)} ${next(verdict, scene)}`,
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

function what(v: Verdict, scene: FailureContext): string {
	const { channelName: who, model } = scene;
	const said = v.upstreamMessage ? ended(v.upstreamMessage) : '';
	if (v.billed === 'unknown' && !scene.jobId) {
		return `The request reached ${who}, but its answer was lost (${loss(v)}): whether a job was started is unknown`;
	}
	switch (v.class) {
		case 'region':
			return v.country
				? `${who} refused the request: it was taken to come from ${formatCountry(v.country)}, where Sora is not offered`
				: `${who} refused the request because of the region it was taken to come from${said}`;
		case 'auth':
			return v.httpStatus === 403
				? `${who} does not let this API key do that${said}`
				: `${who} did not accept the API key${said}`;
		case 'quota':
			return `The account on ${who} has no credit or quota left${said}`;
		case 'rate_limit':
			return v.retryable
				? `${who} is receiving requests faster than this account may send them${said}`
				: `${who} is holding back requests from this network address${said}`;
		case 'moderation':
			return `${who} declined the prompt or the picture under its content rules${said}`;
		case 'model_retired':
			return `${who} no longer offers the model${model ? ` '${model}'` : ''}${said}`;
		case 'overloaded':
			return `${who} is overloaded or briefly out of service${said}`;
		case 'job_failed':
			if (scene.gone && scene.jobId) return `${who} no longer has job ${scene.jobId}${said}`;
			return `${who} accepted ${scene.jobId ? `job ${scene.jobId}` : 'the job'} but could not finish it${said}`;
		case 'network':
			return `${who} could not be reached${said}`;
		case 'timeout':
			return `${who} has not delivered the video in time${said}`;
		case 'cancelled':
			return 'The execution was canceled';
		case 'invalid_request':
			return scene.unknownPath
				? `${who} does not know the path this node used${said}`
				: `${who} did not accept the request${said}`;
		default:
			return `${who} gave an answer this node does not understand${said}`;
	}
}

/** Why nobody knows what became of a request, in brackets. */
function loss(v: Verdict): string {
	if (v.httpStatus) return `HTTP ${v.httpStatus} without a readable answer`;
	return v.class === 'timeout' || /TIMEDOUT|TIMEOUT|ECONNABORTED/.test(v.code ?? '')
		? 'no answer in time'
		: 'the connection broke';
}

function cost(v: Verdict, scene: FailureContext): string {
	if (v.billed === 'no') return 'Nothing was charged.';
	if (v.billed === 'yes') return 'The job was accepted, so it is charged or reserved.';
	if (scene.jobId)
		return 'Whether it was charged is not known; part of the credit may have been used.';
	const found = scene.candidates?.length
		? `These jobs at the endpoint may be the one: ${scene.candidates.map((c) => c.id).join(', ')}.`
		: 'No matching job could be found at the endpoint.';
	return `It may have been charged. ${found}`;
}

function next(v: Verdict, scene: FailureContext): string {
	const otherWay = v.failover ? scene.otherWay : '';
	const or = (advice: string) => (otherWay ? `${advice}, or ${otherWay}.` : `${advice}.`);
	if (v.billed === 'unknown' && !scene.jobId) {
		return "Look at the endpoint's job list before sending it again: the operation 'Wait' delivers a job by its ID. The option 'Resubmit When Outcome Unknown' sends again without looking.";
	}
	switch (v.class) {
		case 'region':
			if (v.retryable) return or('Turn on Retry On Fail');
			return `Another try from the same address will be refused as well${otherWay ? `: ${otherWay}` : '; a proxy in another country helps'}.`;
		case 'auth':
			return or('Check the API key and the Base URL in the credential');
		case 'quota':
			return or('Top up the account');
		case 'rate_limit':
			return v.retryable
				? or(`Lower 'Concurrency' or set 'Requests per Minute', and ${again(v)}`)
				: or('Leave it alone for some minutes');
		case 'moderation':
			return 'Change the prompt or the picture; another channel will most likely decline it too.';
		case 'model_retired':
			return `${/sora/i.test(scene.model || 'sora') ? 'OpenAI removed Sora 2 on 2026-09-24 and many relays followed. ' : ''}${or(scene.model ? "Pick another model from the list under 'Model'" : 'Generate a new video with a model this endpoint still offers')}`;
		case 'overloaded':
			return or(capital(again(v)));
		case 'job_failed':
			return or(jobAdvice(v, scene));
		case 'network':
			return 'Check the Base URL in the credential, the network and the proxy of this n8n; Retry On Fail helps when it is brief.';
		case 'timeout':
			return "The operation 'Wait' delivers the job by its ID.";
		case 'cancelled':
			return 'Jobs that were accepted go on at the endpoint.';
		case 'invalid_request':
			return scene.unknownPath
				? "Check the Base URL in the credential, and switch the option 'API Style' between 'videos' and 'generations'."
				: `${dialect(v)} and run the item again.`;
		default:
			return or('Check that the Base URL in the credential is the address of a video API');
	}
}

/** What helps after a failed job, where it was ordered here, and where it is only known by its ID. */
function jobAdvice({ retryable }: Verdict, { given, gone }: FailureContext): string {
	if (retryable) return 'Turn on Retry On Fail to have it made once more';
	if (given) return "It is not made anew here: the operation 'Generate' orders another one";
	return gone
		? 'Run the item again to have it made, and paid for, anew'
		: 'Change the prompt and run the item again';
}

/** What to change after a refused request: the option that sets this endpoint's dialect, where the words point at it. */
function dialect({ upstreamMessage: said = '', httpStatus }: Verdict): string {
	if (
		/\bseconds\b/i.test(said) &&
		/\bi32\b|integer|expected a? ?(string|number)|valid (string|number)|invalid type/i.test(said)
	)
		return "Switch the option 'Seconds As' between text and number";
	if (httpStatus === 415 || /multipart|form-data|content[- ]type/i.test(said))
		return "Switch the option 'Body Format' between JSON and multipart";
	return said
		? 'Change what it names'
		: "Compare the fields of this node with what the endpoint's documentation allows";
}

function again(v: Verdict): string {
	return v.retryAfterMs ? `try again in ${formatSeconds(v.retryAfterMs)}` : 'turn on Retry On Fail';
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An upstream text as the end of our sentence: after a colon, no longer than a line or two, no full stop at the end. */
function ended(text: string): string {
	const cut = text.length > 240 ? `${text.slice(0, 240).replace(/\s+\S{0,40}$/, '')} …` : text;
	return `: ${cut.replace(/[.。,;:\s]+$/, '')}`;
}

/** Milliseconds as people say them: `12 s`, `3 min`. */
export function formatSeconds(ms: number): string {
	const s = Math.max(1, Math.round(ms / 1000));
	return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}
