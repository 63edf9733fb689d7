import { toPercent } from '../../../../nodes/Sora2/protocols/response/values';

test.each<[number | string | undefined, number | undefined]>([
	[45, 45],
	['45', 45],
	['45%', 45],
	[' 45 % ', 45],
	[0.45, 45],
	['0.45', 45],
	['0.45%', 0.45],
	[1, 1],
	['100%', 100],
	[0, 0],
	[250, 100],
	[-3, 0],
	['', undefined],
	['%', undefined],
	['half', undefined],
	[NaN, undefined],
	[undefined, undefined],
])('progress %j is %s percent', (value, expected) => expect(toPercent(value)).toBe(expected));
