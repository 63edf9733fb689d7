import type { IDataObject } from 'n8n-workflow';
import { CHANNELS } from '../../../nodes/Sora2/channels';
import { Parameters } from '../../../nodes/Sora2/execution/parameters';
import { createNodeContext } from '../support/nodeContext';

const read = (parameters: IDataObject) => new Parameters(createNodeContext({ parameters }).ctx, 0);

/** What a field is refused with: the sentence and what to do. */
function refusal(read: () => unknown): { message: string; description: string } {
	try {
		read();
	} catch (error) {
		return error as { message: string; description: string };
	}
	throw new Error('It was not refused');
}

describe('fields', () => {
	test('text is trimmed, numbers are converted, and empty text is refused by its label', () => {
		expect(read({ prompt: '  a cat ' }).text('prompt', 'Prompt')).toBe('a cat');
		expect(read({ videoId: 17 }).text('videoId', 'Video ID')).toBe('17');
		const empty = refusal(() => read({ prompt: ' ' }).text('prompt', 'Prompt'));
		expect(empty.message).toBe("'Prompt' is empty");
		expect(empty.description).toContain('expression');
	});

	test.each([0, -1, Number.NaN, Infinity, 'ten', '', null, {}])(
		'%p is not a duration',
		(duration) => {
			const p = read({ duration: duration as string });
			expect(refusal(() => p.positive(duration, 'Duration')).message).toContain("'Duration'");
		},
	);

	test('a number may be text, as from an expression', () => {
		expect(read({ duration: '8' }).duration(CHANNELS.reverse)).toBe(8);
	});

	test("the channel's defaults apply to empty fields", () => {
		expect(read({}).duration(CHANNELS.openAi)).toBe(8);
		expect(read({ model: ' ' }).model(CHANNELS.relay)).toBe('sora-2-official');
		expect(read({ model: 'veo' }).model(CHANNELS.relay)).toBe('veo');
		expect(refusal(() => read({}).model(CHANNELS.openRouter)).message).toContain(
			"'Model' is empty",
		);
	});

	test('an unknown channel is refused with a list of known ones', () => {
		expect(refusal(() => read({ channel: 'reverze' }).channel())).toMatchObject({
			message: expect.stringContaining('reverze') as string,
		});
	});
});

describe('options', () => {
	test('the output field is never empty', () => {
		expect(read({}).outputField()).toBe('data');
		expect(read({ options: { outputField: ' ' } }).outputField()).toBe('data');
	});

	test.each([
		[undefined, 0],
		[3, 3],
		['2', 2],
		['', 0],
		[99, 10],
	])('region resubmits %p are %i', (regionResubmits, count) => {
		expect(read({ options: { regionResubmits } }).policy().regionResubmits).toBe(count);
	});

	test('a flag may come as a word, and nothing else counts as one', () => {
		expect(read({}).policy().resubmitWhenUnknown).toBe(false);
		expect(read({ options: { resubmitWhenUnknown: 'False' } }).policy().resubmitWhenUnknown).toBe(
			false,
		);
		expect(refusal(() => read({ options: { resubmitWhenUnknown: 'no' } }).policy()).message).toBe(
			"'Order Again If Answer Lost' must be true or false, not 'no'",
		);
		expect(read({ options: { resubmitWhenUnknown: true } }).policy().resubmitWhenUnknown).toBe(
			true,
		);
	});
});

test.each([
	[{ a: 1 }, 'an object'],
	[['a'], 'a list'],
	[true, 'true'],
	[Number.NaN, 'a calculation without a result'],
])('%j is no text', (value, description) => {
	expect(refusal(() => read({}).optionalText(value, 'Negative Prompt')).message).toBe(
		`'Negative Prompt' must be text, not ${description}`,
	);
});

test('a text that an object was put into is refused', () => {
	expect(
		refusal(() => read({ prompt: 'a [object Object]' }).text('prompt', 'Prompt')).message,
	).toBe("'Prompt' contains '[object Object]', which is what an object becomes inside a text");
});

test('a refusal repeats only the beginning of a long value', () => {
	const { message } = refusal(() => read({}).oneOf('x'.repeat(100_000), 'Return As', ['url']));
	expect(message).toBe(`'Return As' cannot be '${'x'.repeat(60)}…'`);
});

test('a channel is found by its name', () => {
	expect(read({ channel: 'relay' }).channel().displayName).toBe('Official Relay');
});

test.each(['Official', 'constructor', 7])(
	'a channel called %j is refused with the display names of known ones',
	(channel) => {
		expect(() => read({ channel }).channel()).toThrow(
			expect.objectContaining({
				message: `'Channel' cannot be '${String(channel)}'`,
				description: expect.stringMatching(
					/^Choose one of: Official Reverse \(reverse\), Official Relay \(relay\), /,
				),
			}),
		);
	},
);
