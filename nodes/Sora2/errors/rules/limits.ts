import { joinNear, joinPatterns, type Rule } from './rule';

/** What an endpoint counts. */
const COUNTED =
	/\b(requests?|calls|jobs?|tasks?|generations|concurren(t|cy)|parallel|simultaneous(ly)?|in flight|rpm|rpd|tpm|qps|qpm|tps|queue|request rate|submissions|pending|renders)\b/;
const TOO_MANY =
	/\b(too (many(?! (image|frame|reference|character|token|field|pixel|item|file|element|part|argument|value|retr))|fast|quickly|often|frequent(ly)?)|(?<!(time|duration|size|length|deadline|timeout|retry|retries|redirect|memory|step) )limit(s|ed)? (is |was |has been |of \d{1,6} |for \w{1,12} )?(reached|exceeded|hit|exceed)|exceed(s|ed|ing)?( the| your)? ((request|job|task|concurrency|concurrent|rate|allowed|hourly|queue|account|user|number) ){0,2}(limit|quota|rate|number of)|at most \d|only (one|two|\d) (concurrent |running |active |parallel )?(job|task|request|generation|video)|\bcap (of \d|reached|exceeded|$)|cap$|maximum( number)? of (\d{1,3} )?(concurrent|running|parallel|simultaneous|active|jobs|tasks|requests|generations)|max(imum)? (reached|concurrency)|quota exceed(ed)?|num(ber)? exceed(ed)?|(is|are|was) full|already (have|has) \d|wait (for|until) (one|some|a|your|other|earlier|the (current|running|previous)))\b/;
const TOO_MANY_ELSEWHERE = [
	joinNear(
		/请求|請求|调用|呼叫|并发|並發|併發|任务数?|任務|排队|排隊|频率|頻率|频次|操作|队列|佇列|rpm|tpm|qps/,
		/过多|過多|太多|过快|過快|频繁|頻繁|超限|(超出|超过|超過)[^。]{0,4}(上限|限制|配额|数量|次数)|(到|达)上限|频率限制|頻率限制|太快|已满|已滿/,
		10,
	),
	joinNear(
		/リクエスト|レート|同時|頻度|タスク|ジョブ|キュー/,
		/多すぎ|数を超え|(?<!時間)(制限(?!時間)|上限)|満杯|いっぱい/,
		14,
	),
	joinNear(
		/요청|동시|작업|속도|빈도|대기열/,
		/너무 많|많습니다|(?<!시간 ?)(한도|제한)|가득|(개수|횟수)를 초과/,
		20,
	),
	joinNear(
		/запрос[а-я]{0,3}|обращени[а-я]|задач[а-я]{0,2}|частот[а-я]|очеред[а-я]|одновременн[а-я]{2,3}/,
		/слишком (много|част)[а-я]*|лимит(?! времени)|превышен[а-я]{0,2} (количеств|частот|числ|скорост)|переполнен/,
	),
	/zu viele (anfragen|anforderungen|aufgaben|aufträge)|(anfrage|raten|aufruf)[a-z]{0,3}limit|anfragen pro|gleichzeitige[^.\n]{0,30}(limit|maxim|überschr|erreicht)|warteschlange[^.\n]{0,12} voll/,
	/trop de (requêtes|demandes|tâches|appels)|(maxim[a-z]{1,3}|limite)[^.\n]{0,20} (simultan|concurren)|limite de (débit|requêtes|taux|fréquence)|file d.attente[^.\n]{0,12} pleine/,
	/(demasiad|muit|tropp)[aeiosà]{1,2} (solicitud|peticion|tarea|requisiç|solicitaç|tarefa|richiest|pedido|llamada|chamada)|l[íi]mite de (solicitud|peticion|velocidad|tasa|requisiç|solicitaç|taxa|frecuencia)|(máxim[oa]|l[íi]mite)[^.\n]{0,20} (simult|concurren)|(cola|fila) (está )?(llena|cheia)/,
];

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
			joinNear(COUNTED, TOO_MANY, 25),
			...TOO_MANY_ELSEWHERE,
			/\b(\d{1,6}|few|many) (requests|calls|jobs|tasks) (per|in|every) \d|going too fast|cool(ing)? ?down|enhance your calm|(request )?freq(uency)?s? (is )?(limit|too)|you (already|still) have (a|an|another|unfinished|running)[^.\n]{0,16} (generation|job|task|video|render)|(another|a previous|an earlier|previous) (generation|job|task|video) is (still )?(running|in progress)|burst (limit|allowance)|hourly [^.\n]{0,12}(cap|limit)/,
			/(?<!(frame|bit|sample|refresh) ?)rate[ _-]?limit|too many (concurrent |pending |active )?(requests|jobs|tasks|videos|generations)|(requests|jobs|tasks|videos) (per|a|\/) ?(second|min|hour|day)|rate exceeded|throttl|slow down|error (code:? ?)?1015\b/,
			/concurren(t|cy)[^.\n]{0,40}(limit|exceed|maximum|reached)|(maximum|max|limit)[^.\n]{0,40}concurren/,
			/(call|request) (frequency|rate) is too|(request|call)s?[^.\n]{0,12} too (fast|frequent)|(parallel|concurrent|active|simultaneous) (task|job|request|generation|video)s?\b[^.\n]{0,30}\b(limit|over|exceed|maximum)|allows? (only )?\d+ (concurrent|parallel|simultaneous)|^token limit$|growth limit/,
			/qps[^。]{0,4}超|限频|限頻|有未完成的任务|(超过|超出)最大(并发|任务|请求)|(并行|并发|同时|任务)[^。]{0,12}(超出|上限)/,
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
