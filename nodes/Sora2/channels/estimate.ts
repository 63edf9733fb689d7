import type { Resolution } from '../wire/wire';
import type { Channel, Price } from './channel';
import { CHANNELS } from './index';
import { cents, dollars } from './price';

/** What to estimate: `count` videos of `duration` seconds each. */
export interface Plan {
	duration: number;
	resolution: Resolution;
	count: number;
}

/** What the plan costs on one channel, in US dollars; without sums where no price is declared or it is not sold. */
export interface Quote {
	channel: string;
	model?: string;
	/** All videos; the low end where the price is a range. */
	usd?: number;
	usdMax?: number;
	/** All videos, when each request this channel refuses for its region is made by Official Relay instead. */
	expectedUsd?: number;
	basis: string;
}

export interface Estimate extends Plan {
	/** The channel's name; absent when no channel is known to sell this. */
	recommended?: string;
	why: string;
	/** Seconds from which a flat price is lower than the lowest price per second; absent where only one of them is sold. */
	breakEvenSeconds?: number;
	channels: Quote[];
}

/** What becomes of a request that keeps being refused: the article's advice. */
const STEADY = CHANNELS.relay;

/** What the plan costs on every channel, from the declarations that also price finished videos. Calls nothing. */
export function estimate(plan: Plan): Estimate {
	const offers = Object.values(CHANNELS).map((channel) => offerOf(channel, plan));
	const sold = offers.filter((o) => o.sells);
	const breakEven = breakEvenOf(sold, plan);
	const best = cheapest(sold.filter(({ channel }) => channel.name === 'reverse' || channel === STEADY)) ?? cheapest(sold) ?? sold[0];
	return {
		...plan,
		...(best && { recommended: best.channel.name }),
		why: best ? whyOf(best, offers, plan, breakEven) : `No channel is known to sell ${plan.resolution}. Official Relay sells ${STEADY.resolutions(STEADY.models[0])?.join(', ')}.`,
		...(breakEven !== undefined && { breakEvenSeconds: breakEven }),
		channels: offers.map((offer) => quoteOf(offer, plan)),
	};
}

interface Offer {
	channel: Channel;
	model?: string;
	/** Whether the channel is known to sell this resolution. */
	sells: boolean;
	/** The price of one video. */
	price?: Price;
}

/** The first of the channel's models that comes in this resolution. */
function offerOf(channel: Channel, { duration, resolution }: Plan): Offer {
	const sellsIt = (model: string) => channel.resolutions(model)?.includes(resolution) ?? true;
	if (channel.models.length === 0) return { channel, sells: sellsIt('') };
	const model = channel.models.find(sellsIt);
	return { channel, model: model ?? channel.models[0], sells: model !== undefined, price: model === undefined ? undefined : channel.price({ model, duration, resolution }) };
}

function quoteOf({ channel, model, sells, price }: Offer, { duration, resolution, count }: Plan): Quote {
	if (!sells) return { channel: channel.name, ...(model && { model }), basis: `not known to sell ${resolution}` };
	if (!price) return { channel: channel.name, ...(model && { model }), basis: 'the price depends on the model, and is reported with the video' };
	const durations = channel.durations(model as string);
	const steady = STEADY.price({ model: STEADY.models[0], duration, resolution });
	const refused = (channel.refusalRate[0] + channel.refusalRate[1]) / 2;
	return {
		channel: channel.name,
		model,
		usd: cents(price.usd * count),
		...(price.usdMax !== undefined && { usdMax: cents(price.usdMax * count) }),
		...(steady && { expectedUsd: cents(count * ((1 - refused) * price.usd + refused * steady.usd)) }),
		basis: `${count === 1 ? '' : `${count} times `}${price.basis}${durations && !durations.includes(duration) ? `; not known to sell ${duration} s, only ${durations.join(', ')}` : ''}`,
	};
}

function cheapest(offers: Offer[]): Offer | undefined {
	return offers.filter((o) => o.price).sort((a, b) => (a.price as Price).usd - (b.price as Price).usd)[0];
}

/** Where the flat price and the lowest price per second meet, in seconds. */
function breakEvenOf(offers: Offer[], { resolution }: Plan): number | undefined {
	const at = ({ channel, model }: Offer, duration: number) => channel.price({ model: model as string, duration, resolution })?.usd;
	const priced = offers.filter((o) => o.price);
	const flat = priced.filter((o) => at(o, 1) === at(o, 2)).map((o) => at(o, 1) as number);
	const rates = priced.filter((o) => at(o, 1) !== at(o, 2)).map((o) => at(o, 1) as number);
	if (flat.length === 0 || rates.length === 0) return undefined;
	return Math.round((Math.min(...flat) / Math.min(...rates)) * 100) / 100;
}

/** The article's guide: batches and drafts on Reverse; production, 1080p and client work on the Relay. */
function whyOf({ channel, price }: Offer, offers: Offer[], { duration, resolution }: Plan, breakEven?: number): string {
	const relay = offers.find((o) => o.channel === STEADY);
	if (channel === STEADY) {
		const alone = !offers.some((o) => o.channel.name === 'reverse' && o.sells);
		return alone
			? `${resolution} is sold by ${channel.displayName}, not by Official Reverse; its fixed addresses are hardly ever refused, which suits production and client work.`
			: `For ${duration} s, ${channel.displayName} costs no more than Official Reverse, and it is hardly ever refused.`;
	}
	if (channel.name !== 'reverse') return `${channel.displayName} is the one known to sell ${resolution}.`;
	const [low, high] = channel.refusalRate.map((share) => Math.round(share * 100));
	return (
		`${channel.displayName} costs ${dollars((price as Price).usd)} a video, ${STEADY.displayName} ${dollars(relay?.price?.usd ?? 0)} for ${duration} s: from ${breakEven} s on, Reverse is cheaper. ` +
		`It suits batches, drafts and prompt tests: ${low} to ${high} % of its requests are refused for their region, at no cost, and Retry On Fail sends them again. ` +
		`For production, client work and 1080p take ${STEADY.displayName}.`
	);
}
