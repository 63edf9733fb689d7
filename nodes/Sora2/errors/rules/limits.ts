import { joinPatterns, type Rule } from './rule';

/** Refusals because of too many requests or jobs, or because the address is blocked. */
export const LIMITS: readonly Rule[] = [
	{
		// A browser challenge, or a blocked address: another request soon makes it worse.
		class: 'rate_limit',
		codes: ['cf_shield_429', 'cf_challenge'],
		message:
			/cf_shield|just a moment|attention required|enable javascript and cookies|checking your browser|verify(ing)? (that )?you are (a )?human|cloudflare challenge|error (code:? ?)?(1006|1007|1008|1010)\b|banned your ip|sorry, you have been blocked/i,
		retryable: false,
		order: 'refused',
	},
	{
		class: 'rate_limit',
		codes: [
			'rate_limit_exceeded',
			'rate_limited',
			'rate_limit_reached',
			'request_limit_exceeded',
			'slow_down',
			'concurrency_limit_exceeded',
			'concurrent_limit_exceeded',
			'too_many_concurrent_requests',
		],
		message: joinPatterns(
			/rate[ _-]?limit|too many (concurrent |pending |active )?(requests|jobs|tasks|videos|generations)|(requests|jobs|tasks|videos) (per|a|\/) ?(second|min|hour|day)|rate exceeded|throttl|slow down|error (code:? ?)?1015\b/,
			/concurren(t|cy)[^.\n]{0,40}(limit|exceed|maximum|reached)|(maximum|max|limit)[^.\n]{0,40}concurren/,
			/(call|request) (frequency|rate) is too|(request|call)s?[^.\n]{0,12} too (fast|frequent)|(parallel|concurrent|active|simultaneous) (task|job|request|generation|video)s?\b[^.\n]{0,30}\b(limit|over|exceed|maximum)|allows? (only )?\d+ (concurrent|parallel|simultaneous)|^token limit$|growth limit/,
			/qps[^。]{0,4}超|限频|限頻|(并行|并发|同时|任务)[^。]{0,12}(超出|上限)/,
			/负载已饱和|(请求|调用|操作)[^。]{0,6}(过于频繁|太频繁|过快|过多)|速率限制|频率[^。]{0,6}(限制|超)|限流|并发[^。]{0,10}(限制|超|上限)|队列[^。]{0,4}满|(請求|操作)[^。]{0,6}頻繁/,
		),
		generic: [
			'resource_exhausted',
			'rate_limit',
			'rate_limit_error',
			'too_many_requests',
			'limit_exceeded',
			'throttled',
			'throttling',
		],
		numbers: [429],
		order: 'refused',
	},
];

/** The endpoint reports that it is full and accepts nothing. */
export const OVERLOAD: readonly Rule[] = [
	{
		class: 'overloaded',
		codes: [
			'heavy_load',
			'overloaded',
			'overloaded_error',
			'engine_overloaded',
			'server_overloaded',
			'server_busy',
			'service_busy',
			'system_busy',
			'channel:no_available_key',
		],
		message: joinPatterns(
			/(heavy|high) (load|traffic)|overload|max(imum)? queue|high demand|at (full )?capacity|under maintenance|down for maintenance|no healthy upstream/,
			/(service|server|system|model|engine)[^.\n]{0,40}\bbusy|(?<!must )(not|n't|nothing|never) (was |been |be )?(yet )?(accepted|submitted|queued|enqueued|created)\b/,
			/does not permit further calls|(no credits|nothing|not)( was| were| been| be)? (charged|deducted|billed)\b/,
			/(服务|系统|服务器|服務|系統|伺服器)[^。]{0,6}(繁忙|维护|維護)|(任务|订单)未(创建|提交)|(未|没有)(扣费|计费|收费)/,
		),
		order: 'refused',
	},
];

/** Reports of a server error that say nothing about what became of the request. */
export const OUTAGE: readonly Rule[] = [
	{
		class: 'overloaded',
		message: joinPatterns(
			/(service|server|system|model|engine)[^.\n]{0,40}unavailable|temporarily (un|not )available/,
			/internal (server )?error|server had an error/,
			/(服务|系统|服务器|服務|系統|伺服器)[^。]{0,6}(不可用|错误|异常|錯誤|異常)|内部错误/,
		),
		generic: [
			'server_error',
			'api_error',
			'internal_error',
			'internal',
			'internal_server_error',
			'internal_failure',
			'service_unavailable',
			'temporarily_unavailable',
			'unavailable',
		],
		numbers: [408, 455, 499, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 529, 598, 599],
		statusOnly: true,
	},
	{
		class: 'overloaded',
		message:
			/something went wrong|(try|retry) (your request )?again (later|in a)|稍[后後](再试|重试|再試|重試)/i,
		lowConfidence: true,
	},
];
