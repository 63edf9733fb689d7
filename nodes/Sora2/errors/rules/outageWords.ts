/**
 * Gateways word the loss of an order in countless ways, but the sentences are alike: a party, a
 * link, a piece of work or an answer, and what became of it. A name in capitals stands for any of
 * its words.
 */
const VOCABULARY = {
	/** Whoever the order was passed on to. */
	UPSTREAM:
		'(upstreams?|providers?|vendors?|suppliers?|partners?|distributors?|back-?ends?|backing|origins?|peer|remote|far (end|side)|(third|3rd)[- ]?party|external|downstreams?|dependency|gateway|proxy|load balancer|relay|inference (server|service|engine|host))',
	/** Whoever works on it; a mere failure of these is a fault inside the endpoint. */
	WORKER:
		'(servers?|hosts?|workers?|runners?|nodes?|pods?|containers?|instances?|replicas?|machines?|process|kernel|engines?|gpus?|cuda|services?|clusters?|brokers?|agents?|executors?|schedulers?|sandbox|renderers?|leader|subprocess|thread|daemon|actor|consumer|farm|runtime|lambda|function|generators?|model)',
	LINK: '(connections?|sockets?|streams?|transfers?|transport|links?|channel|websockets?|tunnel|pipe|tls|ssl|network|communications?|contact|heartbeats?|leases?|rpc)',
	WORK: '(requests?|calls?|contexts?|tasks?|jobs?|operations?|generations?|executions?|processing|orders?|submissions?|invocations?|runs?|renders?|rendering|predictions?|workflows?|commands?|transactions?)',
	ANSWER:
		'(responses?|answers?|repl(y|ies)|results?|acknowledge?ments?|acks?|confirmations?|receipts?|callbacks?|signs? of life)',
	/** How a party stops. */
	STOP: '(crash(ed|es|ing)?|died|dies|dead|exit(ed|s)?|killed|restart(ed|s|ing)?|reboot(ed|ing)?|redeploy(ed|ing)?|recycled|evict(ed|ion)|preempt(ed|ion)|shut(s|ting)?[ -]?down|shutdown|(go(es|ne)?|went|taken) (away|down|offline|dark|silent|missing)|offline|vanish(ed)?|disappeared|hang(s|ing)?|hung|stuck|stall(ed)?|froze|frozen|unreachable|not reachable|(became|become|becomes) unavailable|disconnect(s|ed|ion)?|(gave|gives|giving|give) up|unresponsive|panic(ked)?|oom|out of memory|lost|lease lost|fell over|bailed( out)?|walked away|replaced|reclaimed|drained|oom-?killed|scaled (down|in))',
	/** How a link or a piece of work breaks. */
	BREAK:
		'(reset(s|ting)?|clos(ed|es|ing|ure)|abort(ed|s)?|lost|loss|losing|los(e|es)|terminat(ed|ion)|broken?|broke(n off)?|breaks?|interrupt(ed|ion)?|drop(ped|s)?|died|dead|(torn|went|broke|shut) down|cut( off| short)?|severed|hung up|hang ?up|disconnect(s|ed|ion)?|missed|vanished|unreachable|stopped|stalled|destroyed|cancel(l?ed)?|ended (before|early|unexpectedly|abruptly))',
	CANCEL:
		'(cancell?(ed|ation)|abort(ed|s)?|interrupt(ed|ion)?|preempt(ed|ion)|killed|terminated|dropped|lost|orphaned|abandoned|evicted|stalled|hung|stuck|vanished|disappeared|cut (off|short))',
	NOT: "(no|not|n't|never|nothing|none|without|cannot|unable to|fail(s|ed|ing|ure)?( to)?|stopped|ceased)",
};

/** Joins patterns that use the vocabulary. */
function joinSentences(...patterns: string[]): RegExp {
	const names = new RegExp(Object.keys(VOCABULARY).join('|'), 'g');
	const expand = (name: string) => VOCABULARY[name as keyof typeof VOCABULARY];
	return new RegExp(patterns.join('|').replace(names, expand), 'i');
}

