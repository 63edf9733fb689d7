import '../support/repair';
import { classify } from '../../../nodes/Sora2/errors/classify';
import type { Verdict } from '../../../nodes/Sora2/errors/failure';

/*
 * Refusals that are not among the samples: what the atlas describes, what gateways are known to send, and
 * stacks of them. Each line: what it is, HTTP status, body, what must be read from it.
 */
type Case = [name: string, status: number, body: unknown, expected: Partial<Verdict>];

const REGION = {
	class: 'region',
	code: 'unsupported_country_code',
	country: 'MM',
	retryable: true,
	failover: true,
	billed: 'no',
	upstreamMessage: 'Sora is not available in your country',
} as const;
const CORE = {
	error: {
		code: 'unsupported_country_code',
		message: 'Sora is not available in your country',
		param: 'MM',
		type: 'invalid_request_error',
	},
};
const CORE_TEXT = JSON.stringify(CORE);
const PYTHON =
	"{'error': {'code': 'unsupported_country_code', 'message': 'Sora is not available in your country', 'param': 'MM', 'type': 'invalid_request_error', 'inner': None, 'final': True}}";

const REGIONS: Case[] = [
	['in an array, as some proxies of Google', 400, [CORE], REGION],
	[
		'a Python repr after the words of the OpenAI SDK',
		403,
		{ detail: `Error code: 403 - ${PYTHON}` },
		REGION,
	],
	['a Python repr as plain text', 500, `Error code: 403 - ${PYTHON}`, REGION],
	[
		'a Python repr inside the arguments of an exception',
		500,
		{ error: { message: `PermissionDeniedError("Error code: 403 - ${PYTHON}")`, code: '500' } },
		REGION,
	],
	['Python bytes', 502, { error: `Upstream said b'${CORE_TEXT}'` }, REGION],
	[
		'JSON escaped once',
		500,
		{ message: `upstream: ${JSON.stringify(CORE_TEXT)}`, code: 'upstream_error' },
		REGION,
	],
	[
		'JSON escaped twice',
		500,
		{ message: `upstream: ${JSON.stringify(JSON.stringify(CORE_TEXT))}`, code: 'upstream_error' },
		REGION,
	],
	[
		'escaped JSON that was never unescaped, with words after it',
		400,
		`{"error": "failed: {\\\\\\"error\\\\\\": {\\\\\\"code\\\\\\": \\\\\\"unsupported_country_code\\\\\\", \\\\\\"message\\\\\\": \\\\\\"Sora is not available in your country\\\\\\", \\\\\\"param\\\\\\": \\\\\\"MM\\\\\\"}} (giving up)"}`,
		REGION,
	],
	['the whole body as a JSON string', 200, JSON.stringify(CORE_TEXT), REGION],
	[
		'new-api in front of LiteLLM in front of OpenAI',
		403,
		{
			code: 'fail_to_fetch_task',
			message: JSON.stringify({
				error: {
					message: `litellm.PermissionDeniedError: OpenAIException - ${CORE_TEXT}. Received Model Group=sora-2\nAvailable Model Group Fallbacks=None LiteLLM Retried: 1 times, LiteLLM Max Retries: 2`,
					type: null,
					param: null,
					code: '403',
				},
			}),
			data: null,
		},
		REGION,
	],
	[
		'new-api in front of new-api',
		400,
		{
			code: 'fail_to_fetch_task',
			message: JSON.stringify({ code: 'fail_to_fetch_task', message: CORE_TEXT, data: null }),
			data: null,
		},
		REGION,
	],
	[
		'an OpenRouter provider error',
		400,
		{
			error: {
				code: 400,
				message: 'Provider returned error',
				metadata: { raw: CORE_TEXT, provider_name: 'OpenAI' },
			},
		},
		REGION,
	],
	['server-sent events with a name', 200, `event: error\ndata: ${CORE_TEXT}\n\n`, REGION],
	[
		'server-sent events after progress',
		200,
		`: ping\n\n${'data: {"choices":[{"delta":{"content":"10%"}}]}\n\n'.repeat(40)}data: ${CORE_TEXT}\n\ndata: [DONE]\n\n`,
		REGION,
	],
	[
		'an event whose data has several lines',
		200,
		`event: error\r\n${JSON.stringify(CORE, null, 2)
			.split('\n')
			.map((l) => `data: ${l}`)
			.join('\r\n')}\r\n\r\n`,
		REGION,
	],
	[
		'a sora2api prefix',
		500,
		{ error: { message: `API request failed: 400 - ${CORE_TEXT}`, type: 'server_error' } },
		REGION,
	],
	[
		'an envelope cut off in the middle',
		400,
		`{"error":{"code":"unsupported_country_code","param":"MM","message":"Sora is not available in your country","type":"inval`,
		REGION,
	],
	[
		'a brace inside the message',
		400,
		{
			code: 'x',
			message: `got } and { then ${JSON.stringify({ error: { ...CORE.error, hint: 'use } here' } })}`,
		},
		REGION,
	],
	['quotes escaped for HTML', 400, { detail: CORE_TEXT.replaceAll('"', '&quot;') }, REGION],
	['errors as a list', 400, { errors: [CORE.error] }, REGION],
	[
		'in `data`, next to a message',
		400,
		{ message: 'Sora is not available in your country', data: CORE },
		REGION,
	],
	[
		'with a status code in front',
		400,
		{ status_code: 400, error: { ...CORE.error, type: 'shell_api_error' } },
		REGION,
	],
	[
		'other capitals',
		400,
		{
			Error: {
				Code: 'UnsupportedCountryCode',
				Message: 'Sora is not available in your country',
				Param: 'mm',
			},
		},
		{ ...REGION, code: 'UnsupportedCountryCode' },
	],
	['a byte order mark', 400, `\ufeff${CORE_TEXT}`, REGION],
	['pretty-printed', 400, JSON.stringify(CORE, null, '\t'), REGION],
	[
		'only words',
		400,
		{ error: { message: 'Sora is not available in your country' } },
		{ class: 'region', retryable: true, code: undefined },
	],
	[
		'only words, with an apostrophe',
		400,
		{ error: { message: "This model isn't available in your country yet." } },
		{ class: 'region', retryable: true },
	],
	[
		'only the code, in words',
		400,
		{ message: 'request rejected (unsupported_country_code)', code: 'fail' },
		{ class: 'region', retryable: true, code: 'unsupported_country_code' },
	],
	['a HTTP status that says nothing', 200, CORE, REGION],
	['a HTTP status that lies', 429, CORE, REGION],
	[
		'Google',
		400,
		{
			error: {
				code: 400,
				status: 'FAILED_PRECONDITION',
				message: 'User location is not supported for the API use.',
				details: [
					{
						'@type': 'type.googleapis.com/google.rpc.DebugInfo',
						detail: '[ORIGINAL ERROR] generic::failed_precondition',
					},
				],
			},
		},
		{ class: 'region', retryable: false, failover: true },
	],
	[
		'OpenAI platform through LiteLLM',
		403,
		{
			error: {
				message:
					"litellm.PermissionDeniedError: OpenAIException - Error code: 403 - {'error': {'code': 'unsupported_country_region_territory', 'message': 'Country, region, or territory not supported', 'param': None, 'type': 'request_forbidden'}}",
				type: null,
				param: null,
				code: '403',
			},
		},
		{
			class: 'region',
			code: 'unsupported_country_region_territory',
			retryable: false,
			failover: true,
			upstreamMessage: 'Country, region, or territory not supported',
		},
	],
	[
		'Anthropic through a relay',
		403,
		{ error: { message: 'Request not allowed (request id: 20261122)', type: 'new_api_error' } },
		{ class: 'region', retryable: false, requestId: '20261122' },
	],
	[
		'Cloudflare 1009',
		403,
		'<!DOCTYPE html><html><head><title>Access denied | api.example.com used Cloudflare to restrict access</title><style>body{color:red}</style></head><body><h1><span>Error</span> <span>1009</span></h1><p>The owner of this website (api.example.com) has banned the country or region your IP address is in (MM) from accessing this website.</p></body></html>',
		{ class: 'region', country: 'MM', retryable: false, failover: true, billed: 'no' },
	],
	['Cloudflare 1020 as text', 403, 'error code: 1020', { class: 'region', retryable: false }],
	[
		'in Chinese',
		403,
		{ error: { message: '您所在的地区不支持使用该服务 (request id: 1)' } },
		{ class: 'region', retryable: false },
	],
];

