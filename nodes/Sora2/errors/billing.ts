import { normalizeKey } from './envelope';
import {
	CHARGED_IN_LANGUAGES,
	NOTHING_IN_LANGUAGES,
	RETURNED_IN_LANGUAGES,
} from './billingLanguages';
import type { Billed } from './failure';
import { ECHO_KEYS } from './signalKeys';

/** Limits on how much of an answer is searched. */
const MAX_DEPTH = 5;
const MAX_VALUES = 200;
const MAX_TEXT = 2000;

/** Joins patterns into one expression; `MONEY` stands for any word for credit or cost. */
function joinMoneyPatterns(...patterns: string[]): RegExp {
	const money =
		'(credits?|coins?|points?|quota|balance|fees?|amounts?|money|funds?|costs?|tokens?|wallet|payment|deposit)';
	return new RegExp(patterns.join('|').replaceAll('MONEY', money).replaceAll('VERBS', VERBS), 'i');
}

/** Verbs that can precede `not` or `n't`, including the stems `wo` and `ca`. */
const VERBS = '(has|have|had|was|were|will|wo|is|are|can|ca|could|do|does|did)';
/** Sentences such as "no credits were charged", which CHARGED would otherwise match. */
const NOTHING = joinMoneyPatterns(
	...NOTHING_IN_LANGUAGES,
	String.raw`\b(nothing|no MONEY|zero MONEY|0 MONEY) (was |were |has been |have been |is |are |will be )?(charged|billed|used|consumed|deducted|spent)\b`,
	String.raw`(\bnot|n't) counts? (toward|against)`,
	String.raw`\b(was |were |been )?(charged|billed|deducted|used|consumed):? (USD |US)?[$€¥]?0+([.,]0+)?(?![\d.,])( MONEY)?`,
	String.raw`\b(before|without) (any |the |your )?MONEY (was |were |being |is |are |got |get )?(charged|billed|used|consumed|deducted|spent)\b`,
	'(不会|不再|无需|未|没有|沒有|不)(被)?(扣|计费|計費|收费|收費|收取|消耗)',
);
const CHARGED = joinMoneyPatterns(
	...CHARGED_IN_LANGUAGES,
	String.raw`(?<!not |n't |never |no )\b(was|were|been|is|are) (already |still |fully )?(charged|billed|deducted|invoiced)\b(?! with)`,
	String.raw`\b(will|shall|does|do) (still |nevertheless |also )?be (charged|billed|deducted|invoiced)\b|\bstill (charged|billed|counts?)\b`,
	String.raw`\bMONEY (was|were|has been|have been|are|is|will be) (already |still )?(charged|consumed|deducted|used|spent|lost|kept|forfeited)\b`,
	String.raw`(?<!no )\bMONEY (already )?(charged|consumed|deducted|spent|forfeited)\b(?! ?[:=])|\b(charged|billed|deducted):? (USD |US)?[$€¥]?(?!0+([.,]0+)?(?![\d.,]))\d`,
	String.raw`\bcounts? (toward|against)|\bpartial(ly)? refund|\b(was|were) debited\b|\b(kept|keep|retain(ed)?) (the|your) MONEY\b|\b(you )?still pay\b|\bcosts?:? (you )?(USD |US)?[$€¥]?(?!0+([.,]0+)?(?![\d.,]))\d`,
	String.raw`\bMONEY[^.\n]{0,30} (is |are |was |were |)(lost|gone)\b|\b(payment|charge) (was |already |has been |has already been )?(captured|taken|collected|settled|succeeded)\b|\brefunds? (cannot|can ?not|can't|could not|couldn't|will not|won't) be\b|\b(not |in)eligible for (a |any )?refund`,
	String.raw`\bMONEY[^.\n]{0,30} VERBS( not|n't|not) (yet )?(be |been )?(returned|refund(ed)?|restored|credited|given back|released|reimbursed)`,
	String.raw`\b(not|non|no|n't|never|without)[- ]?(a |any |be |been )?refund|refunds? (was |were |is |are |has been )?(denied|refused|rejected|failed|not)|unable to refund`,
	'已(被)?(扣|计费|計費|收取|收费|消耗|用掉)|照常?(计|計|扣|收)|(?<![预預])扣(除|费|費|减)|仍(然|旧|会|將|将)?(扣|计|計|收)(费|費|除)|会(扣费|计费|收费)|(被|将|將)扣除|不予退|不退|未退|无法退|無法退|不会退|不會退|不可退',
);
const RETURNED = joinMoneyPatterns(
	...RETURNED_IN_LANGUAGES,
	String.raw`(?<!not |n't |never |not be |n't be |not been |n't been |no |partially )\brefunded\b`,
	String.raw`\brefunds? (was|were|is|has been|have been|will be) (automatically )?(issued|made|processed|completed|credited|granted)|\b(auto(matic(ally)?)?|full) refund\b`,
	String.raw`\bMONEY[^.\n]{0,30} (has been|have been|was|were|will be|is|are) (automatically |fully )?(returned|restored|credited back|released|reimbursed|given back)\b`,
	String.raw`(\b(not|never)|n't) (been |be |get )?(charged|billed|deducted|invoiced)|\b(no|free of|without) charge\b|\bno cost\b|\bcosts? (you )?nothing\b|\bMONEY (is|was|remains|stays) (unchanged|untouched|intact)\b|\b(charge|MONEY)( was| has been| were| have been)? (reversed|voided|waived|canceled|cancelled)\b|\b(put|gave|giving|give)( \w{1,10}){0,3} back\b|\bcredited back\b`,
	'已退|(未|不)产生费用|退还|退還|自动退|自動退|全额退|全額退|(将|会|將|會)退|返还|返還|退回|解[冻凍]|释放|釋放|撤[销銷]',
);