/** A parameter that is called `timeout`, or a body that breaks off. */
export const ABOUT_PARAMETER =
	/\bnot (a )?valid (field|value|parameter|option)|\b(image|picture|photo)('s)? (url|link|server|host|file|data)|jpe?g|png|参数|參數|图片(地址|链接|URL)|回调(地址|URL)|\b(in|of) (the |your )?(request|json) body|callback_?( ?url| endpoint)|webhook (url|endpoint)|multipart/i;

/** Sentences about the caller's own request, files and addresses. */
export const ABOUT_CALLER =
	/\b((must|should) (not )?(be (?!(re|tried|sent|submitted))|have|contain|start|match|equal)|parameters?|fields?|argument|callback_?( ?url| endpoint)|webhook|(your|the) upload( session)?|(uploaded|input|source|reference|your) (file|image|picture|video|prompt|json|body|url)|request body|auth|login|access token|(the|api) key|multipart|image (url|link|server|host|file|data|stream)|jpe?g|png|(not|in) ?(a )?valid (value|request|json|argument|url|type|input|option)|not (a )?valid|is (required|invalid|not allowed)|allow-?list)\b|参数|參數|(图片|圖片)(地址|链接|連結|URL)|回调(地址|URL)|パラメータ/i;

/** Somebody or something stopped while the order was on its way. */
export const BROKE_OFF = joinSentences(
	String.raw`\b(UPSTREAM|WORKER)\b[^.\n]{0,40}\bSTOP\b|\b(killed|evicted|preempted|restarting|crashed|crash of|loss of|lost)( \w{1,12}){0,3} (WORKER|UPSTREAM)\b`,
	String.raw`\bUPSTREAM\b[^.\n]{0,30}\b(BREAK|CANCEL|fail(ed|ure|s|ing)?|errors?|errored|fault(ed)?|could not complete|bad|exhausted|misbehaved|refused to (talk|answer))\b`,
	String.raw`\b(fail(ed|ure|ing)?|errors?|problem|trouble|fault|exception|issue|panic|hiccup|crash(ed)?)\b( \w{1,12}){0,3} UPSTREAM\b|\b(CANCEL|clos(ed|ure)|BREAK)( \w{1,12}){0,2} by( \w{1,12}){0,2} (UPSTREAM|server|host|operator)\b`,
	String.raw`\bno (live|healthy|reachable) (upstreams?|backends?|workers?|nodes?)`,
	String.raw`\b(server|host)\b[^.\n]{0,20}\b(BREAK)\b`,
	String.raw`\bLINK\b[^.\n]{0,30}\b(BREAK|failed|failure|errors?|expired|not (alive|renewed))\b|\b(BREAK)( \w{1,12}){0,2} LINK\b|\bsoftware caused connection|content-length mismatch|operation too slow`,
	// A server that sheds load says 'request dropped'.
	String.raw`\b(?<!(only|pending|running) )(?!requests? ((was|were|has|have|been) ){0,2}dropped\b(?! by))WORK\b( \w{1,12}){0,3} CANCEL\b|\bCANCEL( \w{1,12}){0,2} WORK\b|\b(in-?flight|mid-?(request|flight|generation|stream|render|way|job|task|run|call))\b`,
	String.raw`\b(died|crashed|preempted|evicted|reclaimed|rebooted|oom-?killed) (unexpectedly|abruptly|while|during|before|mid)|\bi/?o error\b|^(terminated|interrupted|aborted|disconnected|cancell?ed|reset|broken pipe|unreachable)\W*$`,
);

/** Nobody answered, or not in time. */
export const NO_ANSWER = joinSentences(
	String.raw`NOT( \w{1,12}){0,3} (answer(s|ed|ing)?|repl(y|ies|ied|ying)|respond(s|ed|ing)?|response|acks?|heard|hear back|acknowledg\w{1,8}|came back|come back|return in|saw|seen)\b|\b(UPSTREAM|WORKER) (is |was |were )?(silent|unresponsive)`,
	String.raw`\bno ANSWER( \w{1,10}){0,2} (within|in|after|before|arrived|came)\b|\b(stopped|abandoned|aborted|ended) after \d|\b(rst|fin) received\b|\bANSWER\b( \w{1,12}){0,3} ((never|not|n't|ha(s|d)n't) (\w{1,8} )?(arriv|receiv|deliver|return|com|came)|got lost|(is|was|were|went) (lost|missing|late)|too late)`,
	String.raw`\b(sent|returned|received|got|delivered) (back )?(nothing|no (data|content|bytes|body|\w{1,10} ?id))\b|\b(did not|didn't|never) (send|return|deliver|produce)( \w{1,8}){0,2} (data|bytes|anything|body|content|result)`,
	String.raw`\bdeadline\b[^.\n]{0,30}\b(exceed(ed)?|expir(ed|y)|pass(ed)?|reach(ed)?|elapsed|hit|over|missed)\b|\b(exceed(s|ed|ing)?|past|missed|hit|reached|after)( \w{1,10}){0,2} deadline`,
	String.raw`\b(wait(ing)?|processing|execution|render(ing)?|generation|response|allotted|run|maximum|queue)( \w{1,10}){0,2} (time|window|limit|budget|period)\b[^.\n]{0,20}\b(exceed(ed)?|elapsed|expired|reached|exhausted|ran out|over|up|passed)\b|\bran out of time|\btime('s| is| was) up\b|\bmaximum wait\b`,
	String.raw`\b(too|so) long (to (answer|respond|reply|finish|complete|return)|without|waiting|at the)\b|\b(took|takes?|taking|waited|waiting|ran|running|spent)( \w{1,10}){0,2} (too long|longer|forever)|\bwithin the (allotted|allowed|expected|configured|given|maximum)|\bin time\b`,
	String.raw`\b(retr(y|ies)|tries|attempts|failovers?)\b[^.\n]{0,20}\b(exhaust(ed)?|exceeded|used up|limit|spent|failed)\b|\bafter (all|several|multiple|repeated|\d+) (re)?(tries|attempts)\b|\b(gave|giving|give) up\b`,
	String.raw`\bheart-?beats?\b|\bwatchdog\b|\b(exited with|exit) (code|status)\b|\bsig(kill|term|segv|abrt)\b|\bsegmentation fault\b|\bcore dumped\b`,
);

/** The answer is unreadable, or broke off. */
export const BAD_ANSWER = joinSentences(
	String.raw`\b(malformed|garbled|truncated|partial|incomplete|unreadable|unintelligible|corrupt(ed)?|half|unexpected|empty|invalid|bad)( \w{1,12}){0,2} (response|answer|reply)\b(?! (format|type|mode|field|status))`,
	String.raw`\b(response|answer|reply)( (?!format|type|mode|field|url)\w{1,12}){0,4} (malformed|invalid|(pars|decod|read)\w{1,5} (fail|error)\w{0,3}|garbled|truncated|partial|incomplete|unreadable|corrupt(ed)?|empty|cut|lost|not (be )?(understood|pars\w{1,4}|read|decoded|complete\w?|recogni\w{1,4}))\b`,
	String.raw`\b(UPSTREAM|WORKER)\b( \w{1,12}){0,3} (answered|replied|responded|returned|sent back|came back)\b|\bonly (part|half|some) of the (response|answer|reply|stream)`,
	String.raw`\b(communicat\w{1,4}|talk(ing)?|speak(ing)?|contact(ing)?|reach(ing)?|call(ing)?|connect(ing|ion)?|fetch(ing)?( from)?)( \w{1,8}){0,2} (UPSTREAM|server|model host)\b[^.\n]{0,30}(fail|error|lost|broke|down)|\b(fail|error|problem|trouble|unable)\w{0,3}( \w{1,12}){0,3} (communicat|talk|contact|reach|fetch|hear|read|receiv|connect|pars|decod|interpret|understand|deseriali)\w{0,5}( \w{1,8}){0,2} (UPSTREAM|server|model)\b`,
);

/** The order was passed on or taken before something failed, or nobody knows. */
export const PAST_RETURN = joinSentences(
	String.raw`(^|\b(was|were|been|is|are|successfully|already|got|WORK) )(accepted|submitted|dispatched|forwarded|passed( on)?|handed( over| off)?|delivered|sent|placed|created|queued|enqueued|scheduled|started|committed|published|posted|written)\b[^.\n]{0,40}\b(but|however|yet|though|although|before|and then|while|no \w{1,10} id)\b`,
	String.raw`\bafter (the |your |this |its |it )?(\w{1,10} )?(was |were |had been |being |been )?(placed|sent|submitted|submission|submitting|dispatch(ed)?|accepted|acceptance|forward(ed|ing)|queued|enqueued|hand-?off|handed|sending|(provider|upstream) call)\b`,
	String.raw`\b(could not|couldn't|cannot|can't|failed to|unable to|not)( be)? (save[d]?|store[d]?|persist(ed)?|record(ed)?|commit(ted)?|look(ed)? up)\b[^.\n]{0,40}`,
	String.raw`\b(outcome|result|state|status|fate|success)\b[^.\n]{0,30}\b(unknown|unclear|uncertain|indeterminate|undetermined|in doubt|ambiguous|(not|n't) (be )?(been )?(known|determined|confirmed|verified|established|sure))\b|\b(unknown|indeterminate|uncertain) (outcome|result|state|status)\b`,
	String.raw`\b(unclear|uncertain|unsure|not (sure|certain)|do not know|don't know|cannot (tell|say|know)|can't (tell|say|know)|unknown|no idea|no way to (tell|know))( \w{1,10}){0,2} (whether|if|what|that)\b|\b(not|n't)( be)? confirm(ed)?\b|\block on the (task|job)|\blost track\b|\bwhether\b[^.\n]{0,40}\b(not|un)( be)? ?known\b|\b(do not|don't|never) (re-?)?(send|order|try|submit|run|post)( \w{1,10}){0,3} (again|twice)\b|\b(request|order|task|job|video) (may|might|could) be (in progress|running|under way)`,
	String.raw`\b(may|might|could) (or may not |well |still |already |possibly )*(have |be )(been )?(already |still )?(process|accept|creat|submit|complet|succe|deliver|charg|bill|run|generat|execut|render|taken|gone through|exist)`,
);

/** A sentence about an upstream that no other rule understands; refusals have rules of their own. */
export const MENTIONS_UPSTREAM =
	/\b(upstreams?|providers?|vendors?|suppliers?|back-?ends?|relays?)\b|上游|服务商|供应商|服務商|供應商|プロバイダ|上流|업스트림|공급자|вышестоящ/i;
export const UPSTREAM_REFUSES =
	/\b(declin|reject|refus|den(y|ied)|disallow|forbid|forbidden|block|violat|limit|invalid|unsupported|unknown|missing|require|not? (allow|permit|support|serve|accept|have|offer|available|exist|authori[sz]ed)|(does|do)(n't| not) (allow|permit|support|serve|accept|have|offer|know|exist)|operate|discontinu|retire|withdr\w{1,4}|too low|your (region|country|location|key|account|prompt|plan)|no (such|channel|model|permission))|拒绝|拒絕|不支持|不支援|不允许|不允許|违规|違規|密钥|令牌|余额|限/i;
