import type { Verdict } from '../failure';
import type { FailureContext, ListState } from './context';
import { capitalize, formatSeconds } from './text';

/** The first sentence of a hint: whether the failure cost anything. */
export function describeCost(
	v: Verdict,
	{ jobId, candidates, list, hasEarlierLostOrder }: FailureContext,
): string {
	if (hasEarlierLostOrder)
		return 'An earlier order of this item, whose answer was lost, may have been charged.';
	if (v.billed === 'no') return 'Nothing was charged.';
	if (v.billed === 'yes') return 'The job was accepted, so it is charged or reserved.';
	if (jobId) return 'Whether it was charged is not known; part of the credit may have been used.';
	const found = candidates?.length
		? `These jobs at the endpoint may be the one: ${candidates.map((c) => c.id).join(', ')}.`
		: NO_CANDIDATES[list ?? 'read'];
	return `It may have been charged. ${found}`;
}

const NO_CANDIDATES: Record<ListState, string> = {
	read: 'No matching job could be found at the endpoint.',
	unreadable: "The endpoint's job list could not be read for a minute.",
	none: 'This endpoint has no job list to look it up in.',
};

/** The rest of a hint: what to do next. */
export function adviseNext(v: Verdict, context: FailureContext): string {
	const { jobId, model, hasEarlierLostOrder } = context;
	const or = (advice: string) => addOtherWay(advice, v, context);
	if (hasEarlierLostOrder)
		return "Look at the endpoint's job list before sending it again: the operation 'Wait' delivers a job by its ID.";
	if (v.billed === 'unknown' && !jobId)
		return `${v.detail === 'web_page' ? 'Check that the Base URL in the credential is the address of a video API. ' : ''}${context.list === 'none' ? 'Look at what your account shows' : "Look at the endpoint's job list"} before sending it again: the operation 'Wait' delivers a job by its ID. The option 'Order Again If Answer Lost' sends again without looking.`;
	switch (v.class) {
		case 'region':
			if (v.retryable) return or(adviseRetry(context));
			return `Another try from the same address will be refused as well${v.failover && context.otherNode ? `: ${nameOtherWay(v, context)}` : '; a proxy in another country helps'}.`;
		case 'auth':
			return or('Check the API key and the Base URL in the credential');
		case 'quota':
			return or('Top up the account');
		case 'budget':
			return "Raise the option 'Spending Limit (USD)', or run the rest later.";
		case 'rate_limit':
			if (!v.retryable) return or('Wait a few minutes');
			return or(
				v.detail === 'concurrency'
					? `Lower 'Concurrency', and ${adviseLater(v, context)}`
					: `Lower 'Concurrency' or set 'Requests per Minute', and ${adviseLater(v, context)}`,
			);
		case 'moderation':
			return 'Change the prompt or the picture; another channel will most likely decline it too.';
		case 'model_retired':
			return `${/sora/i.test(model || 'sora') ? 'OpenAI removed Sora 2 on 2026-09-24 and many relays followed. ' : ''}${or(model ? "Pick another model from the list under 'Model'" : 'Generate a new video with a model this endpoint still offers')}`;
		case 'overloaded':
			return or(capitalize(adviseLater(v, context)));
		case 'job_failed':
			return or(adviseOnJob(v, context));
		case 'network':
			return `Check the Base URL in the credential, the network and the proxy of this n8n${(context.settings?.retries ?? 'off') === 'off' ? '; Retry On Fail helps when it is brief' : ''}.`;
		case 'timeout':
			return "The operation 'Wait' delivers the job by its ID.";
		case 'cancelled':
			return 'Accepted jobs continue at the endpoint.';
		case 'invalid_request':
			return adviseOnRequest(v, context.channel);
		default:
			return or('Check that the Base URL in the credential is the address of a video API');
	}
}

/** Ends the advice, naming another node if that would help. */
function addOtherWay(advice: string, v: Verdict, context: FailureContext): string {
	return v.failover && context.otherNode
		? `${advice}, or ${nameOtherWay(v, context)}.`
		: `${advice}.`;
}

function nameOtherWay(v: Verdict, { otherNode, settings }: FailureContext): string {
	// A wrong key or an empty account is the same on every channel of that account.
	const node =
		v.class === 'auth' || v.class === 'quota' ? 'a node with another credential' : otherNode;
	return settings === undefined || settings.onError === 'error_output'
		? `route this output to ${node}`
		: `set On Error to 'Continue (using error output)' and route that output to ${node}`;
}

