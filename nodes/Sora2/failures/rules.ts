import type { FailureClass } from './failure';

/**
 * What signal means which class. One rule a line of meaning; the order is the order of the tests (a region
 * refusal that also says "invalid request" is a region refusal). Within one order, a specific code outranks
 * any message, a message outranks a generic code (`invalid_request_error` accompanies everything), and the
 * HTTP status comes last: it lies in both directions.
 *
 * Sources: OpenAI's openapi.yaml (2026-08-21), new-api, LiteLLM, sora2api, SGLang and vLLM-Omni source,
 * documentation of APIYI, laozhang, kie.ai, OpenRouter, WaveSpeed; read in November 2026.
 */
export interface Rule {
	class: FailureClass;
	/** Exact words of `code` or `type`, lower case. */
	codes?: readonly string[];
	message?: RegExp;
	/** Codes and types that say little: looked at only when no message speaks. */
	generic?: readonly string[];
	/** Vendors' numeric codes, HTTP numbers included: an envelope's number outranks the HTTP status. */
	numbers?: readonly number[];
	/** Overrides of what the class says about another try on the same channel. */
	retryable?: boolean;
	/** The refusal came while the endpoint may already have worked on the job. */
	billedInJob?: 'unknown';
}

/** The one region refusal that goes away by itself: the address of a rotating pool was in the wrong country. */
const ROTATING: Rule = {
	class: 'region',
	codes: ['unsupported_country_code'],
	message: /not available in your country|unsupported_country_code/i,
	retryable: true,
};

