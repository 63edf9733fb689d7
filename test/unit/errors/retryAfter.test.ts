import { readRetryAfter } from '../../../nodes/Sora2/errors/retryAfter';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

describe('Retry-After', () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{}, undefined],
		[{ 'retry-after': '12' }, 12_000],
		[{ 'retry-after': '1.5' }, 1500],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': '12, 12' }, 12_000],
		[{ 'retry-after': '99999999' }, DAY],
		[{ 'retry-after': '-1' }, undefined],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': '' }, undefined],
		[{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
		[{ 'retry-after': '2026-11-22T10:01:00Z' }, 60_000],
		[{ 'retry-after': 'Sun, 99 Nov 2026 10:00:30 GMT' }, undefined],
		[{ 'retry-after-ms': '250', 'retry-after': '12' }, 250],
		[{ 'retry-after-ms': 'x', 'retry-after': '12' }, 12_000],
		[{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m30s' }, 90_000],
		[{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '250ms' }, 250],
		[{ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '12s' }, undefined],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }, 7000],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 5) }, 5000],
		[{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 5000) }, 5000],
		[
			{
				'retry-after': '3',
				'x-ratelimit-remaining-requests': '0',
				'x-ratelimit-reset-requests': '12s',
			},
			3000,
		],
	])('%j', (headers, expected) => expect(readRetryAfter(headers, NOW)).toBe(expected));
});
