import type { Verdict } from '../errors/failure';
import type { ApiRequest } from '../protocols/protocol';
import type { TooMuch } from './limits/gate';
import type { HttpResponse } from './ports';

/** What a refusal is about that decides what to do next: the path, the form of the body, or which limit. */

/** Words for something that was looked for under a path that is known. */
const THING =
	/\b(ids?|models?|videos?|tasks?|jobs?|files?|images?|pictures?|deployments?|accounts?|users?|projects?|organi[sz]ations?|characters?|assets?|voices?)\b|模型|任务|视频|文件|账号|用户/i;
const THING_CODE =
	/(video|task|job|file|model|image|deployment|account|user|asset)s?[_-]?(is[_-]?)?not[_-]?(found|exist)/i;

/** Whether a refusal says that the endpoint does not know the path: a 404 or 405 without a word about an ID or a model. */
export function isUnknownPath({
	class: cls,
	httpStatus,
	code = '',
	upstreamMessage = '',
}: Verdict): boolean {
	if (cls !== 'invalid_request' || (httpStatus !== 404 && httpStatus !== 405)) return false;
	if (httpStatus === 405) return true;
	// Paths are no words: `Invalid URL (POST /v1/videos/generations)`.
	const words = upstreamMessage.replace(/\S*\/\S*/g, ' ');
	return !THING_CODE.test(code) && !THING.test(words);
}

/** Whether an endpoint refused a body for being JSON: it names forms, or misses a field that was in it. */
export function wantsForm({ status, text }: HttpResponse, { json }: ApiRequest): boolean {
	if (json === undefined || ![400, 415, 422].includes(status)) return false;
	const said = text.slice(0, 4096);
	if (/multipart|form-?data/i.test(said)) return true;
	if (status === 415) return !/application\/json/i.test(said);
	const missing =
		/field required|missing required|missing field|(is|are) required|cannot be empty|不能为空/i.test(
			said,
		);
	return missing && /\bprompt\b/i.test(said) && Boolean(json.prompt);
}

/** Which limit a 429 complains of, where its words say so. */
export function tooMuch({ code = '', upstreamMessage = '' }: Verdict): TooMuch | undefined {
	const said = `${code} ${upstreamMessage}`;
	if (
		/concurren|(jobs|tasks|generations|videos)[^.]{0,30}(at once|at the same time|in progress|running|pending|queued)|(running|pending|active|unfinished) (jobs|tasks|generations|videos)|并发/i.test(
			said,
		)
	)
		return 'jobs';
	return /(requests|calls)[^.]{0,20}(per|a|\/) ?(second|sec|minute|min|hour)|\brpm\b|per[- ]min|频率|过于频繁/i.test(
		said,
	)
		? 'requests'
		: undefined;
}
