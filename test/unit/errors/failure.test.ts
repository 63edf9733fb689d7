import {
	FAILURE_CLASSES,
	readCarriedFailure,
	withoutEmpty,
} from '../../../nodes/Sora2/errors/failure';

describe('a failure carried by an item', () => {
	const failure = {
		message: 'm',
		hint: 'h',
		class: 'moderation',
		retryable: false,
		failover: false,
		billed: 'no',
	};
	test('is recognized', () => {
		for (const cls of FAILURE_CLASSES)
			expect(
				readCarriedFailure({ prompt: 'a cat', error: { ...failure, class: cls } }),
			).toMatchObject({
				class: cls,
			});
	});

	test.each([
		undefined,
		null,
		'moderation',
		3,
		[],
		{},
		{ ...failure, class: 'other' },
		{ ...failure, failover: 'no' },
		{ ...failure, message: undefined },
		{ ...failure, billed: undefined },
		{ message: 'of another node', class: 'network' },
	])('%j is not recognized', (error) => {
		expect(readCarriedFailure({ error })).toBeUndefined();
	});

	test('keys without a value are left out', () => {
		expect(withoutEmpty({ a: undefined, b: null, c: '', d: 0, e: false, f: [] })).toEqual({
			d: 0,
			e: false,
			f: [],
		});
	});
});
