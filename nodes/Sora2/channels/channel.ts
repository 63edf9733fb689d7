import type { Billed } from '../errors/failure';
import type { AspectRatio, Dialect, ProtocolName, Resolution } from '../protocols/protocol';

/** What a video costs in US dollars. `usdMax` where the price is a range: `usd` is then its low end. */
export interface Price {
	usd: number;
	usdMax?: number;
	/** How the sum came about, in words: "10 s at $0.30 to $0.50". */
	basis: string;
}

/** What a price depends on. `duration` in seconds. */
export interface Order {
	model: string;
	duration: number;
	resolution: Resolution;
}

/** What is for sale where, and what to know about it. Everything the node knows about a channel is in here. */
export interface Channel {
	/** Saved workflows hold it: never change one. */
	name: string;
	displayName: string;
	/** Price and stability in a sentence or two, as the editor shows it under the channel's name. */
	description: string;
	protocol: ProtocolName;
	/** Models whose prices are declared here, the channel's own first; none: the user has to name one. */
	models: readonly string[];
	/** Seconds. */
	defaultDuration: number;
	/** The lengths it sells, in words that go on after its name. */
	durationHint: string;
	/** Durations in seconds this channel is known to sell of this model; nothing when that is not known. */
	durations(model: string): number[] | undefined;
	/** Resolutions it is known to sell of this model. */
	resolutions(model: string): Resolution[] | undefined;
	/** What the form starts with; `auto` leaves it to the model. */
	defaultResolution: Resolution;
	defaultAspectRatio: AspectRatio;
	sendResolution: Dialect['sendResolution'];
	/** How the length is written where it is called `seconds`; without it as the protocol has it. */
	secondsAs?: Dialect['secondsAs'];
	/** Nothing when the price is not known. */
	price(order: Order): Price | undefined;
	/** Share of requests refused because of the region, low and high. */
	refusalRate: readonly [number, number];
	/** Whether a job that failed is charged, where its vendor says so; nothing when that is not known. */
	failedJobsBilled?: Billed;
	/** Where an item this channel refuses could go, in words for a hint: 'a node on the … channel'. */
	otherNode: string;
}
