import { findCountryCode, formatCountry } from '../../../nodes/Sora2/errors/country';

describe('country codes', () => {
	test.each<[string[], string | undefined]>([
		[['MM'], 'MM'],
		[[' mm '], 'MM'],
		[['seconds', 'CN'], 'CN'],
		[['UK'], 'GB'],
		[['MMR'], undefined],
		[['ZZ'], undefined],
		[['EU'], undefined],
		[['QQ'], undefined],
		[['12'], undefined],
		[[], undefined],
	])('%j', (params, expected) => expect(findCountryCode(params)).toBe(expected));

	test('from sentences', () => {
		expect(
			findCountryCode(
				[],
				['banned the country or region your IP address is in (IR) from accessing'],
			),
		).toBe('IR');
		expect(findCountryCode([], ['not available (country: CU)'])).toBe('CU');
		expect(
			findCountryCode([], ['region: us-east-1', 'country of IT people', 'in (OK) order']),
		).toBeUndefined();
		expect(findCountryCode(['MM'], ['country: CU'])).toBe('MM');
	});

	test('as names', () => {
		expect([formatCountry('MM'), formatCountry('HK'), formatCountry('QQ')]).toEqual([
			'Myanmar (MM)',
			'Hong Kong (HK)',
			'an unknown country (QQ)',
		]);
	});
});
