import type { Resolution } from '../protocols/protocol';
import type { Channel, Price } from './channel';
import { findMismatch } from './checkAbilities';
import { CHANNELS } from './index';
import { getListedPrice, type ModelInfo } from './modelInfo';
import { roundPrice, formatDollars } from './price';

/** What to estimate: `count` videos of `duration` seconds each. */
export interface Plan {
	duration: number;
	resolution: Resolution;
	count: number;
}

/** A model named by the user, and what its endpoint publishes about it, if known. */
export interface NamedModel {
	/** The channel's name. */
	channel: string;
	model: string;
	info?: ModelInfo;
}

/**
 * The cost of the plan on one channel, in US dollars; no sums if no price is declared or it is not
 * sold there.
 */
export interface Quote {
	channel: string;
	model?: string;
	/** Cost of all videos; the low end if the price is a range. */
	usd?: number;
	usdMax?: number;
	/** Cost of all videos if Official Relay makes each one this channel refuses for its region. */
	expectedUsd?: number;
	basis: string;
}

export interface Estimate extends Plan {
	/** The channel's name; undefined if no channel is known to sell this. */
	recommended?: string;
	/** Cost of all videos there, the low end of a range; undefined if its price is not known. */
	usd?: number;
	why: string;
	/**
	 * The number of seconds from which Official Reverse is cheaper than Official Relay; undefined
	 * unless both sell this.
	 */
	breakEvenSeconds?: number;
	channels: Quote[];
}

/**
 * The two channels the article compares: the cheap one, and the one that makes what the cheap one
 * refuses.
 */
const REVERSE = CHANNELS.reverse;
const RELAY = CHANNELS.relay;

/**
 * Estimates what the plan costs on every channel. Uses the same declarations that price finished
 * videos and, for a model the user names, its endpoint's own list. Makes no request.
 */
export function estimate(plan: Plan, named?: NamedModel): Estimate {
	const offers = Object.values(CHANNELS).map((channel) =>
		channel.name === named?.channel ? toNamedOffer(channel, plan, named) : toOffer(channel, plan),
	);
	const breakEven = getBreakEven(
		offers.filter((o) => o.sellsResolution),
		plan,
	);
	const fitting = offers.filter((o) => o.sellsResolution && o.sellsDuration !== false);
	const best =
		offers.find((o) => o.isListed) ??
		findCheapest(fitting.filter(({ channel }) => channel === REVERSE || channel === RELAY)) ??
		findCheapest(fitting) ??
		fitting[0];
	return {
		...plan,
		...(best && { recommended: best.channel.name }),
		...(best?.price && { usd: roundPrice(best.price.usd * plan.count) }),
		why: best
			? explainChoice(best, offers, plan, breakEven)
			: `No channel is known to sell ${plan.duration} s at ${plan.resolution}. See what each one sells under 'channels'.`,
		...(breakEven !== undefined && { breakEvenSeconds: breakEven }),
		channels: offers.map((offer) => toQuote(offer, plan)),
	};
}

interface Offer {
	channel: Channel;
	model?: string;
	/** Whether the channel is known to sell this resolution. */
	sellsResolution: boolean;
	/**
	 * Whether it is known to sell this length at this resolution; undefined if lengths are not known.
	 */
	sellsDuration?: boolean;
	/** The price of one video. */
	price?: Price;
	/** The price comes from the endpoint itself. */
	isListed?: boolean;
	/** Why there is no price, if the endpoint's list shows it. */
	refusal?: string;
}

/**
 * Offers the first of the channel's models sold at this resolution and length, else at this
 * resolution.
 */
function toOffer(channel: Channel, { duration, resolution }: Plan): Offer {
	const sellsResolution = (model: string) =>
		channel.resolutions(model)?.includes(resolution) ?? true;
	const sellsDuration = (model: string) => channel.durations(model)?.includes(duration);
	if (channel.models.length === 0)
		return { channel, sellsResolution: sellsResolution(''), sellsDuration: sellsDuration('') };
	const fitting = channel.models.filter(sellsResolution);
	const model = fitting.find((m) => sellsDuration(m) !== false) ?? fitting[0];
	if (model === undefined) return { channel, model: channel.models[0], sellsResolution: false };
	return {
		channel,
		model,
		sellsResolution: true,
		sellsDuration: sellsDuration(model),
		price: channel.price({ model, duration, resolution }),
	};
}

/** Offers the model the user named, at its endpoint's price, else at the channel's. */
function toNamedOffer(channel: Channel, plan: Plan, { model, info }: NamedModel): Offer {
	const { duration, resolution } = plan;
	const request = { model, prompt: '', duration, resolution, aspectRatio: 'auto' };
	const mismatch = info && findMismatch(info, request, false);
	if (mismatch)
		return {
			channel,
			model,
			sellsResolution: false,
			refusal: `${model} does not take ${mismatch.value}${mismatch.takes ? `, only ${mismatch.takes}` : ''}`,
		};
	const listed = info && getListedPrice(info, { duration, resolution });
	const declared = channel.resolutions(model)?.includes(resolution) ?? true;
	return {
		channel,
		model,
		sellsResolution: info !== undefined || declared,
		sellsDuration: info?.durations?.length ? true : channel.durations(model)?.includes(duration),
		price: listed ?? channel.price({ model, duration, resolution }),
		isListed: listed !== undefined,
	};
}

