import { joinNear, joinPatterns, type Rule } from './rule';

/** Where the caller is, as opposed to a parameter or a cloud's data center. */
const PLACE =
	/(?<!\bat )\b(your|this|that|the (user|caller|client|customer|request)('s)?|current|certain|some|detected) ((ip|user|client|current|geographic(al)?|address's) ){0,2}(country|countries|regions?|territor(y|ies)|locations?|jurisdictions?|geograph(y|ies))\b|\b(country|countries|territor(y|ies)|jurisdictions?|where you(( a|')re| live| reside)|geo(graphy|location|ip)|(country|ip|user|client|geo) (region|location)|customers in|(users|persons|people|residents|requests|connections|traffic) ((located|originating) )?(in|from)(?! (the )?(gateway|upstream|proxy|load|server|client|backend|provider)))\b/;
/** Names of places that vendors leave out. */
const NAMED_PLACE =
	/\b(in|from|to|of|for) (the )?(mainland|china|hong kong|macau|russia|belarus|iran|syria|cuba|north korea|crimea|myanmar|venezuela|european (union|economic area)|eu|eea|uk|united kingdom|italy|germany|france|italy|turkey|india|pakistan|vietnam|indonesia)\b/;
const NOT_SERVED =
	/(not|n't|never|cannot) ((yet|currently|be|been|is|are|presently|at present) ){0,2}(available|support|offer|access|permit|allow|eligib|serv|launch|sold|provid|licensed|roll(ed)? out|enabled|open|in (the |our )?(allow|list))|\b(un(available|supported|served)|ineligible|inaccessible|restrict|block(ed|s|ing)?\b|prohibit|forbid|forbidden|embargo|sanction|excluded|disallow|denied\b|outside (the|our|of)|not (permitted|allowed))/;
const ANONYMOUS =
	/\b(vpns?|anonymous proxy|proxies|tor|data ?cent(er|re) (ips?|address(es)?|traffic)|hosting provider|anonymi[sz]ers?|asn|as\d{3,6})\b/;

/** Refusals because of where the request appeared to come from. */
export const REGION: readonly Rule[] = [
	{
		// The one region refusal that a retry can fix: the pool's current address was in the wrong
		// country.
		class: 'region',
		codes: ['unsupported_country_code'],
		message:
			/(?<!free tier is )(?<!free tier )(not|n't|un)( yet| currently)? ?available (in|for) your (current )?country/i,
		retryable: true,
		order: 'refused',
	},
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
			joinNear(PLACE, NOT_SERVED),
			joinNear(NAMED_PLACE, NOT_SERVED),
			joinNear(
				ANONYMOUS,
				/\b(not (accepted|allowed|permitted|supported|served)|refused|blocked|forbidden|prohibited|detected|disable|turn off|denied|rejected)\b(?! by upstream)/,
				25,
			),
			/(unavailable|unsupported|blocked|restricted|ineligible) ((user|client|ip|geo) )?(region|location)s?\b(?! (value|param|format|name|id|code)\b)|(user|ip|geo|client) (region|location) (un|forbid|block|restrict|not |denied)/,
			/(only|exclusively) (be )?(available|used|usable|offered|accessible|for (users|customers))[^.\n]{0,20} (in|from|within) (the )?(us\b|usa|united states|uk\b|eu\b|supported|selected|certain|following)|(users|customers)[^.\n]{0,12} in supported (countries|regions)|\bregion (denied|blocked|mismatch|forbidden)\b/,
			/export (control|restriction|regulation)|trade (control|sanction)|\bofac\b|geo[- ]?(block|restrict|fenc)/,
			joinNear(
				/地区|国家|区域|地區|國家|區域|海外|境外|中国大陆|所在地|归属地/,
				/不支[持援]|未?不?(开放|開放)|不可用|受限|限制|禁止|屏蔽|不允许|不允許|(无法|無法)(访问|訪問|使用|提供|服务)|不提供|拒绝|拒絕/,
				12,
			),
			joinNear(
				/(国|地域|リージョン|日本)(で|から|に|は|では|からの)|お住まい/,
				/(いただけ|でき|られ|されてい|してい|てい)ません|制限|ブロック|未対応|禁止|対象外/,
				24,
			),
			joinNear(
				/국가|지역/,
				/(지원|제공|허용|서비스)[^.]{0,4}않|(이용|사용|접근|접속)[^.]{0,4} 수 없|차단|제한|불가|금지/,
				20,
			),
			joinNear(
				/стран[а-я]{1,2}|регион[а-я]{0,3}|территори[а-я]|местоположени[а-я]/,
				/недоступ|не (поддерж|предостав|доступ|разреш|работа|обслуж)|огранич|заблок|запрещ/,
			),
			joinNear(
				/\b(ihr|dein|dies)(e|em|en|er|es|er)? (land|region|standort|gebiet)/,
				/nicht|gesperrt|blockiert|eingeschränkt|ausgeschlossen|\bkein/,
			),
			joinNear(
				/\b(votre|ce|cette|dans le|dans la) (pays|région|zone|territoire|localisation|emplacement)/,
				/\b(pas|plus|bloqu|restreint|interdit|indisponible|limité|exclu)/,
			),
			joinNear(
				/\b(tu|su|este|esta|seu|sua|teu|tua|tuo|tua|questo|questa) (país|pais|región|região|ubicación|localização|territ[oó]rio|paese|regione|zona)/,
				/\b(no|não|non|bloque|bloqu|restring|restrit|prohib|proib|indispon|blocc|limitad)/,
			),
			/country, region,? or territory not supported|user location is not supported|free tier is (not |un)available in your country/,
			/(not|n't|un)( yet| currently)? ?(available|supported|offered|accessible|permitted|allowed) (in|for|from) (your|this|the user'?s) (current )?(region|location|territory|geograph)/,
			/(?<!\b(mask|image|file|input|output|result|crop) )\b(country|region|territory|location)( or (region|territory))? (is |are )?(not (currently |yet )?(supported|allowed|permitted)|n't supported|unsupported|restricted|blocked|prohibited)/,
			/(unsupported|restricted|prohibited|embargoed) (country|region|territory|location)\b(?! (value|param|format|name|id)\b)|geo[- ]?(block|restrict|fenc|location)|banned the (country or region|country|region)/,
			// Cloudflare's numbers for "country" and "access rule"; the only words Anthropic uses.
			/error (code:? ?)?(1009|1020)\b|(^|[:-] )request not allowed[.]?$/,
			/(not|n't) (yet |currently )?(available|offered|supported) (in|for) (the )?(european|eea\b|eu\b|uk\b|united kingdom|mainland|china\b|hong kong|russia|iran\b)|(not|n't) (yet |currently )?available where you|\bsanction(s|ed)\b|(disable|turn off|using) (your |a )?vpn\b/,
			/country[^.\n]{0,20} (not on|not in) the list|export restriction|(country|region|territory) (is )?forbidden|only available in (the )?(us|usa|united states|uk|eu|following (countries|regions))\b|not (yet )?launched in|(vpn|proxy)[^.\n]{0,12} detected/,
			/(block|deny|denies|denied|restrict)[a-z]{0,4} access (from|in|to) (your|this) (country|region|location)/,
		),
		order: 'refused',
	},
];
