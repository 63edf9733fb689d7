import { joinPatterns, type Rule } from './rule';

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
			/no (available|healthy) channels?|无可用渠道|temporarily paused|no endpoints found|no (available )?provider[^\n]{0,40} model/,
			// A dot inside a name (wan2.2) does not end the sentence. A model that will be back soon is
			// not retired.
			/\bmodels?\b(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|(?<!temporarily )(not|n't)( be)? found|no longer|(?<!temporarily |currently )not available|(is|are) not supported|not a valid model|retired|deprecated|decommissioned|discontinued|shut ?down|sunset|has been removed|end[ -]of[ -](its )?life)(?![^\n]{0,40}try again)/,
			/\bmodel (not exist|(is )?disabled)|no (api )?keys?[^.\n]{0,20} support(s|ing)? model|(unknown|invalid|unsupported|no such) (video )?model\b|not a valid model|do(es)?( not|n't) have access to (the )?model/,
			/\bdeployment\b(?:[^.\n]|\.(?=\S)){0,120}?(do(es)?( not|n't) exist|not found)/,
			/(\bsora\b|videos? (api|generation)|\bapi\b|endpoint|service)[^.\n]{0,80}(shut ?down|been removed|deprecated|no longer|discontinued)|(has been|been|was|is|are) (retired|discontinued|decommissioned|sunset)/,
			/模型[^。]{0,40}(倍率或价格未配置|已下線|不存在|已下线|下架|下线|不可用|停用|停止)|(未找到|找不到|不支持的?|没有)(该|此)?模型/,
		),
		numbers: [410],
		order: 'refused',
	},
];
