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
	/** Words of `code` or `type` that say it; how they are spelled (`_`, `-`, capitals, `Exception`) does not matter. */
	codes?: readonly string[];
	message?: RegExp;
	/** Codes and types that say little: looked at only when no message speaks. */
	generic?: readonly string[];
	/** Vendors' numeric codes, HTTP numbers included: an envelope's number outranks the HTTP status. */
	numbers?: readonly number[];
	/** The numbers say only who is to blame: a telling number outranks them, and the innermost of them counts. */
	vague?: true;
	/** Words anybody adds to anything: a status that says something outranks them. */
	weak?: true;
	/** Overrides of what the class says about another try on the same channel. */
	retryable?: boolean;
	/** The refusal came while the endpoint may already have worked on the job. */
	billedInJob?: 'unknown';
}

/** One expression of several lines. Repetitions in it are bounded: what is matched comes from strangers. */
function any(...patterns: RegExp[]): RegExp {
	return new RegExp(patterns.map((p) => p.source).join('|'), 'i');
}

export const RULES: readonly Rule[] = [
	{
		class: 'region',
		codes: ['unsupported_country_region_territory', 'unsupported_country', 'unsupported_region', 'unsupported_location', 'region_not_supported', 'region_not_allowed', 'region_blocked', 'region_restricted', 'geo_blocked', 'geo_restricted', 'country_not_supported', 'country_blocked', 'location_not_supported', 'user_location_not_supported', 'vpn_detected', 'proxy_detected'],
		message: any(
			/country, region,? or territory not supported|user location is not supported|free tier is (not |un)available in your country/,
			/(not|n't|un)( yet| currently)? ?(available|supported|offered|accessible|permitted|allowed) (in|for|from) (your|this|the user'?s) (current )?(region|location|territory|geograph)/,
			/(not|n't) (yet |currently )?(supported|offered|accessible|permitted|allowed) (in|for|from) your (current )?country/,
			/(country|region|territory|location)( or (region|territory))? (is |are )?(not (currently |yet )?(supported|allowed|permitted)|n't supported|unsupported|restricted|blocked|prohibited)/,
			/(unsupported|restricted|prohibited|embargoed) (country|region|territory|location)\b|geo[- ]?(block|restrict|fenc)|banned the (country or region|country|region)/,
			// Cloudflare's numbers for "country" and "access rule"; Anthropic's only words.
			/error (code:? ?)?(1009|1020)\b|(^|[:-] )request not allowed[.]?$/,
			/(not|n't) (yet |currently )?(available|offered|supported) (in|for) (the )?(european|eea\b|eu\b|uk\b|united kingdom|mainland|china\b|hong kong|russia|iran\b)|(not|n't) (yet |currently )?available where you|\bsanction(s|ed)\b|(disable|turn off|using) (your |a )?vpn\b/,
			/(block|deny|denies|denied|restrict)[a-z]{0,4} access (from|in|to) (your|this) (country|region|location)/,
			/(地区|国家|区域|地區|國家|區域)[^。]{0,8}(不支持|不可用|受限|不支援|無法|无法)|不支[持援][^。]{0,6}(国家|地区|区域|國家|地區)|(您|你)?所在的?(国家|地区|國家|地區)/,
			/(nicht|kein)[^.\n]{0,40} in (ihre|deine)[mr] (land|region)|in (ihre|deine)[mr] (land|region)[^.\n]{0,20} nicht|(pas|plus) (disponible|accessible|pris en charge)[^.\n]{0,20} votre (pays|région)/,
			/no (está|se encuentra) disponible en (tu|su|este) (país|región)|não está disponível (no seu|na sua|em seu|em sua) (país|região)|non è disponibile nel (tuo|suo) paese/,
			/недоступ[а-я]{1,4} в (вашей|вашем|данной) (стране|регионе)|お住まいの(国|地域)|(国|地域)で(は)?(ご)?利用(いただけ|でき)ません|(국가|지역)에서[^.\n]{0,12}(사용|이용)할 수 없/,
		),
	},
	{
		// The one region refusal that goes away by itself: the address of a rotating pool was in the wrong country.
		class: 'region',
		codes: ['unsupported_country_code'],
		message: /(not|n't|un)( yet| currently)? ?available (in|for) your (current )?country/i,
		retryable: true,
	},
	{
		class: 'quota',
		codes: ['insufficient_quota', 'insufficient_user_quota', 'pre_consume_token_quota_failed', 'billing_hard_limit_reached', 'billing_not_active', 'billing_error', 'insufficient_credits', 'insufficient_credit', 'insufficient_balance', 'not_enough_credits', 'out_of_credits', 'out_of_credit', 'no_credits', 'quota_exceeded', 'quota_exhausted', 'service_quota_exceeded', 'payment_required', 'insufficient_funds', 'billing_disabled', 'billing_not_enabled', 'token_quota_exhausted', 'token_status_exhausted', 'arrearage', 'account_overdue', 'spending_limit_exceeded', 'usage_limit_reached'],
		message: any(
			/exceeded your current quota|insufficient[ _-](user |account |your )?(credit|balance|fund|quota)/,
			/(credit|balance|quota|fund)s?( balance)? (is |are |has been |have been )?(exhausted|depleted|insufficient|not enough|used up|too low)/,
			/quota (has been |was )?(exceeded|reached)(?![^\n]{0,200}(per|\/) ?(second|minute|min)\b)/,
			/(not enough|no( more| remaining)?|out of|lack of) ((api |call |request |video )?(volume )?)(credit|balance|quota|fund)|run out of (credit|balance|fund|quota)|do(es)?( not|n't) have enough (credit|balance|quota|fund)/,
			/(billing|spending|hard|usage|monthly|budget) (hard )?limit( has been)? (reached|exceeded)|billing (hard )?limit|billing[^.]{0,20}not active|payment (is )?required|(top[ -]?up|recharge) your|budget has been exceeded|billing to be enabled|enable billing|overdue (balance|payment|bill)/,
			/(daily|weekly|monthly|plan|trial|tier)'?s?( [a-z]{1,20}){0,3} (limit|allowance)( has been| was| is)? (reached|exceeded|used up|exhausted)|(reached|exceeded|hit|used up) (your|the) (daily|weekly|monthly|plan|trial|free)[^.\n]{0,40}(limit|allowance)|(trial|subscription) (period )?(has |is )?(ended|expired|over\b)|upgrade (your|to a (paid|higher)) plan/,
			/(额度|余额|配额|积分|点数)[^。]{0,8}(不足|用尽|耗尽|用完|不够|超限)|预扣费[^。]{0,6}失败|欠费|请充值|(額度|餘額|點數|積分)[^。]{0,8}(不足|用盡|用完)|残高[^。]{0,6}(不足|あり)|잔액[^.]{0,6}부족|saldo insuficiente|solde insuffisant|недостаточно (средств|кредит|баланс)/,
		),
		numbers: [402],
	},
	{
		class: 'model_retired',
		codes: ['model_not_found', 'model_not_exist', 'model_does_not_exist', 'deployment_not_found', 'model_retired', 'model_deprecated', 'model_decommissioned', 'model_shutdown', 'model_not_available', 'model_unavailable', 'model_not_supported', 'unsupported_model', 'unknown_model', 'invalid_model', 'invalid_model_name', 'model_not_open', 'invalid_endpoint_or_model.not_found', 'resource_retired', 'model_price_error'],
		message: any(
			/no (available|healthy) channels?|无可用渠道|temporarily paused|no endpoints found|no (available )?provider[^\n]{0,40} model/,
			// A dot inside a name (wan2.2) does not end the sentence. What is back in a moment is not retired.
			/\bmodels?\b(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|(?<!temporarily )(not|n't)( be)? found|no longer|(?<!temporarily |currently )not available|(is|are) not supported|not a valid model|retired|deprecated|decommissioned|discontinued|shut ?down|sunset|has been removed|end[ -]of[ -](its )?life)(?![^\n]{0,40}try again)/,
			/(unknown|invalid|unsupported|no such) (video )?model\b|not a valid model|do(es)?( not|n't) have access to (the )?model/,
			/\bdeployment\b(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|not found)/,
			/(\bsora\b|videos? (api|generation)|\bapi\b|endpoint|service)[^.\n]{0,80}(shut ?down|been removed|deprecated|no longer|discontinued)|(has been|been|was|is|are) (retired|discontinued|decommissioned|sunset)/,
			/模型[^。]{0,40}(倍率或价格未配置|已下線|不存在|已下线|下架|下线|不可用|停用|停止)|(未找到|找不到|不支持的?|没有)(该|此)?模型/,
		),
		numbers: [410],
	},
	{
		class: 'moderation',
		codes: ['sentinel_block', 'moderation_blocked', 'moderation_failed', 'content_policy_violation', 'content_policy', 'content_filter', 'content_filtered', 'content_violation', 'content_moderation', 'content_blocked', 'policy_violation', 'responsible_ai_policy_violation', 'safety_violation', 'safety', 'image_safety', 'prohibited_content', 'blocklist', 'sensitive_words_detected', 'sensitive_content', 'data_inspection_failed', 'prompt_blocked', 'input_moderation', 'output_moderation', 'moderation', 'nsfw', 'nsfw_content'],
		message: any(
			/moderation(?! (service|api|server|endpoint|system)?( is| was)?( temporarily| currently)? ?(unavailable|timed? ?out|failed to|is down|error))/,
			/content[ _]?polic|usage[ -]polic|polic(y|ies) violation|violat(es|e|ed|ing|ion)\b[^.\n]{0,60}(polic|guideline|terms|guardrail|rules)|against (our|the) [^.\n]{0,30}(polic|guideline|terms)|guardrail/,
			/photo-?realistic|third[- ]party (content|likeness|similarity|copyright)|similarity to third|likeness\b|public figure|celebrit|real[- ](person|people|human)|identifiable (person|people|individual)/,
			/(was|were|been|is|are|got) (flagged|blocked by (our |the )?(safety|content|moderation))|(blocked|rejected|refused|declined|filtered)[^.\n]{0,40}(safety|content (filter|rules|polic|check)|polic(y|ies))|safety (system|filter|check|setting)/,
			/(contain|depict|featur|includ|detect|involv)[a-z]{0,4}:?[^.\n]{0,60}\b(minors?|child(ren)?|nud(e|ity)|sexual|violen(t|ce)|gore|hate|self[- ]harm|copyright|unsafe|sensitive|prohibited|banned)|(minors?|nudity|sexual content|self[- ]harm( content)?|real person|face)( (was|were|has been))? detected/,
			/(sexual|sexually explicit|self[- ]harm|unsafe|prohibited|inappropriate|nsfw|harmful|sensitive|disallowed) (content|material|word|image|prompt)|\bnsfw\b|copyrighted|copyright (concern|violation|infring|issue|reason)|trademark|explicit (content|material|image)|(person|people|someone|somebody|child) under (the age of )?(18|eighteen)|under-?age|responsible ai/,
			/\b(new_)?sensitive\b(?= *$)|(input|output|prompt|text|image) (new_)?sensitive\b/,
			/敏感|违规|违反|审核|不合规|涉嫌|色情|暴力|真人|人脸|肖像|名人|未成年|版权|侵权|違規|違反|審核/,
		),
		numbers: [451, 1200],
		billedInJob: 'unknown',
	},
	{
		class: 'auth',
		codes: ['invalid_api_key', 'api_key_invalid', 'api_key_expired', 'incorrect_api_key', 'missing_api_key', 'invalid_token', 'token_expired', 'token_invalid', 'invalid_authentication', 'invalid_access_key', 'account_deactivated', 'account_suspended', 'account_disabled', 'user_banned', 'organization_not_verified', 'missing_authentication_token', 'request_time_too_skewed', 'signature_does_not_match', 'expired_token', 'unrecognized_client', 'invalid_signature'],
		message: any(
			/(incorrect|invalid|missing|wrong|expired|no|bad|unknown) ((or|and) (missing|expired|invalid) )?(bearer |access )?(api[ _-]?key|token|authentication|authorization|credential)s?\b(?! (limit|count|left|remaining))/,
			/(api[ _-]?key|access token)[^.\n]{0,40}(invalid|incorrect|missing|not valid|expired|not provided|revoked|disabled|not found)|you didn't provide an api key/,
			/unauthori[sz]ed|not authenticated|authentication (failed|required|fails|error)|(must|needs? to) be verified|verify (your )?organi[sz]ation/,
			/access (is |was )?denied|^"?forbidden"?[.!]?$|permission (denied|error)|do(es)?( not|n't) have (the )?(permission|required permission|access)|(account|organi[sz]ation)[^.\n]{0,30}(suspended|deactivated|disabled|banned)/,
			/令牌[^。]{0,16}(无效|过期|不可用|禁用|不存在|失败)|(无效|错误|过期|未提供|缺少)的?(令牌|密钥|凭证)|密钥[^。]{0,10}(无效|错误|过期)|鉴权失败|认证失败|未授权|无权|没有权限|(用户|账号|账户)[^。]{0,6}封禁|(令牌|密鑰|金鑰)[^。]{0,10}(無效|錯誤|過期)|未授權|無權/,
		),
		generic: ['permission_denied', 'permission_error', 'access_denied', 'unauthenticated', 'unauthorized', 'authentication_error', 'auth_error', 'authentication', 'forbidden'],
		numbers: [401, 403],
		vague: true,
	},
	{
		// A challenge for browsers, or an address that is barred: asking again soon makes it worse.
		class: 'rate_limit',
		codes: ['cf_shield_429', 'cf_challenge'],
		message: /cf_shield|just a moment|attention required|enable javascript and cookies|checking your browser|verify(ing)? (that )?you are (a )?human|cloudflare challenge|error (code:? ?)?(1006|1007|1008|1010)\b|banned your ip|sorry, you have been blocked/i,
		retryable: false,
	},
	{
		class: 'rate_limit',
		codes: ['rate_limit_exceeded', 'rate_limited', 'rate_limit_reached', 'request_limit_exceeded', 'slow_down', 'concurrency_limit_exceeded', 'concurrent_limit_exceeded', 'too_many_concurrent_requests'],
		message: any(
			/rate[ _-]?limit|too many (concurrent |pending |active )?(requests|jobs|tasks|videos|generations)|(requests|jobs|tasks|videos) (per|a|\/) ?(second|min|hour|day)|rate exceeded|throttl|slow down|error (code:? ?)?1015\b/,
			/concurren(t|cy)[^.\n]{0,40}(limit|exceed|maximum|reached)|(maximum|max|limit)[^.\n]{0,40}concurren/,
			/负载已饱和|(请求|调用|操作)[^。]{0,6}(过于频繁|太频繁|过快|过多)|速率限制|频率[^。]{0,6}(限制|超)|限流|并发[^。]{0,10}(限制|超|上限)|队列[^。]{0,4}满|(請求|操作)[^。]{0,6}頻繁/,
		),
		generic: ['resource_exhausted', 'rate_limit', 'rate_limit_error', 'too_many_requests', 'limit_exceeded', 'throttled', 'throttling'],
		numbers: [429],
	},
	{
		class: 'overloaded',
		codes: ['heavy_load', 'overloaded', 'overloaded_error', 'engine_overloaded', 'server_overloaded', 'server_busy', 'service_busy', 'system_busy'],
		message: any(
			/heavy load|overload|high demand|(service|server|system|model|upstream|engine)[^.\n]{0,40}(unavailable|busy|at capacity|down for maintenance)|temporarily (un|not )available|at capacity|under maintenance/,
			/internal (server )?error|bad gateway|gateway time-?out|server had an error|timed? ?out\b|connection (error|refused|reset)|upstream connect/,
			/(服务|系统|服务器|服務|系統|伺服器)[^。]{0,6}(繁忙|不可用|错误|异常|维护|錯誤|異常|維護)|内部错误|超时/,
		),
		generic: ['server_error', 'api_error', 'api_connection', 'internal_error', 'internal', 'internal_server_error', 'internal_failure', 'service_unavailable', 'temporarily_unavailable', 'unavailable', 'do_request_failed', 'timeout_error', 'request_timeout', 'gateway_timeout', 'deadline_exceeded', 'bad_gateway', 'channel:no_available_key'],
		numbers: [408, 455, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 529],
		vague: true,
	},
	{
		class: 'overloaded',
		message: /something went wrong|(try|retry) (your request )?again (later|in a)|稍[后後](再试|重试|再試|重試)/i,
		weak: true,
	},
	{
		class: 'invalid_request',
		codes: ['invalid_value', 'invalid_type', 'invalid_size', 'invalid_seconds', 'invalid_duration', 'invalid_resolution', 'missing_required_parameter', 'missing_model', 'missing_prompt', 'unknown_parameter', 'unsupported_parameter', 'unsupported_value', 'image_parse_error', 'task_not_exist', 'invalid_url', 'string_above_max_length', 'literal_error', 'validation_error', 'video_not_found', 'task_not_found', 'unsupported_media_type', 'payload_too_large', 'method_not_allowed', 'invalid_json'],
		message: any(
			/invalid (value|type|url|request|param|argument|size|seconds|duration|resolution|prompt|image|input|json|body)|missing required|is required|field required|unknown (parameter|field)|must be (one of|a |an |at |between|less|greater)/,
			/should be|supported values are|validation error|not found|too (long|large)|unsupported (size|duration|resolution|value|format|media)|(is|are) not (supported|permitted|a valid)|no such (task|video|job)/,
			/参数|任务不存在|不存在|不能为空|格式错误|无效的(尺寸|时长|分辨率|请求|图片)/,
		),
		generic: ['invalid_request_error', 'invalid_request', 'invalid_argument', 'invalid_parameter', 'invalid_param', 'invalid_prompt', 'invalid_image', 'invalid_input', 'bad_request', 'unprocessable_entity', 'not_found', 'missing', 'value_error', 'type_error', 'validation', 'failed_precondition', 'out_of_range', 'unimplemented'],
		numbers: [400, 404, 405, 406, 409, 410, 411, 413, 414, 415, 416, 422, 1400, 1401, 1402, 1403, 1404],
		vague: true,
	},
];
