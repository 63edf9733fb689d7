import '../support/repair';
import { classify, type Phase } from '../../../nodes/Sora2/errors/classify';
import type { Verdict } from '../../../nodes/Sora2/errors/failure';

/*
 * What stands between n8n and a model refuses in its own words: proxies, API gateways, clouds, frameworks, relays in
 * other languages. None of these is among the samples; each is what the product is known to send, or its like.
 */
type Case = [
	name: string,
	status: number | undefined,
	body: unknown,
	expected: Partial<Verdict>,
	headers?: Record<string, string>,
	during?: Phase,
];

const html = (title: string, text = '') =>
	`<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
const q = JSON.stringify;

const PROXIES: Case[] = [
	[
		'nginx: body too large',
		413,
		`${html('413 Request Entity Too Large')}<hr><center>nginx/1.25.3</center>`,
		{ class: 'invalid_request', retryable: false, billed: 'no' },
	],
	[
		'nginx: no such path',
		404,
		html('404 Not Found', 'nginx'),
		{ class: 'invalid_request', billed: 'no' },
	],
	[
		'nginx: gateway time-out, the job may exist',
		504,
		html('504 Gateway Time-out', 'nginx'),
		{ class: 'overloaded', billed: 'unknown', retryable: false, failover: false },
	],
	[
		'nginx: unavailable is a certain refusal',
		503,
		html('503 Service Temporarily Unavailable'),
		{ class: 'overloaded', billed: 'no', retryable: true },
	],
	[
		'Cloudflare: origin time-out',
		524,
		html('api.example.com | 524: A timeout occurred', 'Cloudflare Ray ID: 8f2'),
		{ class: 'overloaded', billed: 'unknown' },
	],
	[
		'Cloudflare: rate limited',
		429,
		html(
			'Access denied | api.example.com used Cloudflare to restrict access',
			'Error 1015 You are being rate limited',
		),
		{ class: 'rate_limit', billed: 'no' },
	],
	[
		'Cloudflare: blocked by the owner',
		403,
		html(
			'Attention Required! | Cloudflare',
			'Sorry, you have been blocked. You are unable to access api.example.com',
		),
		{ class: 'rate_limit', retryable: false, failover: true },
	],
	[
		'Cloudflare AI Gateway: not authorised',
		401,
		{ success: false, result: [], messages: [], error: [{ code: 2009, message: 'Unauthorized' }] },
		{ class: 'auth' },
	],
	[
		'Cloudflare API: authentication',
		403,
		{
			success: false,
			errors: [{ code: 10000, message: 'Authentication error' }],
			messages: [],
			result: null,
		},
		{ class: 'auth' },
	],
	[
		'Cloudflare Worker crashed',
		500,
		'error code: 1101',
		{ class: 'overloaded', billed: 'unknown' },
	],
	[
		'Envoy: upstream connect error as text',
		503,
		'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: connection timeout',
		{ class: 'overloaded', retryable: false, billed: 'unknown' },
	],
	[
		'Envoy: no healthy upstream',
		503,
		'no healthy upstream',
		{ class: 'overloaded', retryable: true, billed: 'no' },
	],
	['Envoy: local rate limit', 429, 'local_rate_limited', { class: 'rate_limit', retryable: true }],
	['Istio: RBAC', 403, 'RBAC: access denied', { class: 'auth' }],
	[
		'Kong: no route',
		404,
		{
			message: 'no Route matched with those values',
			request_id: 'd2a5c14cf1d3a25c7e2e1a3a5e3f0b4c',
		},
		{ class: 'invalid_request', failover: false },
	],
	[
		'Kong: rate limit',
		429,
		{ message: 'API rate limit exceeded' },
		{ class: 'rate_limit', retryable: true },
	],
	['Kong: no key', 401, { message: 'No API key found in request' }, { class: 'auth' }],
	[
		'Kong: upstream',
		502,
		{ message: 'An invalid response was received from the upstream server', request_id: 'ab12' },
		{ class: 'overloaded', billed: 'unknown', retryable: false },
	],
	['APISIX: no route', 404, { error_msg: '404 Route Not Found' }, { class: 'invalid_request' }],
	['APISIX: limit-req', 429, { error_msg: 'rate limit exceeded' }, { class: 'rate_limit' }],
	[
		'APISIX: consumer restriction',
		403,
		{ message: 'The consumer_name is forbidden.' },
		{ class: 'auth' },
	],
	['Traefik', 404, '404 page not found', { class: 'invalid_request' }],
	[
		'HAProxy',
		503,
		'<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>',
		{ class: 'overloaded', billed: 'no' },
	],
	['Tyk: quota', 403, { error: 'Quota exceeded' }, { class: 'quota' }],
	['Tyk: key', 403, { error: 'Access to this API has been disallowed' }, { class: 'auth' }],
	['Caddy in front of nothing', 502, '', { class: 'overloaded', billed: 'unknown' }],
	[
		'a corporate proxy wants a login',
		407,
		html('407 Proxy Authentication Required'),
		{ class: 'auth', billed: 'no', retryable: false },
	],
	[
		'Squid cannot connect',
		503,
		html(
			'ERROR: The requested URL could not be retrieved',
			'Connection to 203.0.113.9 failed. The system returned: (111) Connection refused',
		),
		{ class: 'overloaded', billed: 'no' },
	],
];

const CLOUDS: Case[] = [
	[
		'AWS API Gateway: quota of the usage plan',
		429,
		{ message: 'Limit Exceeded' },
		{ class: 'rate_limit' },
	],
	[
		'AWS API Gateway: throttled',
		429,
		{ message: 'Too Many Requests' },
		{ class: 'rate_limit', retryable: true },
	],
	[
		'AWS API Gateway: wrong path',
		403,
		{ message: 'Missing Authentication Token' },
		{ class: 'auth' },
	],
	[
		'AWS API Gateway: integration time-out',
		504,
		{ message: 'Endpoint request timed out' },
		{ class: 'overloaded', billed: 'unknown' },
	],
	[
		'AWS WAF',
		403,
		html(
			'ERROR: The request could not be satisfied',
			"Request blocked. We can't connect to the server for this app or website at this time. Generated by cloudfront (CloudFront)",
		),
		{ class: 'auth', billed: 'no' },
	],
	[
		'CloudFront: country',
		403,
		html(
			'ERROR: The request could not be satisfied',
			'The Amazon CloudFront distribution is configured to block access from your country.',
		),
		{ class: 'region', retryable: false, failover: true },
	],
	[
		'Bedrock: no access to the model',
		403,
		{ message: "You don't have access to the model with the specified model ID." },
		{ class: 'model_retired' },
		{ 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' },
	],
	[
		'Bedrock: model at its end',
		404,
		{
			message:
				'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
		},
		{ class: 'model_retired' },
		{ 'x-amzn-errortype': 'ResourceNotFoundException' },
	],
	[
		'Bedrock: throttled',
		429,
		{ message: 'Too many requests, please wait before trying again.' },
		{ class: 'rate_limit', code: 'ThrottlingException' },
		{ 'x-amzn-errortype': 'ThrottlingException' },
	],
	[
		'Google: model',
		404,
		{
			error: {
				code: 404,
				message:
					'models/veo-9 is not found for API version v1beta, or is not supported for predictLongRunning.',
				status: 'NOT_FOUND',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'Google: billing',
		403,
		{
			error: {
				code: 403,
				message:
					'This API method requires billing to be enabled. Please enable billing on project #12345.',
				status: 'PERMISSION_DENIED',
				details: [
					{
						'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
						reason: 'BILLING_DISABLED',
						domain: 'googleapis.com',
					},
				],
			},
		},
		{ class: 'quota' },
	],
	[
		'Google: quota a day',
		429,
		{
			error: {
				code: 429,
				message: 'You exceeded your current quota, please check your plan and billing details.',
				status: 'RESOURCE_EXHAUSTED',
				details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '40s' }],
			},
		},
		{ class: 'quota', retryable: false },
	],
	[
		'Google: unavailable',
		503,
		{
			error: {
				code: 503,
				message: 'The model is overloaded. Please try again later.',
				status: 'UNAVAILABLE',
			},
		},
		{ class: 'overloaded', retryable: true },
	],
	[
		'Google: blocked prompt, at 200',
		200,
		{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, error: { message: 'Prompt blocked' } },
		{ class: 'moderation', billed: 'no' },
	],
	[
		'Azure API Management',
		429,
		{ statusCode: 429, message: 'Rate limit is exceeded. Try again in 43 seconds.' },
		{ class: 'rate_limit', retryable: true },
	],
	[
		'Azure API Management: quota',
		403,
		{
			statusCode: 403,
			message: 'Out of call volume quota. Quota will be replenished in 03:12:42.',
		},
		{ class: 'quota' },
	],
	[
		'Azure: network rules',
		403,
		{
			error: {
				code: 'AccessDenied',
				message: 'Access denied due to Virtual Network/Firewall rules.',
			},
		},
		{ class: 'auth' },
	],
	[
		'Alibaba: arrears',
		400,
		{
			code: 'Arrearage',
			message: 'Access denied, please make sure your account is in good standing.',
			request_id: '4a6c',
		},
		{ class: 'quota' },
	],
	[
		'Alibaba: inspection',
		400,
		{
			code: 'DataInspectionFailed',
			message: 'Input data may contain inappropriate content.',
			request_id: '4a6c-9d',
		},
		{ class: 'moderation' },
	],
	[
		'Volcengine: sensitive',
		400,
		{
			error: {
				code: 'InputTextSensitiveContentDetected',
				message:
					'The request failed because the input text may contain sensitive information. Request id: 0217',
				param: '',
				type: 'BadRequest',
			},
		},
		{ class: 'moderation' },
	],
	[
		'Volcengine: overdue',
		403,
		{
			error: {
				code: 'AccountOverdueError',
				message: 'The request failed because your account has an overdue balance. Request id: 0217',
				param: '',
				type: 'Forbidden',
			},
		},
		{ class: 'quota' },
	],
	[
		'Volcengine: model not activated',
		404,
		{
			error: {
				code: 'ModelNotOpen',
				message:
					'Your account 2100 has not activated the model. Please activate the model service in the Ark Console.',
				type: 'NotFound',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'Tencent',
		200,
		{
			Response: {
				Error: {
					Code: 'RequestLimitExceeded',
					Message: 'The request frequency exceeds the limit.',
				},
				RequestId: 'ed93f3cb-f35e-473f-b9f3-0d451b8b79c6',
			},
		},
		{ class: 'rate_limit', requestId: 'ed93f3cb-f35e-473f-b9f3-0d451b8b79c6' },
	],
	[
		'Zhipu: 1113',
		429,
		{ error: { code: '1113', message: '余额不足或无可用资源包,请充值。' } },
		{ class: 'quota', retryable: false },
	],
	[
		'Zhipu: 1301',
		400,
		{
			error: {
				code: '1301',
				message:
					'系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。',
			},
		},
		{ class: 'moderation' },
	],
	[
		'MiniMax, at 200',
		200,
		{ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
		{ class: 'quota', billed: 'no' },
	],
	[
		'MiniMax, sensitive, at 200',
		200,
		{ task_id: '', base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } },
		{ class: 'moderation', billed: 'no' },
	],
	[
		'Kling',
		429,
		{ code: 1303, message: 'parallel task over resource pack limit', request_id: 'r-1' },
		{ class: 'rate_limit' },
	],
	[
		'Runway',
		400,
		{ error: 'You do not have enough credits to run this task.', docUrl: 'https://docs.example' },
		{ class: 'quota' },
	],
	['Luma', 400, { detail: 'Prompt flagged by content moderation' }, { class: 'moderation' }],
	[
		'Replicate',
		402,
		{
			title: 'Insufficient credit',
			detail:
				'You have insufficient credit to run this model. Go to https://example.test/billing to purchase credit.',
			status: 402,
		},
		{ class: 'quota' },
	],
	[
		'Hugging Face',
		402,
		{
			error:
				'You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more.',
		},
		{ class: 'quota' },
	],
	[
		'Hugging Face: loading',
		503,
		{ error: 'Model Wan-AI/Wan2.2 is currently loading', estimated_time: 20 },
		{ class: 'overloaded', retryable: true },
	],
];

const FRAMEWORKS: Case[] = [
	[
		'FastAPI: a list of two',
		422,
		{
			detail: [
				{
					loc: ['body', 'seconds'],
					msg: 'Input should be a valid integer',
					type: 'int_parsing',
					input: '8s',
				},
				{ loc: ['body', 'size'], msg: 'Field required', type: 'missing' },
			],
		},
		{ class: 'invalid_request' },
	],
	[
		'FastAPI: the prompt echoed in it does not decide',
		422,
		{
			detail: [
				{
					loc: ['body', 'seconds'],
					msg: 'Input should be 4, 8 or 12',
					type: 'literal_error',
					input: 'a nude region violating policy',
				},
			],
		},
		{ class: 'invalid_request' },
	],
	[
		'Django REST',
		400,
		{ seconds: ['A valid integer is required.'], non_field_errors: [] },
		{ class: 'invalid_request' },
	],
	[
		'Django REST: throttled',
		429,
		{ detail: 'Request was throttled. Expected available in 17 seconds.' },
		{ class: 'rate_limit', retryable: true },
	],
	[
		'Spring',
		404,
		{
			timestamp: '2026-11-22T10:00:00.000+00:00',
			status: 404,
			error: 'Not Found',
			path: '/v1/videos/generations',
		},
		{ class: 'invalid_request' },
	],
	[
		'Spring, 500',
		500,
		{ timestamp: 1763805600000, status: 500, error: 'Internal Server Error', path: '/v1/videos' },
		{ class: 'overloaded', billed: 'no', retryable: true },
	],
	[
		'ASP.NET problem',
		400,
		{
			type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
			title: 'One or more validation errors occurred.',
			status: 400,
			errors: { Seconds: ['The field Seconds must be between 4 and 12.'] },
			traceId: '00-abcdef',
		},
		{ class: 'invalid_request' },
	],
	[
		'problem+json: a limit',
		429,
		{
			type: 'https://example.test/problems/rate-limit-exceeded',
			title: 'Too Many Requests',
			status: 429,
			detail: 'Slow down',
		},
		{ class: 'rate_limit' },
	],
	[
		'problem+json: country',
		451,
		{
			type: 'about:blank',
			title: 'Unavailable For Legal Reasons',
			status: 451,
			detail: 'This service is not available in your region.',
		},
		{ class: 'region', retryable: false },
	],
	[
		'gRPC gateway',
		429,
		{ code: 8, message: 'RESOURCE_EXHAUSTED: too many requests', details: [] },
		{ class: 'rate_limit' },
	],
	[
		'gRPC gateway: unauthenticated',
		401,
		{ code: 16, message: 'invalid token', details: [] },
		{ class: 'auth' },
	],
	[
		'gRPC in words',
		500,
		{ error: 'rpc error: code = Unavailable desc = transport is closing' },
		{ class: 'overloaded', retryable: true, billed: 'no' },
	],
	[
		'gRPC in words: exhausted',
		500,
		{ error: 'rpc error: code = ResourceExhausted desc = account out of credits' },
		{ class: 'quota' },
	],
	[
		'GraphQL',
		200,
		{
			data: null,
			errors: [{ message: 'Not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
		},
		{ class: 'auth', billed: 'no' },
	],
	[
		'GraphQL: bad input',
		200,
		{
			errors: [
				{
					message: 'Variable "$seconds" got invalid value 10',
					extensions: { code: 'BAD_USER_INPUT' },
				},
			],
		},
		{ class: 'invalid_request', billed: 'no' },
	],
	[
		'Laravel',
		422,
		{
			message: 'The seconds field must be one of 4, 8, 12.',
			errors: { seconds: ['The seconds field must be one of 4, 8, 12.'] },
		},
		{ class: 'invalid_request' },
	],
	['Rails', 401, { errors: ['Invalid access token'] }, { class: 'auth' }],
	[
		'NestJS',
		403,
		{ message: 'Forbidden resource', error: 'Forbidden', statusCode: 403 },
		{ class: 'auth' },
	],
	[
		'NestJS: list',
		400,
		{ message: ['duration must not be greater than 12'], error: 'Bad Request', statusCode: 400 },
		{ class: 'invalid_request' },
	],
	[
		'Express',
		404,
		'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot POST /v1/videos/generations</pre>\n</body>\n</html>\n',
		{ class: 'invalid_request' },
	],
	[
		'JSON:API',
		402,
		{
			errors: [
				{ status: '402', title: 'Payment Required', detail: 'Your plan does not include video.' },
			],
		},
		{ class: 'quota' },
	],
	[
		'SOAP',
		500,
		'<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>Invalid API key</faultstring></soap:Fault></soap:Body></soap:Envelope>',
		{ class: 'auth', billed: 'no' },
	],
	[
		'XML of a storage',
		403,
		'<?xml version="1.0" encoding="UTF-8"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message></Error>',
		{ class: 'auth' },
	],
	[
		'JSON-RPC',
		200,
		{ jsonrpc: '2.0', id: 1, error: { code: -32602, message: 'Invalid params' } },
		{ class: 'invalid_request', billed: 'no' },
	],
	[
		'Python: a traceback with the code at its end',
		500,
		{
			error:
				"Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nopenai.RateLimitError: Error code: 429 - {'error': {'message': 'You exceeded your current quota', 'type': 'insufficient_quota', 'code': 'insufficient_quota'}}",
		},
		{ class: 'quota', code: 'insufficient_quota' },
	],
];

const RELAYS: Case[] = [
	[
		'one-api: channel error',
		503,
		{
			error: {
				message: '当前分组 default 下对于模型 sora-2-pro 无可用渠道 (request id: 2026)',
				type: 'one_api_error',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'one-api: token without the model',
		403,
		{ error: { message: '该令牌无权使用模型：sora-2 (request id: 2026)', type: 'one_api_error' } },
		{ class: 'auth' },
	],
	[
		'one-api: exhausted token',
		401,
		{
			error: {
				message:
					'该令牌额度已用尽 !token.UnlimitedQuota && token.RemainQuota = -2 (request id: 2026)',
				type: 'one_api_error',
			},
		},
		{ class: 'quota' },
	],
	[
		'one-api: expired',
		401,
		{ error: { message: '该令牌已过期 (request id: 2026)', type: 'one_api_error' } },
		{ class: 'auth' },
	],
	[
		'one-api: address',
		403,
		{
			error: {
				message: '您的 IP 不在令牌允许访问的列表中 (request id: 2026)',
				type: 'one_api_error',
			},
		},
		{ class: 'auth' },
	],
	[
		'one-api: banned',
		403,
		{ error: { message: '用户已被封禁 (request id: 2026)', type: 'one_api_error' } },
		{ class: 'auth' },
	],
	[
		'new-api: upstream error',
		500,
		{
			code: 'fail_to_fetch_task',
			message: '{"detail":"Sora is currently under heavy load"}',
			data: null,
		},
		{ class: 'overloaded', retryable: true },
	],
	[
		'new-api: group',
		403,
		{ error: { message: '无权访问 vip 分组 (request id: 2026)', type: 'new_api_error' } },
		{ class: 'auth' },
	],
	[
		'new-api: price not set',
		500,
		{
			error: {
				message: '模型 sora-2 倍率或价格未配置，请联系管理员设置或开始自用模式 (request id: 2026)',
				type: 'new_api_error',
				code: 'model_price_error',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'a relay: stopped',
		200,
		{ code: -1, msg: '该模型已下线，请使用其他模型', data: null },
		{ class: 'model_retired', billed: 'no' },
	],
	[
		'a relay: maintenance',
		200,
		{ code: 500, message: '系统维护中，请稍后再试' },
		{ class: 'overloaded', billed: 'no' },
	],
	[
		'a relay: person',
		400,
		{ code: 400, message: '图片中包含真人，不支持生成', data: null },
		{ class: 'moderation' },
	],
	[
		'a relay: length',
		400,
		{ code: 400, msg: '时长仅支持 10 或 15 秒', data: null },
		{ class: 'invalid_request' },
	],
	[
		'a relay: queue',
		429,
		{ code: 429, msg: '任务队列已满，请稍后重试' },
		{ class: 'rate_limit', retryable: true },
	],
	[
		'a relay: its upstream account has no credit',
		500,
		{
			error: {
				message:
					'Upstream error: {"error":{"message":"Your account is not active, please check your billing details on our website.","type":"billing_not_active","param":null,"code":"billing_not_active"}}',
				type: 'upstream_error',
				code: '500',
			},
		},
		{ class: 'quota' },
	],
	[
		'escaped twice in an array',
		400,
		[
			q({
				error: q({
					code: 'unsupported_country_code',
					param: 'VN',
					message: 'Sora is not available in your country',
				}),
			}),
		],
		{ class: 'region', code: 'unsupported_country_code', country: 'VN' },
	],
	[
		'server-sent events with a status only',
		200,
		'event: error\ndata: {"status":429,"message":"Too many concurrent generations"}\n\n',
		{ class: 'rate_limit', billed: 'no' },
	],
	[
		'the code under another name',
		400,
		{
			result: 'fail',
			errCode: 'UNSUPPORTED_COUNTRY_CODE',
			errMsg: 'Sora is not available in your country',
			country: 'th',
		},
		{ class: 'region', retryable: true, country: 'TH' },
	],
	[
		'a region in German',
		403,
		{ error: { message: 'Sora ist in Ihrem Land nicht verfügbar.' } },
		{ class: 'region' },
	],
	[
		'a region in Japanese',
		403,
		{ error: { message: 'お住まいの国または地域ではご利用いただけません。' } },
		{ class: 'region' },
	],
	[
		'a region in Spanish',
		403,
		{ error: { message: 'Sora no está disponible en tu país.' } },
		{ class: 'region' },
	],
	[
		'a region in French',
		403,
		{ error: { message: "Sora n'est pas disponible dans votre pays." } },
		{ class: 'region' },
	],
	[
		'a region in Chinese, traditional',
		403,
		{ error: { message: 'Sora 在您所在的國家或地區無法使用' } },
		{ class: 'region' },
	],
	[
		'no credit, in Japanese',
		403,
		{ error: { message: '残高が不足しています' } },
		{ class: 'quota' },
	],
	['no credit, in Russian', 402, { error: 'Недостаточно средств на балансе' }, { class: 'quota' }],
	['a key, in Russian', 401, { error: 'Неверный ключ API' }, { class: 'auth' }],
	[
		'the OpenAI SDK without JSON',
		500,
		{ error: '403 Country, region, or territory not supported' },
		{ class: 'region', retryable: false },
	],
	[
		'LiteLLM: cooldown',
		429,
		{
			error: {
				message:
					"litellm.RateLimitError: No deployments available for selected model, Try again in 60 seconds. Passed model=sora-2. pre-call-checks=False, cooldown_list=['x']",
				type: 'None',
				param: 'None',
				code: '429',
			},
		},
		{ class: 'rate_limit', retryable: true },
	],
	[
		'LiteLLM: key without the model',
		401,
		{
			error: {
				message:
					'key not allowed to access model. This key can only access models=[gpt-5]. Tried to access sora-2',
				type: 'key_model_access_denied',
				param: 'model',
				code: '401',
			},
		},
		{ class: 'auth' },
	],
	[
		'LiteLLM: time-out',
		408,
		{
			error: {
				message:
					'litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out.',
				type: null,
				param: null,
				code: '408',
			},
		},
		{ class: 'overloaded' },
	],
	[
		'OpenAI: verified organisation',
		403,
		{
			error: {
				message:
					'Your organization must be verified to use the model `sora-2`. Please go to: https://platform.openai.com/settings',
				type: 'invalid_request_error',
				param: null,
				code: null,
			},
		},
		{ class: 'auth' },
	],
	[
		'OpenAI: project without access',
		403,
		{
			error: {
				message: 'Project `proj_abc` does not have access to model `sora-2`',
				type: 'invalid_request_error',
				param: null,
				code: 'model_not_found',
			},
		},
		{ class: 'model_retired' },
	],
	[
		'OpenAI: the server had an error',
		500,
		{
			error: {
				message: 'The server had an error while processing your request. Sorry about that!',
				type: 'server_error',
				param: null,
				code: null,
			},
		},
		{ class: 'overloaded', retryable: true, billed: 'no' },
	],
	[
		'a job: text of a limit',
		undefined,
		'Upstream rate limit reached while rendering',
		{ class: 'job_failed' },
		{},
		'job',
	],
	['a job: number', undefined, 500, { class: 'job_failed' }, {}, 'job'],
	[
		'a job: a list',
		undefined,
		[{ code: 'moderation_blocked', message: 'x' }],
		{ class: 'moderation', billed: 'unknown' },
		{},
		'job',
	],
	[
		'a job: another key',
		undefined,
		{ reason: 'content_policy_violation' },
		{ class: 'moderation' },
		{},
		'job',
	],
	[
		'a job: time-out',
		undefined,
		{ message: 'generation timed out' },
		{ class: 'job_failed', retryable: true },
		{},
		'job',
	],
	[
		'a job: no credit',
		undefined,
		{ code: 'insufficient_quota', message: 'quota' },
		{ class: 'quota', retryable: false },
		{},
		'job',
	],
	[
		'a job: region',
		undefined,
		{
			code: 'unsupported_country_code',
			message: 'Sora is not available in your country',
			param: 'MM',
		},
		{ class: 'region', country: 'MM' },
		{},
		'job',
	],
];

describe.each([
	['proxies and gateways', PROXIES],
	['clouds and vendors', CLOUDS],
	['frameworks', FRAMEWORKS],
	['relays, languages, jobs', RELAYS],
])('%s', (_, cases) => {
	test.each(cases)('%s', (_name, status, body, expected, headers = {}, during = 'submit') => {
		const given = during === 'job' ? body : typeof body === 'string' ? body : q(body);
		expect(
			classify({ during, status, headers, body: given, prompt: 'a quiet street in the rain' }, 0),
		).toMatchObject(expected);
	});
});

/** Shorter still: the name, the status, the body, the class. All of them are certain refusals. */
type Brief = [
	name: string,
	status: number | undefined,
	body: unknown,
	cls: Verdict['class'],
	during?: Phase,
];

const BRIEF: Brief[] = [
	['429 later', 429, { error: { message: 'Please try again later.' } }, 'rate_limit'],
	['503 later', 503, { error: { message: 'Please try again later.' } }, 'overloaded'],
	['500 plain text region', 500, 'Sora is not available in your country', 'region'],
	['418', 418, 'teapot', 'unknown'],
	['error string code', 403, { error: 'unsupported_country_code' }, 'region'],
	[
		'error: code colon',
		400,
		{ error: 'unsupported_country_code: Sora is not available in your country (MM)' },
		'region',
	],
	[
		'nested errors obj',
		400,
		{ errors: { error: { code: 'unsupported_country_code', param: 'MM' } } },
		'region',
	],
	[
		'payload key',
		400,
		{ status: 'error', payload: { code: 'unsupported_country_code', message: 'x' } },
		'region',
	],
	[
		'response.body',
		502,
		{
			error: {
				message: 'Upstream',
				response: {
					status: 403,
					body: '{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported"}}',
				},
			},
		},
		'region',
	],
	[
		'innererror',
		400,
		{
			error: {
				code: 'BadRequest',
				message: 'Bad',
				innererror: { code: 'ResponsibleAIPolicyViolation' },
			},
		},
		'moderation',
	],
	['base64? no', 500, { error: 'eyJlcnJvciI6e319' }, 'overloaded'],
	[
		'data string',
		200,
		{ code: 0, data: '{"error":{"code":"insufficient_quota","message":"x"}}' },
		'quota',
	],
	[
		'ndjson',
		200,
		'{"status":"queued"}\n{"error":{"code":"moderation_blocked","message":"blocked"}}\n',
		'moderation',
	],
	[
		'rate limit w/ credits word',
		429,
		{
			error: {
				message:
					'Rate limit reached for requests. Limit: 5 / min. Current: 6 / min. Add credits to increase limits.',
				type: 'requests',
				code: 'rate_limit_exceeded',
			},
		},
		'rate_limit',
	],
	[
		'429 upgrade plan no quota',
		429,
		{
			error: { message: 'You have reached your daily video generation limit. Upgrade your plan.' },
		},
		'quota',
	],
	['daily limit', 429, { detail: 'Daily limit exceeded' }, 'quota'],
	['trial ended', 403, { message: 'Your free trial has ended' }, 'quota'],
	['subscription', 403, { message: 'Your subscription has expired' }, 'quota'],
	[
		'no permission model',
		403,
		{ error: { message: 'Your account tier does not have access to sora-2-pro' } },
		'auth',
	],
	[
		'model deprecated tuple',
		400,
		{ error: { message: 'sora-2-2025-10-06 is deprecated. Use another model.' } },
		'model_retired',
	],
	[
		'model not served',
		404,
		{
			object: 'error',
			message: 'The model `sora-2` does not exist.',
			type: 'NotFoundError',
			param: null,
			code: 404,
		},
		'model_retired',
	],
	[
		'vertex publisher model',
		404,
		{
			error: {
				code: 404,
				message:
					'Publisher Model `projects/x/locations/us-central1/publishers/google/models/veo-3` was not found or your project does not have access to it.',
				status: 'NOT_FOUND',
			},
		},
		'model_retired',
	],
	[
		'together',
		404,
		{
			error: {
				message:
					'Unable to access model openai/sora-2. Please visit the site to view the list of supported models.',
				type: 'invalid_request_error',
				code: 'model_not_available',
			},
		},
		'model_retired',
	],
	[
		'groq decommissioned',
		400,
		{
			error: {
				message: 'The model `x` has been decommissioned and is no longer supported.',
				code: 'model_decommissioned',
			},
		},
		'model_retired',
	],
	['ollama', 404, { error: 'model "sora-2" not found, try pulling it first' }, 'model_retired'],
	['unsupported model zh', 400, { error: { message: '不支持的模型: sora-2' } }, 'model_retired'],
	[
		'prompt too long',
		400,
		{ error: { message: 'Prompt is too long: 2000 > 1000 characters' } },
		'invalid_request',
	],
	[
		'image mismatch',
		400,
		{
			error: {
				message: 'Inpaint image must match the requested width and height',
				type: 'invalid_request_error',
				code: null,
			},
		},
		'invalid_request',
	],
	[
		'image fetch',
		400,
		{ error: { message: 'Failed to download image from URL', code: 'image_download_failed' } },
		'invalid_request',
	],
	[
		'context: copyright job',
		undefined,
		{ code: 'generation_failed', message: 'Output blocked due to copyright concerns' },
		'moderation',
		'job',
	],
	[
		'job internal',
		undefined,
		{ code: 'internal_error', message: 'An internal error occurred' },
		'job_failed',
		'job',
	],
	['job null-ish string', undefined, 'null', 'job_failed', 'job'],
	['job heavy', undefined, "We're under heavy load, please try again later.", 'overloaded', 'job'],
	[
		'job nested json string',
		undefined,
		'{"error":{"code":"moderation_blocked","message":"b"}}',
		'moderation',
		'job',
	],
	['job zh', undefined, '生成失败：内容违规', 'moderation', 'job'],
	['job zh timeout', undefined, '生成超时', 'job_failed', 'job'],
	[
		'job model gone',
		undefined,
		{ message: 'model sora-2 is no longer available' },
		'model_retired',
		'job',
	],
	[
		'cf 1020 html',
		403,
		'<html><head><title>Access denied</title></head><body><span>Error code: 1020</span></body></html>',
		'region',
	],
	[
		'cf 403 json',
		403,
		{
			title: 'Error 1009: Access denied',
			status: 403,
			detail: 'The owner of this website has banned the country or region your IP address is in.',
			error_code: 1009,
			error_name: 'country_banned',
			cloudflare_error: true,
		},
		'region',
	],
	[
		'cf 1015 json',
		429,
		{
			title: 'Error 1015: You are being rate limited',
			status: 429,
			error_code: 1015,
			cloudflare_error: true,
			retryable: true,
			retry_after: 30,
		},
		'rate_limit',
	],
	[
		'legal',
		403,
		{ error: { message: 'This service is restricted due to U.S. sanctions in your location.' } },
		'region',
	],
	[
		'EU only',
		403,
		{ error: { message: 'Sora is not yet available in the European Economic Area.' } },
		'region',
	],
	[
		'vpn',
		403,
		{ error: { message: 'Please disable your VPN or proxy.', code: 'vpn_detected' } },
		'region',
	],
	[
		'where you live',
		403,
		{ error: { message: "We're not available where you are yet." } },
		'region',
	],
	['geo', 403, { error: { code: 'GEO_BLOCKED', message: 'no' } }, 'region'],
	[
		'anthropic overloaded',
		529,
		{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
		'overloaded',
	],
	['capacity', 503, { detail: "We're experiencing high demand right now." }, 'overloaded'],
	[
		'capacity400',
		400,
		{ error: { message: "We're currently experiencing high demand. Try again." } },
		'overloaded',
	],
	[
		'queue full 400',
		400,
		{ error: { message: 'Queue is full, too many tasks pending' } },
		'rate_limit',
	],
	['ip whitelist', 403, { error: { message: 'IP address not in whitelist' } }, 'auth'],
	[
		'key scope',
		403,
		{
			error: {
				message:
					'You have insufficient permissions for this operation. Missing scopes: api.videos.write',
			},
		},
		'auth',
	],
	[
		'401 region',
		401,
		{ error: { message: 'Access from your location is not permitted' } },
		'region',
	],
	['phone', 403, { error: { message: 'Please verify your phone number first' } }, 'auth'],
	[
		'self-harm',
		400,
		{ error: { message: 'This content may violate our guardrails around self-harm.' } },
		'moderation',
	],
	[
		'cameo',
		400,
		{
			error: {
				message: "You can't use this person's likeness without permission",
				code: 'cameo_not_allowed',
			},
		},
		'moderation',
	],
	['nude prompt', 400, { error: { message: 'Explicit content detected in prompt' } }, 'moderation'],
	[
		'trademark',
		400,
		{ error: { message: 'Prompt references a trademarked character' } },
		'moderation',
	],
	['minors', 400, { error: { message: 'Image includes a person under 18' } }, 'moderation'],
	[
		'yaml',
		400,
		'error:\n  code: unsupported_country_code\n  param: MM\n  message: Sora is not available in your country',
		'region',
	],
	['form', 400, 'error=unsupported_country_code&param=MM', 'region'],
	[
		'query str oauth',
		401,
		{ error: 'invalid_token', error_description: 'The access token expired' },
		'auth',
	],
	['oauth client', 401, { error: 'invalid_client' }, 'auth'],
	['bearer header only', 401, '', 'auth'],
	['number code only 1010', 403, 'error code: 1010', 'rate_limit'],
	['status payload', 200, { status: 429, error: 'Too Many Requests' }, 'rate_limit'],
	['ok false', 200, { ok: false, description: 'Unauthorized', error_code: 401 }, 'auth'],
	['ret', 200, { ret: -1, msg: '账户余额不足' }, 'quota'],
	['retcode', 200, { retcode: 1, message: 'invalid prompt' }, 'invalid_request'],
	[
		'Code/Message caps',
		400,
		{ Code: 'InvalidApiKey', Message: 'Invalid API-key provided.' },
		'auth',
	],
	['success string', 200, { success: 'false', message: 'Insufficient balance' }, 'quota'],
];

test.each(BRIEF)('in brief: %s', (_, status, body, cls, during = 'submit') => {
	const verdict = classify(
		{ during, status, body: during === 'job' || typeof body === 'string' ? body : q(body) },
		0,
	);
	expect(verdict.class).toBe(cls);
	if (during === 'submit') expect(verdict.billed).toBe('no');
});

test('there are more than a hundred', () => {
	expect(PROXIES.length + CLOUDS.length + FRAMEWORKS.length + RELAYS.length).toBeGreaterThan(100);
});
