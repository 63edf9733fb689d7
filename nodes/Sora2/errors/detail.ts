import type { Detail, FailureClass } from './failure';
import type { Signals } from './signals';

/** What `readDetail` needs in addition to the signals. */
interface Refused {
	class: FailureClass;
	status?: number;
	code?: string;
	/** The human-readable text, without quotes and addresses. */
	words: string;
}

/** Nouns for a resource that was not found, as opposed to an unknown path. */
const THING =
	/\b(ids?|models?|videos?|tasks?|jobs?|files?|images?|pictures?|deployments?|accounts?|users?|projects?|organi[sz]ations?|characters?|assets?|voices?)\b|模型|任务|视频|文件|账号|用户/i;
const THING_CODE =
	/(video|task|job|file|model|image|deployment|account|user|asset)s?[_-]?(is[_-]?)?not[_-]?(found|exist)/i;
const UNKNOWN_JOB_CODE = /(video|task|job)s?[_-]?(is[_-]?)?not[_-]?(found|exist)/i;

const CONCURRENCY =
	/concurren|(jobs|tasks|generations|videos)[^.]{0,30}(at once|at the same time|in progress|running|pending|queued)|(running|pending|active|unfinished) (jobs|tasks|generations|videos)|并发/i;
const REQUESTS =
	/(requests|calls)[^.]{0,20}(per|a|\/) ?(second|sec|minute|min|hour)|\brpm\b|per[- ]min|频率|过于频繁/i;

const FORM = /multipart|form-?data/i;
const MISSING =
	/field required|missing required|missing field|(is|are) required|cannot be empty|不能为空/i;
const REMOVED =
	/no longer|retired|deprecated|decommissioned|discontinued|shut ?down|sunset|been removed|end[ -]of[ -](its )?life|已?下线|已下線|下架|停用/i;
const PAUSED = /paused|temporarily|暂停/i;

/** Reads what a refusal is about, if that affects what to do next. */
export function readDetail(refused: Refused, signals: Signals): Detail | undefined {
	const { class: cls, status, code = '', words } = refused;
	const onlyPages = signals.messages.length > 0 && signals.messages.every((m) => m.page);
	// A proxy reports a body that is too large with its own page.
	const isTooLarge = status === 413;
	if (
		onlyPages &&
		!isTooLarge &&
		!signals.structured &&
		(cls === 'unknown' || cls === 'invalid_request')
	)
		return 'web_page';
	switch (cls) {
		case 'rate_limit': {
			const text = `${code} ${words}`;
			if (CONCURRENCY.test(text)) return 'concurrency';
			return REQUESTS.test(text) ? 'requests' : undefined;
		}
		case 'model_retired':
			if (REMOVED.test(`${code} ${words}`) || status === 410) return 'model_removed';
			return PAUSED.test(words) ? 'model_paused' : undefined;
		case 'invalid_request':
			return readRequestDetail(refused, signals);
		default:
			return undefined;
	}
}

function readRequestDetail(
	{ status, code = '', words }: Refused,
	{ params }: Signals,
): Detail | undefined {
	if (UNKNOWN_JOB_CODE.test(code)) return 'unknown_job';
	if (status === 405) return 'unknown_path';
	// Ignore paths, which may contain these nouns: `Invalid URL (POST /v1/videos/generations)`.
	const isNamed = THING_CODE.test(code) || THING.test(words.replace(/\S*\/\S*/g, ' '));
	if (status === 404 || status === 410) return isNamed ? 'unknown_job' : 'unknown_path';
	if (status === undefined || ![400, 415, 422].includes(status)) return undefined;
	if (FORM.test(words)) return 'wants_form';
	if (status === 415) return /application\/json/i.test(words) ? 'body_format' : 'wants_form';
	if (MISSING.test(words) && (/\bprompt\b/i.test(words) || params.includes('prompt')))
		return 'wants_form';
	if (
		(/\bseconds\b/i.test(words) || params.includes('seconds')) &&
		/\bi32\b|integer|expected a? ?(string|number)|valid (string|number)|invalid type/i.test(words)
	)
		return 'seconds_type';
	return /content[- ]type/i.test(words) ? 'body_format' : undefined;
}
