import { normalizeKey } from './envelope';
import type { Billed } from './failure';
import { ECHO_KEYS } from './signalKeys';

/** How deep into an answer is looked, and at how many values of it. */
const MAX_DEPTH = 5;
const MAX_VALUES = 200;
const MAX_TEXT = 2000;

/** An expression of several, in which `MONEY` stands for what may be taken or given back. */
function anyOf(...patterns: string[]): RegExp {
	const money =
		'(credits?|coins?|points?|quota|balance|fees?|amounts?|money|funds?|costs?|tokens?)';
	return new RegExp(patterns.join('|').replaceAll('MONEY', money), 'i');
}

/** Sentences in which the word for charging stands beside the one for nothing. */
const NOTHING = anyOf(
	String.raw`\b(nothing|no MONEY|zero MONEY|0 MONEY) (was|were|has been|have been|is|are|will be) (charged|billed|used|consumed|deducted|spent)\b`,
);
const CHARGED = anyOf(
	String.raw`(?<!not |n't |never |no )\b(was|were|been|is|are) (already |still |fully )?(charged|billed|deducted|invoiced)\b`,
	String.raw`\b(will|shall|does|do) (still |nevertheless |also )?be (charged|billed|deducted|invoiced)\b|\bstill (charged|billed|counts?)\b`,
	String.raw`\bMONEY (was|were|has been|have been|are|is|will be) (already |still )?(charged|consumed|deducted|used|spent|lost|kept|forfeited)\b`,
	String.raw`\bMONEY[^.\n]{0,30} (has|have|had|was|were|will|is|are|can|could|do|does)( not|n't|not) (yet )?(be |been )?(returned|refund(ed)?|restored|credited|given back|released|reimbursed)`,
	String.raw`\b(not|non|no|n't|never|without)[- ]?(a |any |be |been )?refund|refunds? (was |were |is |are |has been )?(denied|refused|rejected|failed|not)|unable to refund`,
	'已扣费|已扣除|已计费|照常计费|仍(会)?(扣费|计费)|不予退|不退|未退|无法退|不会退',
);
const RETURNED = anyOf(
	String.raw`(?<!not |n't |never |not be |n't be |not been |n't been |no )\brefunded\b`,
	String.raw`\brefunds? (was|were|is|has been|have been|will be) (automatically )?(issued|made|processed|completed|credited|granted)|\b(auto(matic(ally)?)?|full|partial) refund\b`,
	String.raw`\bMONEY[^.\n]{0,30} (has been|have been|was|were|will be|is|are) (automatically |fully )?(returned|restored|credited back|released|reimbursed|given back)\b`,
	String.raw`\b(not|never|n't) (been |be |get )?(charged|billed|deducted|invoiced)|\b(no|free of|without) charge\b|\bno cost\b`,
	'未扣费|不扣费|不计费|未计费|已退|退还|自动退|全额退|(将|会)退|返还|退回',
);

/** Keys that say yes or no, and those that say how much; in lower case, without `_` and `-`. */
const CHARGED_KEYS = /^(is|was)?(billed|charged|billable|chargeable|deducted|creditsdeducted)$/;
const RETURNED_KEYS =
	/^(is|was)?(refunded|refund|returned|reimbursed|creditsreturned|creditsrefunded)$/;
const CHARGED_AMOUNT_KEYS =
	/^((credits?|quota|points|amount|cost|balance|tokens?|total)(used|consumed|charged|deducted|spent|billed)|(used|consumed|charged|deducted|spent|billed)(credits?|quota|points|amount|cost|usd)?|charge|creditcost|costcredits?|cost|costusd|costinusd|costincredits)$/;
const RETURNED_AMOUNT_KEYS =
	/^(refund|refunded)(amount|credits?|quota|usd|points)$|^creditsrefunded$/;
const STATE_KEYS =
	/^(billing|charge|payment|refund|billingstatus|chargestatus|paymentstatus|refundstatus|billed|charged)$/;

/**
 * What an answer about a failed job says of the money, anywhere in it: charged, given back, or nothing. Where it
 * says both, it was charged. What the answer repeats of the request is passed over.
 */
export function readBilling(answer: unknown): Billed | undefined {
	const found = { charged: false, returned: false };
	let seen = 0;
	visit('', answer, 0);
	if (found.charged) return 'yes';
	return found.returned ? 'no' : undefined;

	function visit(key: string, value: unknown, depth: number): void {
		if (depth > MAX_DEPTH || ++seen > MAX_VALUES || ECHO_KEYS.has(key)) return;
		const flag = toFlag(value);
		const amount = toAmount(value);
		if (flag !== undefined && CHARGED_KEYS.test(key)) found[flag ? 'charged' : 'returned'] = true;
		else if (flag !== undefined && RETURNED_KEYS.test(key))
			found[flag ? 'returned' : 'charged'] = true;
		else if (amount !== undefined && CHARGED_AMOUNT_KEYS.test(key))
			found[amount > 0 ? 'charged' : 'returned'] = true;
		else if (amount !== undefined && RETURNED_AMOUNT_KEYS.test(key)) found.returned ||= amount > 0;
		else if (typeof value === 'string') readWords(key, value.slice(0, MAX_TEXT));
		else if (typeof value === 'object' && value !== null)
			for (const [inner, v] of Object.entries(value).slice(0, MAX_VALUES))
				visit(Array.isArray(value) ? key : normalizeKey(inner), v, depth + 1);
	}

	function readWords(key: string, text: string): void {
		if (STATE_KEYS.test(key)) {
			found.charged ||= /^(charged|billed|deducted|consumed|settled|paid|captured)$/i.test(text);
			found.returned ||=
				/^(refunded|returned|not[ _-]?charged|not[ _-]?billed|uncharged|free|released|void(ed)?|reversed)$/i.test(
					text,
				);
		}
		const rest = text.replace(NOTHING, ' ');
		found.charged ||= CHARGED.test(rest);
		found.returned ||= rest !== text || RETURNED.test(rest);
	}
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
		/^\s{0,9}(?:USD |US)?[$€¥]?\s?(\d{1,9}(?:[.,]\d{1,9})?)\s?(?:[a-z$€¥]{1,12})?\s{0,9}$/i.exec(
			value.slice(0, 40),
		)?.[1];
	return text === undefined ? undefined : Number(text.replace(',', '.'));
}