const QUOTA: Case[] = [
	[
		'exhausted, as a 429 with the words of a rate limit',
		429,
		{
			error: {
				message: 'Rate limit: you exceeded your current quota',
				type: 'insufficient_quota',
				code: 'insufficient_quota',
			},
		},
		{ class: 'quota', retryable: false, failover: true },
	],
	[
		'the same through LiteLLM without JSON',
		429,
		{
			error: {
				message:
					'litellm.RateLimitError: RateLimitError: OpenAIException - You exceeded your current quota, please check your plan and billing details.',
				type: 'throttling_error',
				param: null,
				code: '429',
			},
		},
		{
			class: 'quota',
			retryable: false,
			upstreamMessage:
				'You exceeded your current quota, please check your plan and billing details.',
		},
	],
	[
		'a type only, and generic',
		429,
		{
			error: {
				type: 'rate_limit_error',
				message: 'Your credit balance is too low to access the API.',
			},
		},
		{ class: 'quota' },
	],
	[
		'new-api, pre-charge',
		403,
		{
			code: 'pre_consume_token_quota_failed',
			message: '预扣费额度失败, 用户剩余额度: ＄0.00, 需要预扣费额度: ＄0.30',
			data: null,
		},
		{ class: 'quota', code: 'pre_consume_token_quota_failed' },
	],
	[
		'the hard limit, at 400',
		400,
		{
			error: {
				code: 'billing_hard_limit_reached',
				message: 'Billing hard limit has been reached',
				type: 'invalid_request_error',
			},
		},
		{ class: 'quota' },
	],
	[
		'problem+json with a telling type',
		403,
		{
			type: 'https://example.com/probs/out-of-credit',
			title: 'You do not have enough credit.',
			detail: 'Your current balance is 30, but that costs 50.',
			status: 403,
		},
		{
			class: 'quota',
			code: 'out-of-credit',
			upstreamMessage: 'Your current balance is 30, but that costs 50.',
		},
	],
	[
		'kie, at HTTP 200',
		200,
		{ code: 402, msg: 'Insufficient credits', data: null },
		{ class: 'quota', billed: 'no' },
	],
	[
		'AIMLAPI, as 403',
		403,
		{
			message:
				"You've run out of credits. Please top up your balance or update your payment method",
			path: '/v2/video/generations',
			requestId: 'abc-123-xyz',
			statusCode: 403,
			timestamp: '2026-11-22T00:00:00Z',
		},
		{ class: 'quota', requestId: 'abc-123-xyz' },
	],
	['a number only', 200, { code: 402, msg: 'no' }, { class: 'quota' }],
];