function adviseRetry({ settings }: FailureContext): string {
	if (settings?.retries === 'left') return 'Retry On Fail sends it again';
	return settings?.retries === 'used_up'
		? 'Retry On Fail has used up its tries: run the item again later'
		: 'Turn on Retry On Fail';
}

function adviseLater({ retryAfterMs }: Verdict, context: FailureContext): string {
	if (retryAfterMs) return `try again in ${formatSeconds(retryAfterMs)}`;
	return context.settings?.retries === 'used_up'
		? 'run the item again later: Retry On Fail has used up its tries'
		: context.settings?.retries === 'left'
			? 'wait for Retry On Fail'
			: 'turn on Retry On Fail';
}

/**
 * Advises after a failed job, depending on whether this item ordered it or the user named it by its
 * ID.
 */
function adviseOnJob(
	{ retryable }: Verdict,
	{ isNamedByUser, isGone, settings }: FailureContext,
): string {
	if (retryable) {
		if (settings?.retries === 'left') return 'Retry On Fail orders it again';
		if (settings?.retries !== 'used_up') return 'Turn on Retry On Fail to order it again';
		return 'Run the item once more to order it again';
	}
	if (isNamedByUser) return "This operation does not order it again: 'Generate' orders a new one";
	return isGone
		? 'Run the item again to order, and pay for, a new video'
		: 'Change the prompt and run the item again';
}

/** Parameters as endpoints name them, and the node's fields they are written from. */
const FIELDS: ReadonlyArray<[param: RegExp, field: string]> = [
	[/^(seconds|duration|duration_seconds|n_seconds|video_length)$/, 'Duration (Seconds)'],
	[/^(size|width|height)$/, "Resolution' or 'Aspect Ratio"],
	[/^(resolution|quality)$/, 'Resolution'],
	[/^(aspect_?ratio|ratio|orientation)$/i, 'Aspect Ratio'],
	[/^(model|model_name|model_id|engine)$/, 'Model'],
	[/^(prompt|text|input)$/, 'Prompt'],
	[/^(input_reference|image|image_url|first_frame|frame_images)\b/, 'Start Image (Field or URL)'],
	[/^(last_frame|end_image)\b/, 'End Image (Field or URL)'],
	[/^(input_references|reference_images)\b/, 'Reference Images (Fields or URLs)'],
	[/^negative_?prompt$/i, 'Negative Prompt'],
	[/^seed$/, 'Seed'],
	[/^(generate_audio|audio)$/, 'Generate Audio'],
	[/^callback_url$/, 'Callback URL'],
	[/^(video_?id|task_?id|id|video)$/, 'Video ID'],
];

/** Returns the label of the field an endpoint's parameter is written from. */
function getFieldLabel(param: string | undefined): string | undefined {
	const name = param?.replace(/^(body|json|form)\./, '').replace(/[.[].*$/, '');
	return name === undefined ? undefined : FIELDS.find(([known]) => known.test(name))?.[1];
}

/** Says what to change after a refused request. */
function adviseOnRequest(
	{ detail, param, upstreamMessage, httpStatus }: Verdict,
	channel: string | undefined,
): string {
	if (httpStatus === 413) return 'Use smaller pictures and run the item again.';
	switch (detail) {
		case 'unknown_path':
			return `Check the Base URL in the credential${/^(openRouter|xai|gemini)$/.test(channel ?? '') ? ', and whether the endpoint offers this operation' : ", and switch the option 'API Style' between 'videos' and 'generations'"}.`;
		case 'web_page':
			return 'Check the Base URL in the credential: it has to be the address of the API, not of a website.';
		case 'unknown_job':
			return "Check 'Video ID', the channel and the credential.";
		case 'seconds_type':
			return "Switch the option 'Seconds As' between text and number and run the item again.";
		case 'wants_form':
		case 'body_format':
			return "Switch the option 'Body Format' between JSON and multipart and run the item again.";
		default: {
			const field = getFieldLabel(param);
			if (field) return `Change '${field}' and run the item again.`;
			return upstreamMessage
				? 'Change what it names and run the item again.'
				: "Compare the fields of this node with what the endpoint's documentation allows and run the item again.";
		}
	}
}
