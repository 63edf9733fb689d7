/* What is read under which key of an error body. Keys are in lower case, without `_` and `-`. */

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
/** What an endpoint repeats of the request, and what is for its developers. Nothing in there is said to us. */
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
/** Pydantic's types of errors whose text the server's author wrote: they may be about anything. */
export const CUSTOM_CHECK = /^(value_error|assertion_error|custom)/;

/** Where endpoints put the ID of a job; a bare `id` is one where the object around it looks like a job. */
export const JOB_ID_KEYS = new Set([
	'taskid',
	'jobid',
	'videoid',
	'generationid',
	'predictionid',
	'operationid',
	'renderid',
]);
