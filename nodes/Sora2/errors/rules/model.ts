import { joinNear, joinPatterns, type Rule } from './rule';

/** Refusals because the model is not offered. */
export const MODEL: readonly Rule[] = [
	{
		class: 'model_retired',
		codes: [
			'model_not_found',
			'model_not_exist',
			'model_does_not_exist',
			'deployment_not_found',
			'model_retired',
			'model_deprecated',
			'model_decommissioned',
			'model_shutdown',
			'model_not_available',
			'model_unavailable',
			'model_not_supported',
			'unsupported_model',
			'unknown_model',
			'invalid_model',
			'invalid_model_name',
			'model_not_open',
			'invalid_endpoint_or_model.not_found',
			'resource_retired',
			'model_price_error',
		],
		message: joinPatterns(
			joinNear(
				/\b(models?|deployment|engine|snapshot|sora-2|sora)\b(?! (server|worker|process|instance|param))/,
				/\b(withdrawn|phased out|taken offline|turned off|switched off|decommissioned|sunset(ted)?|retired|end[- ]of[- ](life|service|support)|eol|delisted|offline|taken down|replaced by|not (be )?(located|provisioned|configured on)|not enabled (on|for|in) (this|your|the) (account|project|key|group|org)|(not|n't) available anymore|obsolete|superseded|removed from (service|the))\b/,
			),
			/\b(there is|there's|have|find) no (such )?(video )?(model|deployment)\b|could(n't| not) (find|resolve) (the |a )?(requested )?(model|deployment)\b|unrecogni[sz]ed model|model [^.\n]{0,20}is (unknown|invalid)\b/,
			joinNear(
				/模型/,
				/下线|下線|停用|停止(服务|支持|使用|提供)|(暂停|暫停)(使用|服务|服務|提供)|退役|废弃|廢棄|弃用|移除|未找到|未开通|未開通|未上线|不存在|没有找到|不再(提供|支持)|未授权|未授權|未配置/,
				16,
			),
			joinNear(
				/モデル/,
				/見つかりません|存在しません|提供(を|は)?終了|廃止|サポート(が|を|は)?終了|不明|利用できなく|使えなく/,
				24,
			),
			joinNear(
				/모델/,
				/찾을 수 없|존재하지 않|(제공|서비스|지원|판매)[^.]{0,4}(종료|중단)|폐기|단종|더 이상 (제공|지원|사용)/,
				24,
			),
			joinNear(
				/модел[а-я]{1,3}/,
				/не найден|не существует|недоступн|снят|отключен|больше не (доступ|поддерж|предоставл)|неизвестн|устарел|удал[её]н/,
			),
			joinNear(
				/\bmodell\b/,
				/nicht gefunden|existiert nicht|eingestellt|unbekannt|gibt es nicht|nicht mehr (verfügbar|unterstützt|angeboten)|nicht verfügbar|abgeschaltet|entfernt|veraltet|abgekündigt/,
			),
			joinNear(
				/\bmodèle\b/,
				/introuvable|n.existe pas|plus (disponible|proposé|pris)|retiré|obsolète|inconnu|abandonné|supprimé|indisponible|pas disponible/,
			),
			joinNear(
				/\bmodelo\b/,
				/no (se ha )?(encontrado|encontró|existe|está disponible)|não (foi )?(encontrado|existe|está)|descontinuad|retirad|ya no (est|existe|se ofrece)|obsolet|desativad|desactivad|indisponível|desconocid|desconhecid/,
			),
			/no (available|healthy) channels?|无可用渠道|temporarily paused|no endpoints found|no (available )?provider[^\n]{0,40} model/,
			// A dot inside a name (wan2.2) does not end the sentence. A model that will be back soon is
			// not retired.
			/\bmodels?\b(?! (server|worker|process|instance|container|runner|pod|backend|param|field|option|input))(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|(?<!temporarily )(not|n't)( be)? found|no longer(?! (respond|reachable|answer|running|connect))|(?<!temporarily |currently )not available|(is|are) not supported|not a valid model|retired|deprecated|decommissioned|discontinued|shut ?down|sunset|has been removed|end[ -]of[ -](its )?life)(?![^\n]{0,40}(try again|right now|at the moment|too many))/,
			/\bmodel (not exist|(is )?disabled)|no (api )?keys?[^.\n]{0,20} support(s|ing)? model|(unknown|invalid|unsupported|no such) (video )?model\b|not a valid model|do(es)?( not|n't) have access to (the )?model/,
			/\bdeployment\b(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|not found)/,
			/(\bsora\b|videos? (api|generation)|\bapi\b|endpoint|service)[^.\n]{0,80}(shut ?down|been removed|deprecated|no longer|discontinued)|(?<!version [^.\n]{0,12})(has been|been|was|is|are) (retired|discontinued|decommissioned|sunset)/,
			/模型[^。]{0,40}(倍率或价格未配置|已下線|不存在|已下线|下架|下线|不可用|停用|停止(服务|支持|使用|提供))|(未找到|找不到|不支持的?|没有)(该|此)?模型/,
		),
		numbers: [410],
		order: 'refused',
	},
];