const OPEN =
	/\brefund[^.\n]{0,20} (pending|being processed|under review|requested|failed)|\b(pending|processing) refund|\d ?%[^.\n]{0,40} refunded|\b(may|might|could) (still )?(be|have been) (charged|billed|deducted)|\bif you (are|were) (charged|billed)|for a refund\b|退款(中|处理中|失败)|待退款|部分退/i;

/** Money set aside for the order, which nobody has returned. */
const HELD = joinMoneyPatterns(
	String.raw`\bon hold\b|\bMONEY (remains? |stays? )?(VERBS )?(been |be )?(still )?(held|reserved|frozen|locked|blocked|pre-?authori[sz]ed|withheld)\b|\b(held|reserved|froze|blocked|withheld|pre-?authori[sz]ed) [^.\n]{0,12}MONEY`,
	'(积分|積分|额度|額度|费用?|費用?|金额|金額|余额|餘額|款项|点数|點數)[^。]{0,6}(冻结|凍結|预扣|預扣|占用)|(冻结|凍結|预扣|預扣)[^。]{0,4}(中|积分|積分|额度|額度|费|費|金|余额|餘額|点|點|\\d)',
);

/** Flags and amounts, as keys in lower case without `_` and `-`. */
const CHARGED_KEYS = /^(is|was)?(billed|charged?|billable|chargeable|deducted|creditsdeducted)$/;
const RETURNED_KEYS =
	/^(is|was)?(refunded|refund|returned|reimbursed|creditsreturned|creditsrefunded)$/;
const CHARGED_AMOUNT_KEYS =
	/^((credits?|quota|points|amount|cost|balance|tokens?|total)(used|consumed|charged|deducted|spent|billed)|(used|consumed?|charged?|deduct(ed)?|spent|billed)(credits?|quota|points|amount|cost|usd)?|(billed|billable|charged)(units?|seconds|duration)|charge|creditcost|costcredits?|(total|actual|final|real)?(cost|charge)(usd)?|total(credits?|charge|charged)|costinusd|costincredits)$/;
const RETURNED_AMOUNT_KEYS =
	/^(refund|refunded)(amount|credits?|quota|usd|points)$|^creditsrefunded$/;
const RETURNED_TRACES = /^refund(ed)?(at|id|time|date)$/;
const HELD_KEYS =
	/^(is)?(held|onhold|frozen|reserved|prededucted|preauthori[sz]ed)(credits?|quota|points|amount)?$/;
/** Objects that hold an amount under a generic key, and those keys. */
const AMOUNT_PARENTS = /^(usage|billing|charges?|cost|consumption|bill)$/;
const PLAIN_AMOUNT_KEYS = /^(credits?|points|quota|amount|usd|total|value|cost)$/;
const STATE_KEYS =
	/^(billing|charge|payment|billed|charged)(status|state)?$|^refund(ed)?(status|state)?$/;

/**
 * Reads what the answer about a failed job says about billing. Returns undefined if it says nothing
 * and `unknown` if a refund is pending or partial. If it reports both a charge and a refund, the
 * job counts as charged, unless the charge is only an amount: a refunded charge had an amount, too.
 * Fields that echo the request are skipped.
 */
