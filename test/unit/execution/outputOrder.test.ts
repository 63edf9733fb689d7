import type { Failure } from '../../../nodes/Sora2/errors/failure';
import {
	getFailureSettings,
	getMaxTries,
	orderOutput,
} from '../../../nodes/Sora2/execution/outputOrder';
import { createNodeContext } from '../support/nodeContext';

const passing = { retryable: true } as Failure;
const final = { retryable: false } as Failure;

describe('order of output items', () => {
	test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'%s: a retryable failure comes first, so that n8n tries again',
		(onError) => {
			expect(orderOutput([undefined, final, passing, undefined], onError, false)).toEqual([
				2, 0, 1, 3,
			]);
		},
	);

	test('the first of several such failures comes first', () => {
		expect(orderOutput([undefined, passing, passing], 'continueErrorOutput', false)).toEqual([
			1, 0, 2,
		]);
	});

	test('error output: if no try helps, a success comes first, so that n8n does not try again', () => {
		expect(orderOutput([final, undefined, final], 'continueErrorOutput', false)).toEqual([1, 0, 2]);
	});

	test('the last try keeps the input order, failures after successes', () => {
		expect(orderOutput([undefined, passing, undefined], 'continueErrorOutput', true)).toEqual([
			0, 2, 1,
		]);
	});

	test('a single output keeps the input order, even if that costs a try', () => {
		expect(orderOutput([final, undefined], 'continueRegularOutput', false)).toEqual([0, 1]);
		expect(orderOutput([passing, undefined], 'continueRegularOutput', true)).toEqual([0, 1]);
	});

	test('every item is returned once', () => {
		for (const isLastTry of [true, false])
			for (const failures of [[], [passing], [undefined, passing, final, undefined]])
				for (const onError of ['continueErrorOutput', 'continueRegularOutput'] as const)
					expect([...orderOutput(failures, onError, isLastTry)].sort()).toEqual(
						failures.map((_, i) => i),
					);
	});
});

test.each([
	[{}, 1],
	[{ retryOnFail: false, maxTries: 5 }, 1],
	[{ retryOnFail: true }, 3],
	[{ retryOnFail: true, maxTries: 0 }, 3],
	[{ retryOnFail: true, maxTries: 1 }, 2],
	[{ retryOnFail: true, maxTries: 4 }, 4],
	[{ retryOnFail: true, maxTries: 9 }, 5],
])('tries are bounded as in n8n: %j gives %i', (node, tries) => {
	expect(getMaxTries(node)).toBe(tries);
});

test.each([
	[{}, 1, { retries: 'off', onError: 'stop' }],
	[{ retryOnFail: true, maxTries: 2 }, 1, { retries: 'left', onError: 'stop' }],
	[
		{ retryOnFail: true, maxTries: 2, onError: 'continueErrorOutput' as const },
		2,
		{ retries: 'used_up', onError: 'error_output' },
	],
	[{ onError: 'continueRegularOutput' as const }, 1, { retries: 'off', onError: 'continue' }],
])('advice fits the node: %j in try %i', (node, attempt, settings) => {
	expect(getFailureSettings(createNodeContext({ node }).ctx, attempt)).toEqual(settings);
});
