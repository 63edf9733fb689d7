import fc from '../../helpers/propertyTests';
import type { Fault } from '../../relay';

/** Faults of one prompt, and what they allow. */
interface Trouble {
	on: 'submit' | 'poll' | 'content';
	do: Fault['do'];
	/** The endpoint charged, and its answer was lost: only here may `resubmitWhenUnknown` pay twice. */
	lost?: true;
	/** Refused or failed for good: one call. */
	permanent?: true;
	/** Nothing that should keep a patient node from delivering. */
	soft?: true;
	/** Holds always, because it is a property of the prompt. */
	always?: true;
}

const said = { code: 'internal_error', message: 'Video generation failed.' };
const region = {
	error: {
		code: 'unsupported_country_code',
		message: 'Sora is not available in your country',
		param: 'MM',
	},
};

const TROUBLES = {
	region: { on: 'submit', do: 'region' },
	busy503: { on: 'submit', do: 'answer:503' },
	limit: { on: 'submit', do: 'limit:1', soft: true },
	limitBare: { on: 'submit', do: 'limit' },
	limitLong: { on: 'submit', do: 'limit:300' },
	error500: { on: 'submit', do: 'answer:500' },
	html502: { on: 'submit', do: 'html502' },
	cutBefore: { on: 'submit', do: 'cutBefore' },
	badJson: { on: 'submit', do: 'badJson' },
	empty: { on: 'submit', do: 'empty' },
	cutAfter: { on: 'submit', do: 'cutAfter', lost: true },
	html502After: { on: 'submit', do: 'html502After', lost: true },
	badJsonAfter: { on: 'submit', do: 'badJsonAfter', lost: true },
	emptyAfter: { on: 'submit', do: 'emptyAfter', lost: true },
	slowSubmit: { on: 'submit', do: 'slow:5', soft: true },
	bad400: { on: 'submit', do: 'answer:400', permanent: true, always: true },
	key401: { on: 'submit', do: 'answer:401', always: true },
	quota402: { on: 'submit', do: 'answer:402', always: true },
	poll502: { on: 'poll', do: 'answer:502', soft: true },
	poll404: { on: 'poll', do: 'answer:404', soft: true },
	poll429: { on: 'poll', do: 'limit:1', soft: true },
	pollCut: { on: 'poll', do: 'cutBefore', soft: true },
	pollHtml: { on: 'poll', do: 'html502', soft: true },
	pollBadJson: { on: 'poll', do: 'badJson', soft: true },
	pollRegion: { on: 'poll', do: { answer: { status: 400, json: region } }, soft: true },
	content500: { on: 'content', do: 'answer:500', soft: true },
	content404: { on: 'content', do: 'answer:404', soft: true },
	contentCut: { on: 'content', do: 'cutAt:2000', soft: true },
	contentTruncate: { on: 'content', do: 'truncate:3000', soft: true },
	contentNoRange: { on: 'content', do: ['cutAt:5000', 'noRange'], soft: true },
	contentNone: { on: 'content', do: 'cutBefore', soft: true },
	fails: { on: 'submit', do: 'fail' },
	failsBilled: { on: 'submit', do: { fail: { error: { ...said, billed: true }, billed: true } } },
	failsRegion: { on: 'submit', do: { fail: { error: region.error } } },
	moderated: { on: 'submit', do: 'moderation', permanent: true, always: true },
	moderatedBilled: {
		on: 'submit',
		do: { moderation: { billed: true } },
		permanent: true,
		always: true,
	},
	stuck: { on: 'submit', do: 'stuck' },
	sync: { on: 'submit', do: 'sync', soft: true },
	longJob: { on: 'submit', do: 'jobMs:3000', soft: true },
} satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof TROUBLES;
export const trouble = (name: TroubleName): Trouble => TROUBLES[name];

type ListFault = 'answer:500' | 'cutBefore' | 'empty';

/** What goes wrong with the items' prompts, and how the node and n8n are set. */
export interface Chaos {
	/** `like`: the prompt of the item before, with its troubles. */
	items: Array<{ like?: boolean; troubles: Array<{ what: TroubleName; times: number }> }>;
	/** The first answers of the job list, if it fails. */
	lists: ListFault[];
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** 1: Retry On Fail is off. */
	tries: number;
	concurrency: number;
	channel: 'reverse' | 'relay' | 'openAi' | 'openRouter';
	fallback: 'none' | 'reverse' | 'relay' | 'openAi';
	regionResubmits: number;
	resubmitWhenUnknown: boolean;
	/** Seconds. */
	timeout: number;
	/** Stop: at which request, at its beginning or its end, and how many milliseconds later. */
	stop?: { request: number; when: 'begun' | 'answered'; afterMs: number };
}

const names = Object.keys(TROUBLES) as TroubleName[];
const dear = names.filter(
	(name) =>
		trouble(name).lost || ['region', 'cutBefore', 'fails', 'failsBilled', 'html502'].includes(name),
);

const oneTrouble = fc.record({
	what: fc.oneof(fc.constantFrom(...names), fc.constantFrom(...dear)),
	times: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(2, 3, 12)),
});
const oneItem = fc.record({
	like: mostly(false, fc.constant(true), 4),
	troubles: fc.array(oneTrouble, { maxLength: 3 }),
});

export const chaos: fc.Arbitrary<Chaos> = fc.record({
	items: fc.array(oneItem, { minLength: 1, maxLength: 4 }),
	lists: mostly<ListFault[]>(
		[],
		fc.array(fc.constantFrom<ListFault>('answer:500', 'cutBefore', 'empty'), { maxLength: 5 }),
		4,
	),
	onError: fc.constantFrom<Chaos['onError']>(
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	),
	tries: fc.integer({ min: 1, max: 4 }),
	concurrency: fc.integer({ min: 1, max: 5 }),
	channel: fc.constantFrom<Chaos['channel']>('reverse', 'relay', 'openAi', 'openRouter'),
	fallback: fc.constantFrom<Chaos['fallback']>('none', 'none', 'reverse', 'relay', 'openAi'),
	regionResubmits: fc.constantFrom(0, 0, 0, 1, 2),
	resubmitWhenUnknown: mostly<boolean>(false, fc.constant(true), 3),
	timeout: fc.constantFrom(15, 60),
	stop: mostly<Chaos['stop']>(
		undefined,
		fc.record({
			request: fc.integer({ min: 1, max: 12 }),
			when: fc.constantFrom<'begun' | 'answered'>('begun', 'answered'),
			afterMs: fc.constantFrom(0, 0, 1, 3, 8),
		}),
		2,
	),
});

function mostly<T>(value: T, other: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T> {
	return fc.oneof({ weight, arbitrary: fc.constant(value) }, other);
}

/** The relay's script for a chaos: faults by prompt, so that each item has its own. */
export function scriptOf({ items, lists }: Chaos, prompts: string[]): Fault[] {
	const faults: Fault[] = lists.map((what) => ({ on: 'list', do: what }));
	items.forEach(({ like, troubles }, i) => {
		if (like && i > 0) return;
		for (const { what, times } of troubles)
			faults.push({
				on: trouble(what).on,
				match: { prompt: prompts[i] },
				times: trouble(what).always ? Infinity : times,
				do: trouble(what).do,
			});
	});
	return faults;
}
