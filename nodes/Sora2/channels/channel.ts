import type { Billed } from '../errors/failure';
import type { AspectRatio, Dialect, ProtocolName, Resolution } from '../protocols/protocol';

/**
 * The price of a video in US dollars. If it is a range, `usd` is the low end and `usdMax` the high
 * end.
 */
export interface Price {
	usd: number;
	usdMax?: number;
	/** How the sum was calculated, for the user: "10 s at $0.30 to $0.50". */
	basis: string;
}

/** What a price depends on. `duration` in seconds. */
export interface Order {
	model: string;
	duration: number;
	resolution: Resolution;
}

/**
 * What is sold where, at what price. Everything the node knows about a channel is declared here.
 */
export interface Channel {
	/** Saved workflows contain it: never change one. */
	name: string;
	displayName: string;
	/** Price and stability in a sentence or two, shown in the editor below the channel's name. */
	description: string;
	protocol: ProtocolName;
	/**
	 * Models whose prices are declared here, the channel's default first. Empty: the user has to name
	 * one.
	 */
	models: readonly string[];
	/** Seconds. */
	defaultDuration: number;
	/** The lengths it sells, as a phrase that follows its name in a sentence. */
	durationHint: string;
	/** Durations in seconds this channel is known to sell for this model; undefined if unknown. */
	durations(model: string): number[] | undefined;
	/** Resolutions it is known to sell for this model; undefined if unknown. */
	resolutions(model: string): Resolution[] | undefined;
	/** The form's default; `auto` leaves it to the model. */
	defaultResolution: Resolution;
	defaultAspectRatio: AspectRatio;
	sendResolution: Dialect['sendResolution'];
	/**
	 * How the length is written if its field is called `seconds`; by default as the protocol does.
	 */
	secondsAs?: Dialect['secondsAs'];
	/** Undefined if the price is not known. */
	price(order: Order): Price | undefined;
	/** Share of requests refused because of their region: low and high estimate. */
	refusalRate: readonly [number, number];
	/** Whether a failed job is charged, according to the vendor; undefined if unknown. */
	failedJobsBilled?: Billed;
	/**
	 * Where to send an item this channel refuses, as a phrase for a hint: 'a node on the … channel'.
	 */
	otherNode: string;
}
