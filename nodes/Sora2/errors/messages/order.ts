import type { Failure } from '../failure';
import { toInvalidFailure } from './invalid';

/** Where an order was to be sent. */
interface OrderAddress {
	channel: string;
	channelName: string;
	model: string;
}

/**
 * A value that, by the endpoint's own list, the model does not take. Found before the order, so
 * nothing was charged.
 */
export function toMismatchFailure(
	{ label, value, takes }: { label: string; value: string; takes: string },
	{ channel, channelName, model }: OrderAddress,
): Failure {
	return toInvalidFailure(
		`'${label}': ${channelName} says that '${model}' does not take ${value}${takes ? `; it takes ${takes}` : ''}`,
		takes
			? `Set '${label}' to one of: ${takes}.`
			: `Remove '${label}', or pick a model that takes it.`,
		channel,
		model,
	);
}

/** An order that would exceed the user's spending limit for one run. */
export function toOverLimitFailure(
	money: { limit: string; left: string; price?: string },
	{ channel, model }: OrderAddress,
): Failure {
	const spent = `The spending limit of ${money.limit} for one run is used up`;
	const tooDear = `This video costs up to ${money.price}, but only ${money.left} of the spending limit of ${money.limit} for one run is left`;
	return {
		message: money.price === undefined ? spent : tooDear,
		hint: "Nothing was sent and nothing was charged for this item. Raise the option 'Spending Limit (USD)', or run the rest later.",
		class: 'budget',
		retryable: false,
		failover: false,
		billed: 'no',
		channel,
		model,
	};
}

/** The hint if an order is not sent and an earlier one of the item was lost. */
export const EARLIER_ORDER_LOST_HINT =
	"No further order was sent for this item. The answer to an earlier one was lost, so it may have been charged. Look for its job with 'Get Many'.";
