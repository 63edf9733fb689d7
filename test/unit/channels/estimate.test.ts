import { CHANNELS } from '../../../nodes/Sora2/channels';
import { estimate } from '../../../nodes/Sora2/channels/estimate';

const quote = (plan: Parameters<typeof estimate>[0], channel: string) =>
	estimate(plan).channels.find((c) => c.channel === channel);

test("uses every channel's own price declaration", () => {
	const plan = { duration: 10, resolution: '720p' as const, count: 1 };
	for (const { channel, model, usd, usdMax } of estimate(plan).channels) {
		const price = model
			? CHANNELS[channel].price({ model, duration: 10, resolution: '720p' })
			: undefined;
		expect({ usd, usdMax }).toEqual({ usd: price?.usd, usdMax: price?.usdMax });
	}
});

test('adds up both ends of a range and names its source', () => {
	expect(quote({ duration: 15, resolution: '1080p', count: 2 }, 'relay')).toEqual({
		channel: 'relay',
		model: 'sora-2-official',
		usd: 9,
		usdMax: 15,
		expectedUsd: 9,
		basis: '2 times 15 s at $0.30 to $0.50',
	});
});

test("includes the Relay's cost for the share that Reverse refuses", () => {
	// 2 % of a hundred: 98 at $0.12 and 2 at $0.50.
	expect(quote({ duration: 5, resolution: '720p', count: 100 }, 'reverse')).toMatchObject({
		usd: 12,
		expectedUsd: 12.76,
	});
});

test.each([
	[{ duration: 5, resolution: '720p' as const, count: 20 }, 'reverse', 1.2],
	[{ duration: 8, resolution: '720p' as const, count: 1 }, 'relay', 1.2],
	[{ duration: 16, resolution: '720p' as const, count: 1 }, 'openAi', 1.2],
	[{ duration: 60, resolution: '720p' as const, count: 1 }, 'openRouter', 1.2],
	[{ duration: 8, resolution: '1024p' as const, count: 1 }, 'relay', undefined],
	[{ duration: 7, resolution: '1024p' as const, count: 1 }, undefined, undefined],
	[{ duration: 10, resolution: '1080p' as const, count: 1 }, 'relay', undefined],
	[{ duration: 8, resolution: '480p' as const, count: 1 }, 'xai', undefined],
	[{ duration: 60, resolution: '480p' as const, count: 1 }, 'openRouter', undefined],
])('recommends for %o', (plan, recommended, breakEvenSeconds) => {
	const made = estimate(plan);
	expect(made.recommended).toBe(recommended);
	expect(made.usd).toBe(made.channels.find((c) => c.channel === recommended)?.usd);
	expect(made.breakEvenSeconds).toBe(breakEvenSeconds);
	expect(made.why).toMatch(/[.]$/);
	// A recommended model must be sold there.
	expect(made.channels.find((c) => c.channel === recommended)?.basis ?? '').not.toContain(
		'not known to sell',
	);
});

test('picks the model that is sold at this resolution', () => {
	expect(quote({ duration: 8, resolution: '1080p', count: 1 }, 'openAi')).toMatchObject({
		model: 'sora-2-pro',
		usd: 5.6,
	});
});

test('reports that a channel is not known to sell the plan, without a price', () => {
	expect(quote({ duration: 8, resolution: '1080p', count: 1 }, 'reverse')).toEqual({
		channel: 'reverse',
		model: 'sora-2',
		basis: 'not known to sell 1080p',
	});
	expect(quote({ duration: 8, resolution: '720p', count: 1 }, 'reverse')?.basis).toContain(
		'not known to sell 8 s, only 5, 10, 15',
	);
});

describe('with a named model', () => {
	const plan = { duration: 8, resolution: '720p' as const, count: 1 };

	test('uses the declared price if no endpoint was asked', () => {
		const made = estimate(plan, { channel: 'openAi', model: 'sora-2-pro' });
		expect(made.channels.find((c) => c.channel === 'openAi')).toMatchObject({
			model: 'sora-2-pro',
			usd: 2.4,
		});
		expect(made.recommended).toBe('relay');
	});

	test("recommends it at its endpoint's price, whatever else is cheaper", () => {
		const info = { id: 'veo', rates: [{ usd: 0.4, per: 'second' as const }] };
		const made = estimate({ ...plan, count: 3 }, { channel: 'openAi', model: 'veo', info });
		expect(made).toMatchObject({
			recommended: 'openAi',
			usd: 9.6,
			why: "By the endpoint's own list, 8 s at 720p of veo on OpenAI-Compatible Endpoint costs $3.20 a video.",
		});
	});

	test('has no price if none is published', () => {
		const made = estimate(plan, { channel: 'openAi', model: 'veo', info: { id: 'veo' } });
		expect(made.channels.find((c) => c.channel === 'openAi')).toEqual({
			channel: 'openAi',
			model: 'veo',
			basis: 'the price depends on the model, and is reported with the video',
		});
	});
});
