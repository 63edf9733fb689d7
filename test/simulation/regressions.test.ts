import { judge } from './laws';
import { CALM_CASE } from './scenario/shrink';
import type { Case, OrderStep, ReadStep } from './scenario/types';
import { simulate } from './simulate';

// Virtual time takes as long as the machine makes it.
jest.setTimeout(600_000);

/** A calm case, but for what is said. */
function but(
	node: Partial<Case['node']>,
	trouble: { orders?: OrderStep[]; polls?: ReadStep[]; contents?: ReadStep[] },
	more: Partial<Case> = {},
): Case {
	return {
		...CALM_CASE,
		node: { ...CALM_CASE.node, ...node },
		troubles: [{ orders: [], polls: [], contents: [], ...trouble }],
		...more,
	};
}

const accept = (shape: string, more: object = {}): OrderStep => ({ do: 'accept', shape, ...more });

/* Cases that once broke a law, as the simulation shrank them. */
test.each<[string, Case]>([
	[
		'a gateway that gave up on an order it passed on',
		but({ tries: 3 }, { orders: [{ do: 'vague', answer: 'gateway504', taken: true }] }),
	],
	[
		'a read time-out behind a 500',
		but({ tries: 2 }, { orders: [{ do: 'vague', answer: 'readTimeout500', taken: true }] }),
	],
	['a 502 that names the job', but({ tries: 3 }, { orders: [accept('gatewayError')] })],
	["somebody else's failure", but({ tries: 2 }, { polls: [{ answer: 'othersFailure' }] })],
	['a failure that names no job', but({ tries: 4 }, { polls: [{ answer: 'namelessFailure' }] })],
	['a status error', but({ tries: 2 }, { polls: [{ answer: 'statusError' }] })],
	["JSend's fail", but({ tries: 3 }, { polls: [{ answer: 'jsendFail' }] })],
	[
		'an error that says there is none',
		but({ tries: 4 }, {}, { endpoint: { ...CALM_CASE.endpoint, accept: 'errorNone' } }),
	],
	[
		'credits as text in a failed job',
		but({ tries: 4 }, { orders: [accept('openAi', { fate: { takesMs: 0, end: 'keptCredits' } })] }),
	],
	[
		'a failed job without a word about money',
		but(
			{ tries: 2 },
			{ orders: [accept('videoId', { fate: { takesMs: 30_000, end: 'silentKept' } })] },
		),
	],
	[
		'a job that was cancelled elsewhere',
		but(
			{ tries: 3 },
			{ orders: [accept('serverError', { fate: { takesMs: 5000, end: 'cancelled' } })] },
		),
	],
	[
		'an order answered with headers only',
		but({}, { orders: [accept('bothIds', { how: 'silentBody' })] }),
	],
	['an order answered with blanks', but({}, { orders: [accept('openAi', { how: 'blanks' })] })],
	['a look answered with headers only', but({}, { polls: [{ how: 'silentBody' }] })],
	['a look answered with blanks', but({}, { polls: [{ how: 'blanks' }] })],
	[
		'a list answered with blanks',
		but({}, { orders: [accept('pollingUrl', { how: 'cut' })] }, { lists: [{ how: 'blanks' }] }),
	],
	['an ID in a list', but({}, { orders: [accept('dataList')] })],
	['an ID in the place of the data', but({}, { orders: [accept('dataText')] })],
	['an ID under another name', but({}, { orders: [accept('jobId')] })],
	['a byte order mark', but({}, { orders: [accept('byteOrderMark')] })],
	['server-sent events', but({}, { orders: [accept('events')] })],
	[
		'an ID that is a number beyond 2^53',
		but({}, {}, { endpoint: { ...CALM_CASE.endpoint, ids: 'number' } }),
	],
	['a page in the place of the video', but({}, { contents: [{ answer: 'pageAsVideo' }] })],
	['JSON in the place of the video', but({}, { contents: [{ answer: 'jsonAsVideo' }] })],
	['a picture in the place of the video', but({}, { contents: [{ answer: 'pictureAsVideo' }] })],
	[
		'no Retry-After worth the name',
		but({ tries: 3 }, { orders: Array<OrderStep>(12).fill({ do: 'refuse', refusal: 'limit0' }) }),
	],
	[
		'a clock that was set back before an order, at an endpoint that does not tell the time',
		but(
			{ concurrency: 1 },
			{ orders: [{ do: 'vague', answer: 'nothingOk', taken: true }] },
			{
				endpoint: { ...CALM_CASE.endpoint, dateHeader: false },
				executions: [{ startMs: 0, items: [1, 0] }],
				happenings: [{ what: 'clockBack', step: 4, afterMs: 0 }],
			},
		),
	],
	[
		'a clock that is set back while an answer is awaited that never comes',
		but(
			{ tries: 3 },
			{ orders: [{ do: 'vague', answer: 'pageOk', taken: true, how: 'silentHead' }] },
			{ happenings: [{ what: 'clockBack', step: 2, afterMs: 10_000 }] },
		),
	],
	[
		'a Stop while the rest of an answer is awaited that has named the job',
		but(
			{},
			{ orders: [accept('openAi', { how: 'silentBody' })] },
			{ seed: 2172, happenings: [{ what: 'stop', step: 3, afterMs: 30_000 }] },
		),
	],
	[
		'a Stop while the rest of an error is awaited that has named the job',
		but(
			{},
			{ orders: [accept('gatewayError', { how: 'silentBody' })] },
			{ seed: 3, happenings: [{ what: 'stop', step: 3, afterMs: 30_000 }] },
		),
	],
	[
		'a refusal, after an order that was lost and paid for and a job that failed free of charge',
		but(
			{ channel: 'reverse', resubmitWhenUnknown: true, tries: 2 },
			{
				orders: [
					accept('syncBase64', { how: 'blanks' }),
					accept('openAi', { fate: { takesMs: 5000, end: 'silentRefunded' } }),
					{ do: 'refuse', refusal: 'quota' },
				],
			},
		),
	],
	[
		'a list without dates that is oldest first, and a job of ours in front of the one that was lost',
		but(
			{ concurrency: 1 },
			{},
			{
				seed: 511_990,
				troubles: [
					{ orders: [accept('taskId', { how: 'cut' })], polls: [], contents: [] },
					{ orders: [], polls: [], contents: [] },
				],
				endpoint: {
					...CALM_CASE.endpoint,
					list: { ...CALM_CASE.endpoint.list, dates: 'none', oldestFirst: true },
				},
				executions: [{ startMs: 0, items: [1, 0] }],
			},
		),
	],
	[
		'an error that names the job, an endpoint that forgets it, and a second order the user allowed',
		but(
			{ resubmitWhenUnknown: true },
			{ orders: [accept('serverError'), accept('serverError')] },
			{ happenings: [{ what: 'forget', step: 4, afterMs: 1 }] },
		),
	],
	[
		'two identical orders that are lost, and an answer that names the job of one of them',
		but(
			{},
			{},
			{
				seed: 678_394,
				troubles: [
					{ orders: [], polls: [], contents: [] },
					{ orders: [], polls: [], contents: [] },
					{
						orders: [{ do: 'vague', answer: 'nullOk', taken: true }, accept('gatewayError')],
						polls: [{ how: 'slow' }],
						contents: [],
					},
				],
				executions: [{ startMs: 0, items: [2, 2] }],
			},
		),
	],
	['a key that is echoed', but({}, { orders: [{ do: 'refuse', refusal: 'keyEchoed' }] })],
])('%s', async (_, drawn) => {
	expect(judge(await simulate(drawn))).toEqual([]);
});
