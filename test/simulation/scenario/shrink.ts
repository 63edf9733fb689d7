import { KEYS } from './draw';
import type { Case } from './types';

/** Most histories that are tried to make a broken one smaller. */
const MOST = 400;

/**
 * Takes away from a case whatever the break does not need: happenings, executions, items, troubles, oddities.
 * @param breaks whether a case still breaks the law in question
 */
export async function shrink(
	found: Case,
	breaks: (drawn: Case) => Promise<boolean>,
): Promise<Case> {
	let best = found;
	let left = MOST;
	for (let smaller = true; smaller && left > 0; ) {
		smaller = false;
		for (const candidate of smallerOnes(best)) {
			if (left-- <= 0) break;
			if (!(await breaks(candidate))) continue;
			best = candidate;
			smaller = true;
			break;
		}
	}
	return best;
}

function* smallerOnes(from: Case): Generator<Case> {
	for (const happenings of without(from.happenings)) yield { ...from, happenings };
	for (const executions of without(from.executions))
		if (executions.length > 0) yield { ...from, executions };
	for (const [i, { items }] of from.executions.entries())
		for (const fewer of without(items))
			if (fewer.length > 0)
				yield {
					...from,
					executions: from.executions.map((e, n) => (n === i ? { ...e, items: fewer } : e)),
				};
	for (const lists of without(from.lists)) yield { ...from, lists };
	for (const [i, trouble] of from.troubles.entries())
		for (const kind of ['orders', 'polls', 'contents'] as const)
			for (const fewer of without(trouble[kind] as unknown[]))
				yield {
					...from,
					troubles: from.troubles.map((t, n) => (n === i ? { ...t, [kind]: fewer } : t)),
				};
	for (const part of ['n8n', 'node', 'credential', 'endpoint'] as const)
		for (const [key, calm] of Object.entries(CALM_CASE[part])) {
			const value = (from[part] as unknown as Record<string, unknown>)[key];
			if (JSON.stringify(value) !== JSON.stringify(calm))
				yield { ...from, [part]: { ...from[part], [key]: calm } };
		}
	for (const [i, trouble] of from.troubles.entries())
		for (const [n, step] of trouble.orders.entries())
			for (const key of ['how', 'fate'])
				if (key in step)
					yield {
						...from,
						troubles: from.troubles.map((t, at) =>
							at === i
								? {
										...t,
										orders: t.orders.map((s, k) => (k === n ? { ...s, [key]: undefined } : s)),
									}
								: t,
						),
					};
	if (from.retry !== 'none') yield { ...from, retry: 'none' };
}

/** The list without each of its entries in turn, and first without its second half. */
function* without<T>(list: T[]): Generator<T[]> {
	if (list.length > 3) yield list.slice(0, list.length >> 1);
	for (let i = list.length - 1; i >= 0; i--) yield list.filter((_, n) => n !== i);
}

/** A case in which nothing is odd and nothing goes wrong. */
export const CALM_CASE: Case = {
	seed: 1,
	n8n: { version: '2.41', queue: false, pairingThrows: false, storeFails: 0 },
	node: {
		channel: 'openAi',
		fallback: 'none',
		onError: 'continueErrorOutput',
		tries: 1,
		concurrency: 5,
		timeout: 300,
		regionResubmits: 0,
		resubmitWhenUnknown: false,
		requestsPerMinute: 0,
		returnAs: 'binary',
	},
	credential: { apiKey: KEYS[0], plainHttp: false },
	endpoint: {
		accept: 'openAi',
		ids: 'word',
		list: {
			has: true,
			prompts: 'whole',
			models: 'same',
			dates: 'seconds',
			oldestFirst: false,
			lagMs: 0,
			foreign: 0,
		},
		skewMs: 0,
		dateHeader: true,
		idempotent: false,
		file: 'content',
		fileBytes: 1500,
		ranges: true,
		etag: true,
	},
	executions: [{ startMs: 0, items: [0] }],
	troubles: [{ orders: [], polls: [], contents: [] }],
	lists: [],
	happenings: [],
	retry: 'none',
};
