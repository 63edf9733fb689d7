import { joinPatterns, type Rule } from './rule';

/** Refusals because of where the request appeared to come from. */
export const REGION: readonly Rule[] = [
	{
		class: 'region',
		codes: [
			'unsupported_country_region_territory',
			'unsupported_country',
			'unsupported_region',
			'unsupported_location',
			'region_not_supported',
			'region_not_allowed',
			'region_blocked',
			'region_restricted',
			'geo_blocked',
			'geo_restricted',
			'country_not_supported',
			'country_blocked',
			'location_not_supported',
			'user_location_not_supported',
			'vpn_detected',
			'proxy_detected',
		],
		message: joinPatterns(
			/country, region,? or territory not supported|user location is not supported|free tier is (not |un)available in your country/,
			/(not|n't|un)( yet| currently)? ?(available|supported|offered|accessible|permitted|allowed) (in|for|from) (your|this|the user'?s) (current )?(region|location|territory|geograph)/,
			/(not|n't) (yet |currently )?(supported|offered|accessible|permitted|allowed) (in|for|from) your (current )?country/,
			/(country|region|territory|location)( or (region|territory))? (is |are )?(not (currently |yet )?(supported|allowed|permitted)|n't supported|unsupported|restricted|blocked|prohibited)/,
			/(unsupported|restricted|prohibited|embargoed) (country|region|territory|location)\b|geo[- ]?(block|restrict|fenc|location)|banned the (country or region|country|region)/,
			// Cloudflare's numbers for "country" and "access rule"; the only words Anthropic uses.
			/error (code:? ?)?(1009|1020)\b|(^|[:-] )request not allowed[.]?$/,
			/(not|n't) (yet |currently )?(available|offered|supported) (in|for) (the )?(european|eea\b|eu\b|uk\b|united kingdom|mainland|china\b|hong kong|russia|iran\b)|(not|n't) (yet |currently )?available where you|\bsanction(s|ed)\b|(disable|turn off|using) (your |a )?vpn\b/,
			/(restricted|prohibited|blocked|unavailable|disabled|banned) (in|from|for) (your|this) (current )?(country|region|territory|location)/,
			/country[^.\n]{0,20} (not on|not in) the list|export restriction|(country|region|territory) (is )?forbidden|only available in (the )?(us|usa|united states|uk|eu|following (countries|regions))\b|not (yet )?launched in|(vpn|proxy)[^.\n]{0,12} detected/,
			/(block|deny|denies|denied|restrict)[a-z]{0,4} access (from|in|to) (your|this) (country|region|location)/,
			/(地区|国家|区域|地區|國家|區域)[^。]{0,8}(不支持|不可用|受限|不支援|無法|无法)|不支[持援][^。]{0,6}(国家|地区|区域|國家|地區)|(您|你)?所在的?(国家|地区|國家|地區)/,
			/(nicht|kein)[^.\n]{0,40} in (ihre|deine)[mr] (land|region)|in (ihre|deine)[mr] (land|region)[^.\n]{0,20} nicht|(pas|plus) (disponible|accessible|pris en charge)[^.\n]{0,20} votre (pays|région)/,
			/no (está|se encuentra) disponible en (tu|su|este) (país|región)|não está disponível (no seu|na sua|em seu|em sua) (país|região)|non è disponibile nel (tuo|suo) paese/,
			/недоступ[а-я]{1,4} в (вашей|вашем|данной) (стране|регионе)|お住まいの(国|地域)|(国|地域)で(は)?(ご)?利用(いただけ|でき)ません|(국가|지역)에서[^.\n]{0,12}(사용|이용)할 수 없/,
		),
		order: 'refused',
	},
	{
		// The one region refusal that a retry can fix: the pool's current address was in the wrong
		// country.
		class: 'region',
		codes: ['unsupported_country_code'],
		message: /(not|n't|un)( yet| currently)? ?available (in|for) your (current )?country/i,
		retryable: true,
		order: 'refused',
	},
];