export function readBilling(answer: unknown): Billed | undefined {
	const found = { charged: false, returned: false, free: false, open: false };
	let charged = 0;
	let returned = 0;
	let seen = 0;
	visit('', '', answer, 0);
	if (found.charged || (charged > 0 && !found.returned && !found.open)) return 'yes';
	const isPartial = returned > 0 && returned < charged;
	if (found.open || isPartial) return 'unknown';
	return found.returned || found.free ? 'no' : undefined;

	function visit(parent: string, key: string, value: unknown, depth: number): void {
		if (depth > MAX_DEPTH || ++seen > MAX_VALUES || ECHO_KEYS.has(key)) return;
		const amount = toAmount(value);
		const isReturned = RETURNED_KEYS.test(key);
		const flag = toFlag(value) ?? (isReturned && amount !== undefined ? amount > 0 : undefined);
		const isAmount =
			CHARGED_AMOUNT_KEYS.test(key) ||
			(AMOUNT_PARENTS.test(parent) && PLAIN_AMOUNT_KEYS.test(key)) ||
			CHARGED_KEYS.test(key);
		const isReturnedAmount =
			RETURNED_AMOUNT_KEYS.test(key) || (RETURNED_KEYS.test(parent) && PLAIN_AMOUNT_KEYS.test(key));
		// `refunded_at`, `refund_id`: there are such things only after a refund.
		if (RETURNED_TRACES.test(key) && (amount !== undefined || isFilled(value)))
			found.returned = true;
		else if (flag !== undefined && isReturned) found[flag ? 'returned' : 'charged'] = true;
		else if (flag !== undefined && CHARGED_KEYS.test(key))
			found[flag ? 'charged' : 'returned'] = true;
		else if (HELD_KEYS.test(key) && (flag ?? amount) !== undefined)
			found.open ||= flag ?? Number(amount) > 0;
		else if (amount !== undefined && isAmount) addAmount(amount);
		else if (amount !== undefined && isReturnedAmount) addReturned(amount);
		else if (typeof value === 'string') readWords(parent, key, value.slice(0, MAX_TEXT));
		else if (typeof value === 'object' && value !== null)
			for (const [inner, v] of Object.entries(value).slice(0, MAX_VALUES)) {
				const isList = Array.isArray(value);
				visit(isList ? parent : key, isList ? key : normalizeKey(inner), v, depth + 1);
			}
	}

	function addAmount(amount: number): void {
		charged = Math.max(charged, amount);
		found.free ||= amount === 0;
	}

	function addReturned(amount: number): void {
		returned = Math.max(returned, amount);
		found[amount > 0 ? 'returned' : 'open'] = true;
	}

	function readWords(parent: string, key: string, words: string): void {
		const about = /^(status|state)$/.test(key) ? parent : key;
		if (STATE_KEYS.test(about)) {
			const state = readState(words, about.startsWith('refund'));
			if (state) found[state] = true;
		}
		const text = words.replaceAll('’', "'");
		const rest = text.replace(NOTHING, ' ');
		const isReturned = rest !== text || RETURNED.test(rest);
		found.open ||= OPEN.test(rest) || (!isReturned && HELD.test(rest));
		found.charged ||= CHARGED.test(rest);
		found.returned ||= isReturned;
	}
}

/** Interprets the state of a charge or a refund. */
function readState(text: string, isRefund: boolean): 'charged' | 'returned' | 'open' | undefined {
	const word = text.trim().toLowerCase().replace(/[ _-]/g, '');
	if (
		/^(held|hold|onhold|reserved|frozen|authori[sz]ed|preauthori[sz]ed|pending|processing|queued|requested|inprogress|partial(ly)?(refunded)?)$/.test(
			word,
		)
	)
		return 'open';
	if (isRefund && /^(none|no|n\/?a|notapplicable)$/.test(word)) return 'open';
	const isDone = /^(success|succeeded|successful|complete|completed|done|processed|issued)$/.test(
		word,
	);
	if (isRefund && /^(denied|failed|rejected|declined|refused|ineligible|notrefunded)$/.test(word))
		return 'charged';
	if (/^(charged|billed|deducted|consumed|settled|paid|captured)$/.test(word)) return 'charged';
	if (isDone) return isRefund ? 'returned' : 'charged';
	return /^(refunded|returned|notcharged|notbilled|uncharged|unbilled|free|released|void(ed)?|reversed|waived)$/.test(
		word,
	)
		? 'returned'
		: undefined;
}

function isFilled(value: unknown): boolean {
	return typeof value === 'string' && !/^\s*(null|none|0|false)?\s*$/i.test(value);
}

function toFlag(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string') return undefined;
	if (/^(true|yes)$/i.test(value.trim())) return true;
	return /^(false|no)$/i.test(value.trim()) ? false : undefined;
}

/** `0.4`, `"0.40"`, `"$0.40"`, `"12 credits"`. */
function toAmount(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const text =
		/^\s{0,9}(?:USD |US)?[$€¥]?\s?(\d{1,9}(?:[.,]\d{1,9})?)\s?(?:[a-z$€¥元点點积積分]{1,12})?\s{0,9}$/i.exec(
			value.slice(0, 40),
		)?.[1];
	return text === undefined ? undefined : Number(text.replace(',', '.'));
}
