import type { IExecuteFunctions } from 'n8n-workflow';
import { Parameters } from '../../../nodes/Sora2/execution/parameters';

/** The fields of an item, as n8n resolves them. */
const withChannel = (channel: unknown) =>
	new Parameters(
		{
			getNodeParameter: (name: string) => (name === 'channel' ? channel : {}),
			getNode: () => ({ name: 'Sora 2', type: 'sora2', typeVersion: 1 }),
		} as unknown as IExecuteFunctions,
		0,
	);

test('a channel is found by its name', () => {
	expect(withChannel('relay').channel().displayName).toBe('Official Relay');
});

test.each(['Official', '', 'constructor', undefined])(
	'a channel called %j is refused with those there are, as the editor shows them',
	(channel) => {
		expect(() => withChannel(channel).channel()).toThrow(
			expect.objectContaining({
				message: `'Channel' cannot be '${String(channel)}'`,
				description: expect.stringMatching(
					/^Choose one of: Official Reverse \(reverse\), Official Relay \(relay\), /,
				),
			}),
		);
	},
);
