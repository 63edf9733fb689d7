/* Which keys of an error body hold which signal, in lower case without `_` and `-`. */

export const CODE_KEYS = new Set([
	'code',
	'type',
	'errorcode',
	'errcode',
	'errortype',
	'failcode',
	'subcode',
	'reason',
	'status',
	'blockreason',
	'error',
	'name',
	'exception',
]);
export const MESSAGE_KEYS = new Set([
	'message',
	'msg',
	'error',
	'errors',
	'err',
	'detail',
	'faultstring',
	'details',
	'errormessage',
	'errormsg',
	'errmsg',
	'errordescription',
	'failreason',
	'failurereason',
	'failmsg',
	'failmessage',
	'statusmsg',
	'statusmessage',
	'raw',
	'cause',
	'title',
	'description',
	'reason',
]);
export const MINOR_KEYS = new Set(['title', 'description', 'reason', 'cause']);
export const NUMBER_KEYS = new Set([
	'code',
	'errno',
	'retcode',
	'returncode',
	'resultcode',
	'status',
	'statuscode',
	'errorcode',
	'errcode',
	'failcode',
	'httpstatus',
	'httpcode',
	'error',
]);
export const PARAM_KEYS = new Set(['param', 'country', 'countrycode']);
export const REQUEST_ID_KEYS = new Set(['requestid', 'xrequestid', 'traceid', 'rayid']);
/**
 * Keys that echo the request, or hold details for the endpoint's developers. Their values are
 * ignored.
 */
export const ECHO_KEYS = new Set([
	'prompt',
	'negativeprompt',
	'input',
	'inputs',
	'inputreference',
	'request',
	'requestbody',
	'ctx',
	'loc',
	'url',
	'stack',
	'stacktrace',
	'traceback',
	'trace',
	'curl',
]);
/** Pydantic error types whose text comes from the server's author and may be about anything. */
export const CUSTOM_CHECK =
	/^(value_error|assertion_error|custom)|time_?out|service|server|internal/;

/** Keys for a job's ID. A bare `id` counts only if the object around it looks like a job. */
export const JOB_ID_KEYS = new Set([
	'taskid',
	'jobid',
	'videoid',
	'generationid',
	'predictionid',
	'operationid',
	'renderid',
	'inferenceid',
]);