function toQuote(
	{ channel, model, sellsResolution, price, refusal, isListed }: Offer,
	{ duration, resolution, count }: Plan,
): Quote {
	if (!sellsResolution)
		return {
			channel: channel.name,
			...(model && { model }),
			basis: refusal ?? `not known to sell ${resolution}`,
		};
	if (!price)
		return {
			channel: channel.name,
			...(model && { model }),
			basis: 'the price depends on the model, and is reported with the video',
		};
	const durations = isListed ? undefined : channel.durations(model as string);
	const steady = RELAY.price({ model: RELAY.models[0], duration, resolution });
	const refused = (channel.refusalRate[0] + channel.refusalRate[1]) / 2;
	return {
		channel: channel.name,
		model,
		usd: roundPrice(price.usd * count),
		...(price.usdMax !== undefined && { usdMax: roundPrice(price.usdMax * count) }),
		...(steady && {
			expectedUsd: roundPrice(count * ((1 - refused) * price.usd + refused * steady.usd)),
		}),
		basis: `${count === 1 ? '' : `${count} times `}${price.basis}${durations && !durations.includes(duration) ? `; not known to sell ${duration} s, only ${durations.join(', ')}` : ''}`,
	};
}

function findCheapest(offers: Offer[]): Offer | undefined {
	return offers
		.filter((o) => o.price)
		.sort((a, b) => (a.price as Price).usd - (b.price as Price).usd)[0];
}

/**
 * The number of seconds from which the article's flat price is lower than its price per second;
 * undefined unless both are sold.
 */
function getBreakEven(offers: Offer[], { resolution }: Plan): number | undefined {
	const getUsd = ({ channel, model }: Offer, duration: number) =>
		channel.price({ model: model as string, duration, resolution })?.usd;
	const [flat, rate] = [REVERSE, RELAY].map(
		(channel) =>
			offers.filter((o) => o.channel === channel && o.price).map((o) => getUsd(o, 1) as number)[0],
	);
	return flat && rate ? Math.round((flat / rate) * 100) / 100 : undefined;
}

/**
 * The article's advice: batches and drafts on Reverse; production, 1080p and client work on the
 * Relay.
 */
function explainChoice(
	{ channel, model, price, sellsDuration, isListed }: Offer,
	offers: Offer[],
	{ duration, resolution }: Plan,
	breakEven?: number,
): string {
	const what = resolution === 'auto' ? `${duration} s` : `${duration} s at ${resolution}`;
	if (isListed && price) {
		const most = price.usdMax === undefined ? '' : ` to ${formatDollars(price.usdMax)}`;
		return `By the endpoint's own list, ${what} of ${model} on ${channel.displayName} costs ${formatDollars(price.usd)}${most} a video.`;
	}
	const drafts = offers.find((o) => o.channel === REVERSE) as Offer;
	const steady = offers.find((o) => o.channel === RELAY) as Offer;
	const formatPrice = ({ price: p }: Offer) => formatDollars((p as Price).usd);
	if (channel === REVERSE) {
		const [low, high] = channel.refusalRate.map((share) => Math.round(share * 100));
		return (
			`${channel.displayName} costs ${formatPrice(drafts)} a video${steady.price ? `, ${RELAY.displayName} ${formatPrice(steady)} for ${duration} s: from ${breakEven} s on, Reverse is cheaper` : ''}. ` +
			`It suits batches, drafts and prompt tests: ${low} to ${high} % of its requests are refused for their region, at no cost, and Retry On Fail sends them again. ` +
			`For production, client work and 1080p, use ${RELAY.displayName}.`
		);
	}
	if (channel === RELAY) {
		const fixed =
			'Its fixed addresses are hardly ever refused, which suits production and client work.';
		if (!drafts.sellsResolution)
			return `${channel.displayName} sells ${resolution}, ${REVERSE.displayName} does not. ${fixed}`;
		if (drafts.sellsDuration !== false)
			return `For ${what}, ${channel.displayName} costs no more than ${REVERSE.displayName}. ${fixed}`;
		return `${channel.displayName} sells ${what}; ${REVERSE.displayName} sells ${REVERSE.durations(drafts.model as string)?.join(', ')} s, at ${formatPrice(drafts)} a video. ${fixed}`;
	}
	if (price && sellsDuration)
		return `${channel.displayName} sells ${what}; Official Reverse and Official Relay do not.`;
	return `No other channel is known to sell ${what}. On ${channel.displayName} it depends on the model.`;
}