const MODEL: Case[] = [
	[
		'new-api, Chinese, 503',
		503,
		{
			error: {
				message: '当前分组 default 下对于模型 sora-2 无可用渠道',
				type: 'new_api_error',
				code: '',
			},
		},
		{ class: 'model_retired', retryable: false, failover: true },
	],
	[
		'a dot in the name',
		404,
		{ error: { message: 'The model `wan2.2-t2v` does not exist', code: 404 } },
		{ class: 'model_retired' },
	],
	[
		'400 with words',
		400,
		{ error: { message: 'openai/sora-2 is not a valid model ID', code: 400 } },
		{ class: 'model_retired' },
	],
	['410 without words', 410, '', { class: 'model_retired' }],
	[
		'410 with an envelope',
		410,
		{ error: { message: 'Gone', code: 410 } },
		{ class: 'model_retired' },
	],
	[
		'shut down',
		400,
		{
			error: {
				message: 'Sora 2 has been shut down on September 24, 2026.',
				type: 'invalid_request_error',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'the Videos API',
		404,
		{ error: { message: 'The Videos API has been deprecated and removed.' } },
		{ class: 'model_retired' },
	],
	[
		'LiteLLM',
		400,
		{
			error: {
				message:
					'/videos: Invalid model name passed in model=sora-2. Call `/v1/models` to view available models for your key.',
				type: 'invalid_request_error',
				param: null,
				code: '400',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'new-api passing on OpenAI’s 404',
		404,
		{
			code: 'fail_to_fetch_task',
			message: JSON.stringify({
				error: {
					message: 'The model `sora-2` does not exist or you do not have access to it.',
					type: 'invalid_request_error',
					param: null,
					code: 'model_not_found',
				},
			}),
			data: null,
		},
		{
			class: 'model_retired',
			code: 'model_not_found',
			upstreamMessage: 'The model `sora-2` does not exist or you do not have access to it.',
		},
	],
	[
		'Volcengine',
		404,
		{
			error: {
				code: 'InvalidEndpointOrModel.NotFound',
				message: 'The model or endpoint x does not exist',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'503 with a code',
		503,
		{ error: { code: 'model_not_found', message: '' } },
		{ class: 'model_retired', retryable: false },
	],
	[
		'not a model that is back in a moment',
		503,
		{ error: { message: 'The model is temporarily not available, please try again later' } },
		{ class: 'overloaded', retryable: true },
	],
];

const MODERATION: Case[] = [
	[
		'Azure',
		400,
		{
			error: {
				code: 'content_filter',
				message:
					"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
				param: 'prompt',
				type: null,
				status: 400,
				innererror: {
					code: 'ResponsibleAIPolicyViolation',
					content_filter_result: { hate: { filtered: true, severity: 'high' } },
				},
			},
		},
		{
			class: 'moderation',
			code: 'content_filter',
			failover: false,
			retryable: false,
			billed: 'no',
		},
	],
	[
		'a policy in a sentence',
		400,
		{ error: { message: 'Your prompt "a b c" violates our content policy.' } },
		{ class: 'moderation' },
	],
	[
		'invalid_prompt, which OpenAI uses for it',
		400,
		{
			error: {
				code: 'invalid_prompt',
				message:
					'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
			},
		},
		{ class: 'moderation' },
	],
	['WaveSpeed', 200, { code: 1200, status: 'error', error: 'refused' }, { class: 'moderation' }],
	['kie 451', 200, { code: 451, msg: 'no', data: null }, { class: 'moderation' }],
	[
		'minor detected',
		400,
		{ error: { message: 'A minor was detected in the uploaded image.', type: 'shell_api_error' } },
		{ class: 'moderation' },
	],
	[
		'celebrity',
		400,
		{ error: { message: 'The prompt appears to depict a celebrity.' } },
		{ class: 'moderation' },
	],
	[
		'Google',
		400,
		{
			error: {
				code: 400,
				status: 'INVALID_ARGUMENT',
				message:
					'The prompt could not be submitted. This prompt contains sensitive words that violate Google’s Responsible AI practices.',
			},
		},
		{ class: 'moderation' },
	],
	[
		'in Chinese',
		400,
		{ code: 'fail_to_fetch_task', message: '提示词包含敏感内容', data: null },
		{ class: 'moderation' },
	],
	[
		'LiteLLM',
		400,
		{
			error: {
				message:
					'litellm.ContentPolicyViolationError: litellm.BadRequestError: AzureException - refused',
				type: null,
				param: null,
				code: '400',
			},
		},
		{ class: 'moderation' },
	],
	[
		'FastAPI, a check of the server’s own',
		422,
		{
			detail: [
				{
					type: 'value_error',
					loc: ['body', 'prompt'],
					msg: 'Value error, the prompt violates the content policy',
				},
			],
		},
		{ class: 'moderation' },
	],
];

const AUTH: Case[] = [
	['403 without a word', 403, '', { class: 'auth', retryable: false, failover: true }],
	['403 with an empty object', 403, {}, { class: 'auth' }],
	['Forbidden', 403, { detail: 'Forbidden' }, { class: 'auth' }],
	[
		'organisation not verified',
		403,
		{
			error: {
				message: 'Your organization must be verified to use the model `sora-2`.',
				type: 'invalid_request_error',
				code: null,
			},
		},
		{ class: 'auth' },
	],
	[
		'Google',
		400,
		{
			error: {
				code: 400,
				status: 'INVALID_ARGUMENT',
				message: 'API key not valid. Please pass a valid API key.',
				details: [{ '@type': 't', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
			},
		},
		{
			class: 'auth',
			code: 'API_KEY_INVALID',
			upstreamMessage: 'API key not valid. Please pass a valid API key.',
		},
	],
	['the number of an envelope', 200, { code: 401, msg: 'no' }, { class: 'auth', billed: 'no' }],
	[
		'XML',
		403,
		'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
		{ class: 'auth', code: 'AccessDenied' },
	],
	[
		'Amazon',
		403,
		{
			__type: 'com.amazon.coral#UnrecognizedClientException',
			message: 'The security token included in the request is invalid.',
		},
		{ class: 'auth', code: 'UnrecognizedClientException' },
	],
	[
		'new-api',
		401,
		{ error: { message: '该令牌已过期 (request id: 2026112212345)', type: 'new_api_error' } },
		{ class: 'auth', upstreamMessage: '该令牌已过期' },
	],
];

const RATE: Case[] = [
	[
		'nginx',
		429,
		'<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many Requests</h1></center><hr><center>nginx</center></body></html>',
		{ class: 'rate_limit', retryable: true, billed: 'no' },
	],
	['429 without a word', 429, '', { class: 'rate_limit', retryable: true }],
	[
		'Google, per minute',
		429,
		{
			error: {
				code: 429,
				status: 'RESOURCE_EXHAUSTED',
				message:
					"Quota exceeded for quota metric 'Generate requests' and limit 'Generate requests per minute'",
			},
		},
		{ class: 'rate_limit', retryable: true },
	],
	[
		'Amazon',
		400,
		{ __type: 'ThrottlingException', Message: 'Rate exceeded' },
		{ class: 'rate_limit', code: 'ThrottlingException' },
	],
	[
		'Cloudflare’s challenge',
		403,
		'<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>',
		{ class: 'rate_limit', retryable: false, failover: true, billed: 'no' },
	],
	['Cloudflare 1015', 429, 'error code: 1015', { class: 'rate_limit', retryable: true }],
	['at HTTP 200', 200, { code: 429, msg: 'no' }, { class: 'rate_limit' }],
	['in Chinese', 400, { error: { message: '请求过于频繁' } }, { class: 'rate_limit' }],
];

const OVERLOADED: Case[] = [
	[
		'Cloudflare 502 with an envelope',
		502,
		{ error: { message: 'Bad gateway', code: 502 } },
		{ class: 'overloaded', billed: 'unknown', retryable: false, failover: false },
	],
	[
		'503 page',
		503,
		'<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>',
		{ class: 'overloaded', billed: 'no', retryable: true },
	],
	[
		'500 that calls itself an invalid request',
		500,
		{ error: { type: 'invalid_request_error', message: '' } },
		{ class: 'overloaded', billed: 'no' },
	],
	[
		'LiteLLM’s 503',
		503,
		{
			code: 'fail_to_fetch_task',
			message: JSON.stringify({
				error: {
					message: 'litellm.ServiceUnavailableError: OpenAIException - upstream is gone',
					code: '503',
				},
			}),
			data: null,
		},
		{ class: 'overloaded', retryable: true },
	],
	[
		'do_request_failed',
		500,
		{
			code: 'do_request_failed',
			message: 'do request failed: Post "https://up/v1/videos?key=abcdef123": EOF',
			data: null,
		},
		{ class: 'overloaded', billed: 'unknown' },
	],
	[
		'problem+json',
		503,
		{ type: 'about:blank', title: 'Service Unavailable', status: 503 },
		{ class: 'overloaded', code: undefined },
	],
	[
		'a moderation that is out of service',
		503,
		{ error: { message: 'The moderation service is temporarily unavailable' } },
		{ class: 'overloaded', retryable: true },
	],
	['408', 408, '', { class: 'overloaded', billed: 'no' }],
	['in Chinese', 500, { error: { message: '系统繁忙，请稍后再试' } }, { class: 'overloaded' }],
];

const INVALID: Case[] = [
	[
		'404 without a word about the model',
		404,
		{
			error: {
				message: 'Invalid URL (POST /v1/videos/generations)',
				type: 'invalid_request_error',
				param: null,
				code: null,
			},
		},
		{ class: 'invalid_request', retryable: false, failover: false },
	],
	['404 of FastAPI', 404, { detail: 'Not Found' }, { class: 'invalid_request' }],
	[
		'404 of nginx',
		404,
		'<html><head><title>404 Not Found</title></head></html>',
		{ class: 'invalid_request', billed: 'no' },
	],
	[
		'404 of Express',
		404,
		'<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head><body><pre>Cannot POST /v1/videos</pre></body></html>',
		{ class: 'invalid_request' },
	],
	[
		'413 of nginx',
		413,
		'<html><head><title>413 Request Entity Too Large</title></head></html>',
		{ class: 'invalid_request' },
	],
	[
		'problem+json without a type',
		400,
		{
			type: 'about:blank',
			title: 'Bad Request',
			status: 400,
			detail: 'seconds must be one of 4, 8, 12',
		},
		{
			class: 'invalid_request',
			code: undefined,
			upstreamMessage: 'seconds must be one of 4, 8, 12',
		},
	],
	[
		'`success: false`',
		400,
		{ success: false, message: 'seconds is required' },
		{ class: 'invalid_request' },
	],
	[
		'Laravel',
		422,
		{
			message: 'The given data was invalid.',
			errors: { prompt: ['The prompt field is required.'] },
		},
		{ class: 'invalid_request' },
	],
	[
		'FastAPI, with the field',
		422,
		{
			detail: [
				{ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required', input: { x: 1 } },
			],
		},
		{ class: 'invalid_request', code: 'missing', upstreamMessage: 'prompt: Field required' },
	],
	[
		'Dynamo’s parser',
		422,
		'Failed to deserialize the JSON body into the target type: seconds: invalid type: string "4", expected i32 at line 1 column 30',
		{ class: 'invalid_request' },
	],
	[
		'new-api wraps a number',
		500,
		{ code: 'bad_response_status_code', message: 'bad response status code 400', data: null },
		{ class: 'invalid_request' },
	],
	[
		'the innermost number',
		500,
		{ error: { code: 500, message: 'x', data: { status: 404 } } },
		{ class: 'invalid_request' },
	],
	[
		'in Chinese',
		400,
		{ code: 'invalid_request', message: '参数错误', data: null },
		{ class: 'invalid_request' },
	],
];

const PROMPT = 'a policeman violating the moderation policy, nsfw, not available in your country';
const ECHOES: Case[] = [
	[
		'a specific code outranks the quoted prompt',
		400,
		{
			error: {
				code: 'invalid_value',
				message: `Invalid value: '${PROMPT}'. Too long.`,
				param: 'prompt',
				type: 'invalid_request_error',
			},
		},
		{ class: 'invalid_request', code: 'invalid_value' },
	],
	[
		'a quoted value is not read as words',
		400,
		{
			error: {
				code: null,
				message: `Invalid value for prompt: '${PROMPT}'`,
				type: 'invalid_request_error',
			},
		},
		{ class: 'invalid_request' },
	],
	[
		'pydantic repeats the input',
		422,
		{
			detail: [
				{
					type: 'string_too_long',
					loc: ['body', 'prompt'],
					msg: 'String should have at most 10 characters',
					input: PROMPT,
					ctx: { max_length: 10 },
				},
			],
		},
		{ class: 'invalid_request' },
	],
	[
		'a request in the error',
		500,
		{
			error: { message: 'Internal server error', type: 'server_error' },
			request: { prompt: PROMPT },
		},
		{ class: 'overloaded' },
	],
	[
		'a request in JSON in the error',
		500,
		{
			error: { message: 'Internal server error' },
			prompt: `{"code":"moderation_blocked"} ${PROMPT}`,
		},
		{ class: 'overloaded' },
	],
	[
		'an ID with a word in it',
		404,
		{
			error: { message: 'Cannot find task_moderation_nsfw_77 here', type: 'invalid_request_error' },
		},
		{ class: 'invalid_request' },
	],
	[
		'a link with a word in it',
		400,
		{
			error: {
				message: 'Bad size, see https://example.com/docs/usage-policies-violation-moderation',
				type: 'invalid_request_error',
			},
		},
		{ class: 'invalid_request' },
	],
	[
		'an unknown parameter that is called like a code',
		400,
		{ error: { message: "Unknown parameter: 'content_filter'.", type: 'invalid_request_error' } },
		{ class: 'invalid_request' },
	],
];

describe.each([
	['region', REGIONS],
	['quota', QUOTA],
	['model', MODEL],
	['moderation', MODERATION],
	['auth', AUTH],
	['rate limit', RATE],
	['overloaded', OVERLOADED],
	['invalid request', INVALID],
	['echoes of the request', ECHOES],
])('a refusal: %s', (_, cases) => {
	test.each(cases)('%s', (_name, status, body, expected) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const verdict = classify({ during: 'submit', status, body: text }, 0);
		expect(verdict).toMatchObject(expected);
		expect(verdict.billed).toBe(expected.billed ?? 'no');
		if (typeof body !== 'string')
			expect(classify({ during: 'submit', status, body }, 0)).toMatchObject(expected);
	});
});

test('a prompt that is known is not taken for the endpoint’s words, and not repeated', () => {
	const refusal = {
		during: 'submit',
		status: 400,
		body: { error: { message: `Could not parse ${PROMPT}` } },
	} as const;
	expect(classify(refusal, 0).class).toBe('region');
	const verdict = classify({ ...refusal, prompt: PROMPT }, 0);
	expect(verdict).toMatchObject({ class: 'invalid_request', upstreamMessage: 'Could not parse …' });
});

describe('an outcome nobody knows', () => {
	const lost = { billed: 'unknown', retryable: false, failover: false };
	test.each<Case>([
		[
			'a page, 502',
			502,
			'<html><head><title>502 Bad Gateway</title></head></html>',
			{ class: 'overloaded' },
		],
		[
			'a page that talks of moderation, 500',
			500,
			'<html><body>moderation</body></html>',
			{ class: 'overloaded' },
		],
		['an empty body, 500', 500, '', { class: 'overloaded' }],
		['plain text, 502', 502, 'error code: 502', { class: 'overloaded' }],
		[
			'plain text that sounds like a code, 500',
			500,
			'Internal Server Error: rate limit',
			{ class: 'overloaded' },
		],
		[
			'a bare message of a gateway, 504',
			504,
			{ message: 'Endpoint request timed out' },
			{ class: 'overloaded' },
		],
		[
			'a bare message of a gateway, 500',
			500,
			{ message: 'Internal server error' },
			{ class: 'overloaded' },
		],
		[
			'Cloudflare’s 504 as JSON',
			504,
			{
				type: 'https://developers.cloudflare.com/x/error-504/',
				title: 'Error 504: Gateway timeout',
				status: 504,
				detail: 'The origin did not answer',
				cloudflare_error: true,
			},
			{ class: 'overloaded' },
		],
		['Cloudflare 520', 520, 'error code: 520', { class: 'overloaded' }],
		['an unreadable 200', 200, '{"id": "vid', { class: 'unknown' }],
		[
			'a 200 that says all is well',
			200,
			{ code: 200, message: 'success', data: {} },
			{ class: 'unknown' },
		],
		['an empty 200', 200, '', { class: 'unknown' }],
		[
			'a page at 200',
			200,
			'<!doctype html><title>Sign in: invalid token</title>',
			{ class: 'unknown' },
		],
		['a plain text at 200', 200, 'The prompt is required', { class: 'unknown' }],
		['a JSON string at 200', 200, '"Unauthorized"', { class: 'unknown' }],
		['an array of nothing at 201', 201, [], { class: 'unknown' }],
	])('%s', (_name, status, body, expected) => {
		expect(
			classify(
				{ during: 'submit', status, body: typeof body === 'string' ? body : JSON.stringify(body) },
				0,
			),
		).toMatchObject({ ...lost, ...expected });
	});

	test('the same on a look is no matter of money', () => {
		expect(classify({ during: 'read', status: 502, body: '<html></html>' }, 0)).toMatchObject({
			class: 'overloaded',
			billed: 'no',
			retryable: true,
		});
		expect(
			classify({ during: 'read', status: 410, body: { error: { code: 410, message: 'Gone' } } }, 0)
				.class,
		).toBe('invalid_request');
	});
});

describe('a job that failed', () => {
	test.each<[string, unknown, Partial<Verdict>]>([
		[
			'a code',
			{ code: 'moderation_blocked', message: 'blocked' },
			{ class: 'moderation', billed: 'unknown', retryable: false, failover: false },
		],
		[
			'words',
			{
				message:
					'This content may violate our guardrails concerning similarity to third-party content.',
			},
			{ class: 'moderation', billed: 'unknown' },
		],
		['a string', 'Rejected by our content policy', { class: 'moderation', billed: 'unknown' }],
		['a string of JSON', CORE_TEXT, REGION],
		['a number of WaveSpeed', 1200, { class: 'moderation' }],
		['a number in a code', { code: 1200, message: 'x' }, { class: 'moderation' }],
		[
			'any other number',
			500,
			{ class: 'job_failed', billed: 'no', retryable: true, failover: true },
		],
		[
			'heavy load',
			"We're under heavy load, please try again later.",
			{ class: 'overloaded', retryable: true, billed: 'no' },
		],
		[
			'a server’s trouble is not the request’s',
			{ code: 'server_error', message: 'internal server error' },
			{ class: 'job_failed' },
		],
		[
			'a parameter in words is none either',
			{ message: 'decoder: invalid input at frame 3, field required' },
			{ class: 'job_failed' },
		],
		[
			'a model that produced something unknown',
			{ message: 'The model returned an unknown error.' },
			{ class: 'job_failed' },
		],
		[
			'out of credit',
			{ code: 'insufficient_user_quota', message: '用户额度不足' },
			{ class: 'quota', retryable: false },
		],
		['nothing', undefined, { class: 'job_failed', billed: 'no' }],
		['an empty object', {}, { class: 'job_failed' }],
		['true', true, { class: 'job_failed' }],
	])('%s', (_name, body, expected) => {
		expect(classify({ during: 'job', body }, 0)).toMatchObject(expected);
	});
});

test('what only a header says', () => {
	const with_ = (headers: Record<string, string>, status = 403) =>
		classify({ during: 'submit', status, headers, body: '' }, 0);
	expect(with_({ 'cf-mitigated': 'challenge' })).toMatchObject({
		class: 'rate_limit',
		retryable: false,
	});
	expect(with_({ 'x-ms-error-code': 'DeploymentNotFound' }, 404)).toMatchObject({
		class: 'model_retired',
		code: 'DeploymentNotFound',
	});
	expect(
		with_({ 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/x/' }, 400),
	).toMatchObject({ class: 'rate_limit', code: 'ThrottlingException' });
	expect(with_({ 'x-request-id': 'req_1', 'cf-ray': 'ray' }).requestId).toBe('req_1');
	expect(with_({ 'cf-ray': 'ray' }).requestId).toBe('ray');
});