export const RULES: readonly Rule[] = [
	{
		class: 'region',
		codes: ['unsupported_country_region_territory', 'unsupported_country', 'unsupported_region', 'region_not_supported', 'geo_blocked', 'country_not_supported'],
		message:
			/unsupported_country_region_territory|country, region,? or territory not supported|user location is not supported|not available in your (region|location|territory)|(country|region|territory|location) (is )?(not supported|unsupported|not allowed|restricted|blocked)|free tier is not available in your country|banned the (country or region|country|region)|error (code:? ?)?(1009|1020)\b|request not allowed|地区不支持|不支持的(国家|地区)/i,
	},
	ROTATING,
	{
		class: 'quota',
		codes: ['insufficient_quota', 'insufficient_user_quota', 'pre_consume_token_quota_failed', 'billing_hard_limit_reached', 'billing_not_active', 'insufficient_credits', 'insufficient_balance', 'quota_exceeded', 'payment_required', 'insufficient_funds', 'token_quota_exhausted'],
		message:
			/exceeded your current quota|insufficient[ _](user[ _])?(credit|balance|fund|quota)|(credit|balance|quota)s? (is |are )?(exhausted|depleted|insufficient|not enough|used up|too low)|not enough (credit|balance|quota)|no credits|out of credits|billing (hard )?limit|payment required|top[ -]?up your|额度不足|余额不足|额度已用尽|配额不足|欠费/i,
		numbers: [402],
	},
	{
		class: 'model_retired',
		codes: ['model_not_found', 'deploymentnotfound', 'deployment_not_found', 'model_retired', 'model_deprecated', 'model_decommissioned', 'model_not_available', 'model_not_supported', 'unknown_model', 'invalid_model'],
		message:
			/no available channel|无可用渠道|temporarily paused|model[^.]{0,120}(does not exist|not found|no longer|not available|is not supported|unknown|retired|deprecated|decommissioned|discontinued|shut ?down|sunset|has been removed)|(unknown|invalid|unsupported|no such) model|deployment[^.]{0,120}(does not exist|not found)|no endpoints found|videos? api[^.]{0,80}(shut ?down|removed|deprecated|no longer)|模型[^。]{0,40}(不存在|已下线|下架|不可用)|(has been|been|was|is) (retired|discontinued|decommissioned|sunset)/i,
		numbers: [410],
	},
	{
		class: 'moderation',
		codes: ['sentinel_block', 'moderation_blocked', 'content_policy_violation', 'content_filter', 'contentfilter', 'content_violation', 'policy_violation', 'safety_violation', 'sensitive_words_detected', 'prompt_blocked', 'input_moderation', 'output_moderation', 'moderation'],
		message:
			/moderation|content[ _]?polic|usage polic|polic(y|ies) violation|violat(es|ed|ing|ion)[^.]{0,60}(polic|guideline|terms|guardrail)|guardrail|photorealistic|third[- ]party (content|likeness|similarity)|similarity to third|likeness of|public figure|(was|been|is) (flagged|blocked by (our )?(safety|content|moderation))|safety (system|filter)|sensitive (word|content)|inappropriate content|nsfw|敏感|违规|审核/i,
		numbers: [451, 1200],
		billedInJob: 'unknown',
	},
	{
		class: 'auth',
		codes: ['invalid_api_key', 'authentication_error', 'unauthorized', 'invalid_token', 'token_expired', 'invalid_authentication', 'account_deactivated', 'api_key_invalid'],
		message:
			/(incorrect|invalid|missing|wrong|expired|no) (api[ _-]?key|token|access token|authentication|credential)|api[ _-]?key[^.]{0,40}(invalid|incorrect|missing|not valid|expired|not provided)|unauthori[sz]ed|not authenticated|authentication (failed|required|fails)|must be verified|verify organi[sz]ation|access denied|无效的令牌|令牌(已过期|无效|状态不可用)|未提供令牌|^"?forbidden"?$|permission (denied|error)|do(es)? not have permission/i,
		generic: ['permission_denied', 'permission_error', 'access_denied', 'unauthenticated', 'forbidden'],
		numbers: [401],
	},
	{
		class: 'rate_limit',
		codes: ['cf_shield_429'],
		message: /cf_shield|just a moment|attention required|enable javascript and cookies|checking your browser|cloudflare challenge/i,
		retryable: false,
	},
	{
		class: 'rate_limit',
		codes: ['rate_limit_exceeded', 'rate_limit_error', 'rate_limit', 'rate_limited', 'too_many_requests', 'ratelimitexceeded', 'throttled', 'throttling', 'concurrency_limit_exceeded'],
		message: /rate[ _-]?limit|too many (concurrent )?(requests|jobs|tasks|videos)|(requests|jobs|tasks) per (second|minute|hour|day)|concurren(t|cy)[^.]{0,40}(limit|exceed)|负载已饱和|请求过于频繁|速率限制|slow down/i,
		generic: ['resource_exhausted'],
		numbers: [429],
	},
	{
		class: 'overloaded',
		codes: ['heavy_load', 'overloaded', 'overloaded_error', 'engine_overloaded', 'server_overloaded'],
		message:
			/heavy load|overload|(service|server|system|model)[^.]{0,40}(unavailable|busy|at capacity)|temporarily unavailable|at capacity|internal server error|bad gateway|gateway time-?out|server had an error|something went wrong|try again later|服务(繁忙|不可用)|系统繁忙/i,
		generic: ['server_error', 'api_error', 'internal_error', 'internal', 'internal_server_error', 'internalservererror', 'service_unavailable', 'serviceunavailableerror', 'temporarily_unavailable', 'unavailable', 'do_request_failed', 'bad_response_status_code', 'timeout_error', 'gateway_timeout', 'bad_gateway'],
		numbers: [500, 502, 503, 504, 520, 521, 522, 523, 524, 529],
	},
	{
		class: 'invalid_request',
		codes: ['invalid_value', 'invalid_type', 'invalid_size', 'invalid_seconds', 'invalid_duration', 'invalid_resolution', 'missing_required_parameter', 'missing_model', 'missing_prompt', 'unknown_parameter', 'unsupported_parameter', 'unsupported_value', 'invalid_parameter', 'invalid_image', 'image_parse_error', 'task_not_exist', 'invalid_url', 'string_above_max_length', 'literal_error', 'invalid_prompt', 'video_not_found'],
		message: /invalid (value|type|url|request|parameter|size|seconds|duration|resolution|prompt|image|input|json|body)|missing required|is required|field required|unknown parameter|must be (one of|a |an |at |between|less|greater)|should be|supported values are|validation error|not found|task_not_exist|参数/i,
		generic: ['invalid_request_error', 'invalid_request', 'invalid_argument', 'badrequesterror', 'bad_request', 'badrequest', 'unprocessableentityerror', 'notfounderror', 'not_found', 'invalid_input', 'missing', 'value_error', 'type_error', 'validation_error', 'failed_precondition'],
		numbers: [400, 404, 405, 406, 409, 411, 413, 414, 415, 416, 422],
	},
];
