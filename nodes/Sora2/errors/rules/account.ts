import { joinNear, joinPatterns, type Rule } from './rule';

/** What an order is paid from. */
const MONEY =
	/\b(credits?|balance|funds|wallet|allowance|prepaid|subscription|trial|free tier|free (generations|videos|uses|quota)|monthly (generations|videos|uses|quota)|money|(?<!(concurren(t|cy)|request|rate|rpm|tpm|qps|job|task|allocated)s? )quota(?! (per|for metric|metric))|(user|account|token|key|plan|project|team|workspace)('s)? quota|(paid )?plan|invoices?|bill)\b/;
const SPENT =
	/\b(exhausted|depleted|insufficient|not enough|isn't enough|used up|(used|spent|consumed) (up )?all|run out|ran out|running low|too low|not cover|overdrawn|(is |was )empty|overdue|past due|has (ended|expired|lapsed)|expired|ended|lapsed|unpaid|outstanding|all gone|are gone|(is|too|running|very) low|low$|(n't|not) have enough|remaining: ?0|required to|short(age|fall)?)\b/;
const SPENT_ELSEWHERE = [
	joinNear(
		/余额|餘額|额度|額度|积分|積分|点数|點數|配额|套餐|(?<!重试|重試|尝试|轮询)(次数|次數)|资源包|資源包|账户|帳戶|会员|會員/,
		/不足|用尽|用盡|耗尽|耗盡|用完|不够|不夠|超限|到期|过期|過期|欠费|欠費|透支|为(0|零|负)|低于|不包含|已?无可用/,
		10,
	),
	joinNear(
		/残高|クレジット|ポイント|クォータ|利用枠|無料枠|プラン/,
		/不足|足りません|使い切|使い果た|尽き|期限切れ|上限に達し|なくなり/,
		12,
	),
	joinNear(
		/잔액|크레딧|포인트|할당량|요금제|구독|무료 체험/,
		/부족|소진|모두 사용|만료|초과|없습니다|모자/,
		12,
	),
	joinNear(
		/средств|баланс[а-я]{0,2}(?![а-я])|кредит[а-я]{0,3}|квот[а-я]|подписк[а-я]|сч[её]т[а-я]{0,2}/,
		/недостаточно|исчерпан|законч|истек|израсходован|не хватает|пополните|отрицательн|задолженност/,
	),
	joinNear(
		/guthaben|kontingent|kredite?|credits|abonnement|\babo|kontostand|testphase/,
		/aufgebraucht|erschöpft|nicht aus|nicht genügend|nicht genug|ungenügend|zu niedrig|abgelaufen|aufladen|überzogen|reicht/,
	),
	joinNear(
		/\b(solde|crédits?|quota|abonnement|forfait|essai)\b/,
		/insuffisant|épuisé|expiré|terminé|pas assez|plus (de|aucun)|rechargez|dépassé/,
	),
	joinNear(
		/\b(saldo|cr[ée]ditos?|saldo|cuota|cota|suscripción|assinatura|fondos|fundos|prueba gratuita|plano?|crediti|credito)\b/,
		/insuficiente|insufficient|agot|acab|esgot|esaurit|venci|expir|caduc|no tiene|não tem|recarg|suficientes|excedid|superad/,
	),
];

/** Refusals because the account is out of credit. */
export const QUOTA: readonly Rule[] = [
	{
		class: 'quota',
		codes: [
			'insufficient_quota',
			'insufficient_user_quota',
			'pre_consume_token_quota_failed',
			'billing_hard_limit_reached',
			'billing_not_active',
			'billing_error',
			'insufficient_credits',
			'insufficient_credit',
			'insufficient_balance',
			'not_enough_credits',
			'out_of_credits',
			'out_of_credit',
			'no_credits',
			'quota_exceeded',
			'quota_exhausted',
			'payment_required',
			'insufficient_funds',
			'billing_disabled',
			'billing_not_enabled',
			'token_quota_exhausted',
			'token_status_exhausted',
			'arrearage',
			'account_overdue',
			'spending_limit_exceeded',
			'usage_limit_reached',
		],
		message: joinPatterns(
			joinNear(MONEY, SPENT),
			...SPENT_ELSEWHERE,
			/\b0 (credits|generations|videos) (left|remaining)|no (active|valid) (subscription|plan|payment method)|can only afford|\b(costs?|requires?|needs?) \d+ credits[^\n]{0,30} (have|has|left)|payments? (is |are )?(overdue|past due|failed|declined)|upgrade to (a |the |our )?(\w{1,12} )?(plan|tier|subscription|pro\b|premium|paid)|(plan|subscription) (does(n't| not)) (include|cover|allow)|top up (to|your|now|and|first)|(deposit|add|buy|purchase) (more )?(funds|credits)|(locked|suspended|blocked)[^.\n]{0,20} (balance|billing|payment|invoice)|not (been )?(purchased|subscribed)|monthly (spend|spending|budget|generation)[a-z]* (limit|cap)|usage cap/,
			/exceeded your current quota|insufficient[ _-](user |account |your )?(credit|balance|fund|quota)/,
			/(credit|balance|quota|fund)s?( balance)? (is |are |has been |have been )?(exhausted|depleted|insufficient|not enough|used up|too low)/,
			/(?<!(concurren(t|cy)|request|rate|rpm|tpm|qps|job|task)s? )quota (has been |was )?(exceeded|reached)(?![^\n]{0,200}(per|\/) ?(second|minute|min)\b)/,
			/(not enough|no( more| remaining)?|out of|lack of) ((api |call |request |video )?(volume )?)(credit|balance|quota|fund)(?!s?( (was|were|is|are|has been|have been|will be))? (charged|billed|used|deducted|consumed|spent))|run out of (credit|balance|fund|quota)|do(es)?( not|n't) have enough (credit|balance|quota|fund)/,
			/(billing|spending|hard|usage|monthly|budget) (hard )?limit( has been)? (reached|exceeded)|billing (hard )?limit|billing[^.]{0,20}not active|payment (is )?required|(top[ -]?up|recharge) your|budget has been exceeded|billing to be enabled|enable billing|overdue (balance|payment|bill)/,
			/(daily|weekly|monthly|plan|trial|tier)'?s?( [a-z]{1,20}){0,3} (limit|allowance)( has been| was| is)? (reached|exceeded|used up|exhausted)|(reached|exceeded|hit|used up) (your|the) (daily|weekly|monthly|plan|trial|free)[^.\n]{0,40}(limit|allowance)|(trial|subscription) (period )?(has |is )?(ended|expired|over\b)|upgrade (your|to a (paid|higher)) plan/,
			/remaining credits: ?0\b|(please|must|need to) (top[- ]?up|recharge)|budget (is |was )?(exhausted|spent|used up)|\blow (balance|credit)|credit limit|\bnegative balance|exceeds?[^.\n]{0,20} balance|balance is (negative|zero)|(insufficient|out of|no) tokens\b|(requires?|needs?) (at least )?\d+ (more )?credits|no (prepaid |free )?credits (left|remaining)|spend(ing)? (cap|limit)|(no|invalid|missing) payment method|^(please )?add a payment method|card (was|could not be) (declined|charged)|unpaid (invoice|bill)|in arrears/,
			/(resource|credit|usage) pack(age)?s?[^.\n]{0,20}(depleted|exhausted|expired|used up)|free (tier|quota|allowance|allocation)[^.\n]{0,40}(exhausted|used up|exceeded|ended|expired|over)|(used up|exhausted)[^.\n]{0,20} (free )?(allocation|allowance|quota)|key limit exceeded|usage limit[^.\n]{0,12}(exceeded|reached)|exceeds?[^.\n]{0,20} usage limit|only (accessible|available)[^.\n]{0,12} (billed|paid|paying) |budget exceeded/,
			/(次数|費用|费用|金币|算力点|资源包|套餐|会员)[^。]{0,8}(不足|用尽|耗尽|用完|不够|到期|过期)|请续费|크레딧[^.]{0,6}부족|クレジット[^。]{0,6}不足|预扣费失败/,
			/(额度|余额|配额|积分|点数)[^。]{0,8}(不足|用尽|耗尽|用完|不够|超限)|预扣费[^。]{0,6}失败|欠费|请充值|(額度|餘額|點數|積分)[^。]{0,8}(不足|用盡|用完)|残高[^。]{0,6}(不足|あり)|잔액[^.]{0,6}부족|saldo insuficiente|solde insuffisant|недостаточно (средств|кредит|баланс)/,
		),
		numbers: [402],
		order: 'refused',
	},
];

/** What proves who is asking. */
const PROOF =
	/\b((api|access|secret|license|subscription|account)[ _-]?keys?|(access|bearer|api|auth|session|security|refresh|id) ?tokens?|(?<!(unexpected|invalid|illegal) )token(?! (limit|count|left|remaining|quota|at|<|in json))|credentials?|signature(?! of (the |an? )?(image|file|input|video))|jwt|bearer|authorization( header)?|(this|your|the) key|(client|api) secret|login)\b/;
const REFUSED_PROOF =
	/\b(invalid|incorrect|wrong|missing|expired|revoked|disabled|deactivated|rotated|deleted|malformed|unknown|unrecogni[sz]ed|not (valid|found|recogni[sz]ed|active|provided|match|authori[sz]ed|exist|accepted)|does not match|no longer valid|lapsed|mismatch|required|rejected|blocked|suspended|inactive|not enabled|(turned|switched) off|bad|belongs to|must (supply|provide|include)|provide|supply)\b/;
const ACCOUNT = /\b(accounts?|organi[sz]ation|workspace|project|tenant|team|user|member(ship)?)\b/;
const CLOSED =
	/\b(suspended|deactivated|disabled|banned|(is|was|has been) (closed|terminated|locked)|archived|blacklisted|frozen|not (verified|approved|activated|authori[sz]ed)|under review)\b/;
const KEYS_ELSEWHERE = [
	joinNear(
		/令牌|密钥|密鑰|金鑰|凭证|憑證|签名|簽名|认证|認證|鉴权|鑑權|身份验证|授权|授權|api ?key/,
		/无效|無效|错误|錯誤|过期|過期|失败|失敗|禁用|停用|吊销|撤销|撤銷|失效|缺失|未提供|不通过|不匹配|不正确/,
		8,
	),
	joinNear(/账号|賬號|帳號|账户|帳戶|用户|用戶/, /禁用|停用|冻结|凍結|封禁|封號|封号|注销|註銷/, 8),
	joinNear(/api ?キー|トークン|認証|署名/, /無効|失敗|期限切れ|不正|失効|正しくありません/, 16),
	joinNear(/アカウント/, /停止|凍結|無効/, 16),
	/権限が?(ありません|不足)|アクセスが拒否/,
	joinNear(/api ?키|토큰|인증|서명/, /유효하지|실패|만료|잘못/, 16),
	joinNear(/계정/, /정지|비활성|차단/, 16),
	/권한이? ?(없|필요|부족)/,
	joinNear(
		/(?<![а-я])(ключ[а-я]{0,2}|токен[а-я]{0,2}|авторизаци[а-я]|аутентификаци[а-я]|подпис[ьи])(?![а-я])/,
		/неверн|недействит|истек|отозван|заблок|ошибк|отсутств|просроч|неправильн|не действ/,
	),
	joinNear(
		/(?<![а-я])(аккаунт|уч[её]тн[а-я]{2,3} запис|доступ)[а-я]{0,2}(?![а-я])/,
		/заблок|запрещ|приостановл|отключ/,
	),
	/недостаточно прав|нет прав/,
	joinNear(
		/(api-?)?schlüssel|\btoken\b|anmeldung|authentifizierung|signatur/,
		/ungültig|abgelaufen|fehlgeschlagen|deaktiviert|widerrufen/,
	),
	joinNear(/\bkonto\b/, /gesperrt|deaktiviert/),
	/zugriff verweigert|keine berechtigung|nicht berechtigt/,
	joinNear(
		/\b(clés?|jeton|signature|authentification)\b/,
		/invalide|expiré|échou|manquant|refusé|révoqu|incorrecte?|inconnue?/,
	),
	joinNear(/\bcompte\b/, /suspendu|désactivé|bloqué/),
	/accès refusé|n.(avez|êtes) pas (les |l.)?autoris/,
	joinNear(
		/\b(clave|api key|token|firma|autenticación|chave|autenticação)\b/,
		/inv[áa]lid|no válid|caduc|expir|falló|falhou|revocad|revogad|incorrect|inexistente/,
	),
	joinNear(/\b(cuenta|conta)\b/, /suspendid|suspens|desactivad|desativad|bloquead/),
	/(acceso denegado|acesso negado)|(no tienes?|não tem) (los )?(permiso|permiss)/,
];

/** Refusals because of the API key or its permissions. */
export const AUTH: readonly Rule[] = [
	{
		class: 'auth',
		codes: [
			'invalid_api_key',
			'api_key_invalid',
			'api_key_expired',
			'incorrect_api_key',
			'missing_api_key',
			'invalid_token',
			'token_expired',
			'token_invalid',
			'invalid_authentication',
			'invalid_access_key',
			'account_deactivated',
			'account_suspended',
			'account_disabled',
			'user_banned',
			'organization_not_verified',
			'missing_authentication_token',
			'request_time_too_skewed',
			'signature_does_not_match',
			'expired_token',
			'unrecognized_client',
			'invalid_signature',
			// LiteLLM without the database in which it would look up the key.
			'no_db_connection',
		],
		message: joinPatterns(
			joinNear(PROOF, REFUSED_PROOF, 25),
			joinNear(ACCOUNT, CLOSED),
			...KEYS_ELSEWHERE,
			/\bip\b[^.\n]{0,40}(not|n't) (on |in )?(the |an |your )?(allow|white)[- ]?list|(insufficient|lacks?( the)?( required)?|missing) (permission|scope|privilege|role)|not (entitled|authori[sz]ed|permitted) to|\bip\b[^.\n]{0,30} not in [^.\n]{0,20}whitelist|没有(访问|操作|使用)?权限|沒有(訪問|存取|操作|使用)?權限|只能在指定网段|权限不足|權限不足/,
			/(incorrect|invalid|missing|wrong|expired|no|bad|unknown) ((or|and) (missing|expired|invalid) )?(bearer |access )?(api[ _-]?key|token|authentication|authorization|credential)s?\b(?! (limit|count|left|remaining))/,
			/(api[ _-]?key|access token)[^.\n]{0,40}(invalid|incorrect|missing|not valid|expired|not provided|revoked|disabled|not found)|you didn't provide an api key/,
			/unauthori[sz]ed|not authenticated|authentication (failed|required|fails|error)|(must|needs? to) be verified|verify (your )?organi[sz]ation/,
			/access (is |was )?denied|^"?forbidden"?[.!]?$|permission (denied|error)|do(es)?( not|n't) have (the )?(permission|required permission|access)|(account|organi[sz]ation)[^.\n]{0,30}(suspended|deactivated|disabled|banned)/,
			/(session|login|sign-?in)[^.\n]{0,16}timed? ?out|(session|login|sign-?in|token|signature|timestamp)[^.\n]{0,16}(has expired|is expired)|timestamp expired|login (fail|first|required)|(please|must) (log|sign) ?in/,
			/(登录|登入|会话)[^。]{0,6}(超时|过期|失效)|签名[^。]{0,6}(失败|错误|无效)|(api ?key|app ?key)[^。]{0,4}(不存在|无效|错误|过期)/,
			/令牌[^。]{0,16}(无效|过期|不可用|禁用|不存在|失败)|(无效|错误|过期|未提供|缺少)的?(令牌|密钥|凭证)|密钥[^。]{0,10}(无效|错误|过期)|鉴权失败|认证失败|未授权|无权|没有权限|(用户|账号|账户)[^。]{0,6}封禁|(令牌|密鑰|金鑰)[^。]{0,10}(無效|錯誤|過期)|未授權|無權/,
		),
		generic: [
			'permission_denied',
			'permission_error',
			'access_denied',
			'unauthenticated',
			'unauthorized',
			'authentication_error',
			'auth_error',
			'authentication',
			'forbidden',
		],
		numbers: [401, 403],
		statusOnly: true,
		order: 'refused',
	},
];
