import { toEpochMs, toPercent } from '../../../../nodes/Sora2/protocols/response/values';

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

test.each([
	['2026-11-01T10:00:00Z', Date.UTC(2026, 10, 1, 10)],
	['2026-11-01 10:00:00+02:00', Date.UTC(2026, 10, 1, 8)],
	['2026-11-01', Date.UTC(2026, 10, 1)],
	// Without a zone it may be off by hours, and would rule out the job it belongs to.
	['2026-11-01 10:00:00', undefined],
	['2026-11-01T10:00:00.123456', undefined],
])('the time %j is %s', (value, expected) => expect(toEpochMs(value)).toBe(expected));
