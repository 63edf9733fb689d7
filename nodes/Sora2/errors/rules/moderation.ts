import { joinNear, joinPatterns, type Rule } from './rule';

/** What a request shows or says. */
const CONTENT =
	/\b(prompts?|inputs?|content|captions?|texts?|images?|pictures?|photos?|videos?|audio|frames?|uploads?|materials?|generat(e|ed|ing|ions?)|characters?|creat(e|ed|ing)|mak(e|ing)|depict[a-z]*|contain[a-z]*|show[a-z]*|featur[a-z]*|includ[a-z]*|detected|found|request)\b/;
const TOPIC =
	/\b(minors?(?! version)|child(ren)?|underage|nud(e|ity)|sexual[a-z]*|porn[a-z]*|violen(t|ce)|gor[ey]|hate( speech)?|hateful|harassment|self[- ]harm|suicid[a-z]*|terroris[mt]|extremis[mt]|weapons?|harmful|inappropriate|objectionable|offensive|nsfw|copyright(ed)?|trademark(ed)?|likeness(es)?|celebrit(y|ies)|politicians?|public figures?|real (people|persons?|humans?)|deep ?fakes?|intellectual property|banned words?|(this|that) (person|face)|(recogni[sz]able|human) faces?)\b/;
/** Who or what decided that the content is not allowed. */
const POLICY =
	/\b(safety|moderat(ion|ors?)(?! (service|api|server|endpoint|backend))|guardrails?|content (polic|filter|check|rule|review|standard)[a-z]*|(usage|acceptable use|community|platform|our|provider's) (polic|guideline|standard|rule)[a-z]*|trust (and|&) safety|compliance (check|review|filter|rule|polic)[a-z]*|nsfw|(content|our|safety|manual) review|policy reasons|content rules?|safety (check|system|filter)[a-z]*)\b/;
const STOPPED =
	/\b(block(ed|s)?|reject(ed|s)?|refus(ed|es)|declined|den(ied|ies)|flag(ged|s)|filtered|moderated|removed|forbid(s|den)?|prohibit(ed|s)?|disallow(ed|s)?|(not|n't) (permitted|allowed|pass(ed)?|comply)|against|violat[a-z]+|breach[a-z]*|triggered|tripped|hit|caught)\b/;

/** Refusals because of the content of the prompt, the picture or the video. */
export const MODERATION: readonly Rule[] = [
	{
		class: 'moderation',
		codes: [
			'sentinel_block',
			'moderation_blocked',
			'moderation_failed',
			'content_policy_violation',
			'content_policy',
			'content_filter',
			'content_filtered',
			'content_violation',
			'content_moderation',
			'content_blocked',
			'policy_violation',
			'responsible_ai_policy_violation',
			'safety_violation',
			'safety',
			'image_safety',
			'prohibited_content',
			'blocklist',
			'sensitive_words_detected',
			'sensitive_content',
			'data_inspection_failed',
			'prompt_blocked',
			'input_moderation',
			'output_moderation',
			'moderation',
			'nsfw',
			'nsfw_content',
		],
		message: joinPatterns(
			joinNear(CONTENT, TOPIC, 25),
			joinNear(POLICY, STOPPED, 40),
			/\b(prompt|content|text|caption) ((was|is|has been|got) )?(blocked|rejected|flagged|disallowed|refused|banned|filtered|not allowed)\b(?![^.\n]{0,30}(long|length|empty|character|format|language|missing))/,
			/(image|picture|photo|text|prompt|video|content|audio)s? (is )?(illegal|unsafe|inappropriate|sensitive|risky)\b/,
			/(不当|不當|不良|低俗|血腥|恐怖|反动|政治|真實人物)[^。]{0,6}(内容|內容|信息|資訊|图|圖|词|詞|人物)|(内容|內容)[^。]{0,4}(安全|不当|不當|风险|風險|不良)|侵權|版權/,
			joinNear(
				/不適切|有害|性的|暴力|禁止|有害な|著作権|未成年|児童|実在/,
				/コンテンツ|内容|プロンプト|画像|表現|単語|人物/,
				12,
			),
			/(ポリシー|ガイドライン|規約)[^。]{0,8}(違反|反し|抵触)|モデレーション|センシティブ|審査|検閲/,
			joinNear(
				/부적절|유해|선정|민감|금지|불법|음란/,
				/콘텐츠|컨텐츠|표현|내용|프롬프트|이미지|단어/,
				12,
			),
			/(정책|가이드라인|약관)[^.]{0,8}(위반|위배)|검열|저작권|미성년|실존 인물/,
			joinNear(
				/запрещ[её]нн|недопустим|неприемлем|неприличн|небезопасн|нежелательн/,
				/контент|содерж|материал|слов|изображ/,
				20,
			),
			/модерац|наруша[а-я]{1,4}[^.\n]{0,30}(правил|политик|услов)|цензур|авторск[а-я]{2,3} прав/,
			joinNear(
				/\b(contenido|conteúdo|contenu|contenuto|inhalte?n?|begriffe?|wörter|termes|mots|termos|términos|palabras|palavras)\b/,
				/inapropiad|inadecuad|impr[óo]pri|inappropri|inadatt|prohibid|proibid|interdit|viet(at|ato)|sensib|sensível|delicad|unzulässige?|verbotene?|unangemessen|verboten|anstößig|explícit|explicite|bloque|bloqu|gesperrt|dañin|nociv/,
			),
			joinNear(
				/infring|\bviol[aeo]|enfrein|contrevien|incumpl|verst(ö|o)(ß|ss)|verletz/,
				/polit|polít|richtlini|règle|reglas|regras|\bnorm|nutzungsbedingung|conditions d|términos|termos|directri|directives|diretri/,
				40,
			),
			/moderaci[óo]n|moderaç|modération|inhaltsfilter|inhaltsrichtlini|persona real|personas reales|pessoas? reais|pessoa real|personnes? réelles?|echte personen|derechos de autor|direitos autorais|droits? d.auteur|urheberrecht/,
			/(?<!tim(ed|e)[ -]?out[^.\n]{0,30})moderation(?! (service|api|server|endpoint|system|backend)?( is| was)?( temporarily| currently)? ?(unavailable|timed? ?out|failed to|is down|error))/,
			/content[ _]?polic|usage[ -]polic|polic(y|ies) violation|violat(es|e|ed|ing|ion)\b[^.\n]{0,60}(polic|guideline|terms|guardrail|rules)|against (our|the) [^.\n]{0,30}(polic|guideline|terms)|guardrail/,
			/photo-?realistic|third[- ]party (content|likeness|similarity|copyright)|similarity to third|likeness\b|public figure|celebrit|real[- ](person|people|human)|identifiable (person|people|individual)/,
			/(was|were|been|is|are|got) (flagged|blocked by (our |the )?(safety|content|moderation))|(blocked|rejected|refused|declined|filtered)[^.\n]{0,40}(safety|content (filter|rules|polic|check)|polic(y|ies))|(?<!tim(ed|e)[ -]?out[^.\n]{0,20})safety (system|filter|check|setting)(?![^.\n]{0,20}tim(ed|e)[ -]?out)/,
			/(contain|depict|featur|includ|detect|involv)[a-z]{0,4}:?[^.\n]{0,60}\b(minors?|child(ren)?|nud(e|ity)|sexual|violen(t|ce)|gore|hate|self[- ]harm|copyright|unsafe|sensitive|prohibited|banned)|(minors?|nudity|sexual content|self[- ]harm( content)?|real person|face)( (was|were|has been))? detected/,
			/(sexual|sexually explicit|self[- ]harm|unsafe|prohibited|inappropriate|nsfw|harmful|sensitive|disallowed) (content|material|word|image|prompt)|\bnsfw\b|copyrighted|copyright (concern|violation|infring|issue|reason)|trademark|explicit (content|material|image)|(person|people|someone|somebody|child) under (the age of )?(18|eighteen)|under-?age|responsible ai/,
			/\b(new_)?sensitive\b(?= *$)|(input|output|prompt|text|image) (new_)?sensitive\b/,
			/(prompt|input|content|text|image)[^.\n]{0,20} (is|was|were|deemed|considered|detected as) (inappropriate|risky|illegal|unsafe)|\bmoderated\b|(forbidden|banned|blocked|disallowed|illegal) (word|prompt|term|content)s?|content (security|safety) polic|risk not pass|audit (not|failed|illegal|submit illegal)|infring/,
			/违禁|违法|安全(检测|审查|策略)|风险|涉政|涉黄|真实人物|敏感|违规|违反|違反|审核(?!服务|系统|接口)|不合规|涉嫌|色情|暴力|真人|人脸|肖像|名人|未成年|版权|侵权|違規|違反|審核/,
		),
		numbers: [451, 1200],
		billedInJob: 'unknown',
		order: 'refused',
	},
];
