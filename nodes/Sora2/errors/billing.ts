import type { Billed } from './failure';

/** How deep into a job's error is looked, and how many values of it. */
const MAX_DEPTH = 4;
const MAX_VALUES = 60;

const CHARGED =
	/(?<!not |n't |never |no )\b(was|were|been|is|are) (already )?(charged|billed|deducted)\b|\b(credits?|quota|balance|fees?) (was|were|has been|have been|are|is) (charged|consumed|deducted|used|spent)\b|\b(not|non|no)[- ]?(be |been )?refund|已扣费|已扣除|不予退|不退/i;
const RETURNED =
	/(?<!not |n't |never |not be |not been |no )\brefund(ed|s)?\b|\b(not|never|n't) (been |be )?(charged|billed|deducted)|\b(no|free of) charge\b|未扣费|不扣费|已退|退还|退款|返还/i;
const CHARGED_KEYS = /^(billed|charged|is_?billed|is_?charged)$/i;
const COST_KEYS = /^(credits?_?(used|consumed|charged|deducted)|cost|charged_?amount)$/i;

/** What a failed job's own error says about the money: charged, given back, or nothing. */
export function readBilling(error: unknown): Billed | undefined {
	const said = { charged: false, returned: false };
	let seen = 0;
	look(error, 0);
	return said.charged ? 'yes' : said.returned ? 'no' : undefined;

	function look(value: unknown, depth: number): void {
		if (depth > MAX_DEPTH || ++seen > MAX_VALUES) return;
		if (typeof value === 'string') {
			const text = value.slice(0, 2000);
			said.charged ||= CHARGED.test(text);
			said.returned ||= RETURNED.test(text);
		} else if (typeof value === 'object' && value !== null) {
			for (const [key, inner] of Object.entries(value).slice(0, MAX_VALUES)) {
				if (CHARGED_KEYS.test(key) && typeof inner === 'boolean')
					said[inner ? 'charged' : 'returned'] = true;
				else if (/^refunded$/i.test(key) && typeof inner === 'boolean')
					said[inner ? 'returned' : 'charged'] = true;
				else if (COST_KEYS.test(key) && typeof inner === 'number') said.charged ||= inner > 0;
				else look(inner, depth + 1);
			}
		}
	}
}

/** What is left to say of a failed job whose error has no sentence: its code, or the endpoint's word for its state. */
export function describeBareError(
	{ error, statusWord }: { error?: unknown; statusWord?: string },
	code: string | undefined,
): string | undefined {
	const number = [
		error,
		...(typeof error === 'object' && error !== null ? Object.values(error) : []),
	].find((v) => typeof v === 'number');
	const name =
		code ??
		(typeof error === 'string'
			? error.slice(0, 80).trim()
			: number !== undefined
				? String(number)
				: '');
	if (/^[\w.:-]{1,80}$/.test(name) && !/^(failed|fail|failure|error|null|none)$/i.test(name))
		return `the endpoint gives the code ${name}`;
	return statusWord && !/^(failed|fail|failure|error)$/i.test(statusWord)
		? `the endpoint reports it as ${statusWord}`
		: undefined;
}
