import type { Price } from '../channels/channel';
import { findMismatch } from '../channels/checkAbilities';
import { getListedPrice, type ModelInfo } from '../channels/modelInfo';
import { formatDollars } from '../channels/price';
import { JobFailure } from '../errors/jobFailure';
import type { Failure } from '../errors/failure';
import { EARLIER_ORDER_LOST_HINT, toMismatchFailure, toOverLimitFailure } from '../errors/messages';
import type { Route } from '../jobs/context';
import { hasLostOrder } from '../jobs/itemLedger';
import { findModelInfo } from '../jobs/modelInfos';
import type { VideoRequest } from '../protocols/protocol';
import type { ItemContext } from '../execution/operation';
import { getOrderWarnings } from './orderWarnings';

/**
 * Checks an order against what its endpoint publishes about the model, and reserves its cost in the
 * run's spending limit. Throws a `JobFailure`, before anything is sent, if either forbids it.
 * @returns warnings for the user
 */
export async function checkOrder(
	item: ItemContext,
	route: Route,
	request: VideoRequest,
	isOverridden: boolean,
): Promise<string[]> {
	if (isOverridden) return reserveCost(item, route, undefined);
	const info = await queryModel(item, route);
	const to = {
		channel: route.channel.name,
		channelName: route.channel.displayName,
		model: route.request.model,
	};
	const mismatch = info && findMismatch(info, request, route.protocol.hasExactPictures === true);
	if (mismatch) throw toOrderFailure(toMismatchFailure(mismatch, to), item);
	return reserveCost(item, route, getPrice(route, info, request));
}

/**
 * Reserves an order's cost in the run's spending limit. Throws a `JobFailure` if it does not fit.
 * @returns warnings for the user
 */
export function reserveCost(
	item: ItemContext,
	{ channel, request }: Route,
	price: Price | undefined,
): string[] {
	const { itemIndex, jobContext, spending } = item;
	const { ledger, policy } = jobContext;
	const usd = price && (price.usdMax ?? price.usd);
	// An order repeated with its key is the same order.
	const lostKey = policy.idempotencyHonoured ? undefined : ledger.lost?.key;
	const left = spending.reserve(itemIndex, usd, lostKey);
	if (left !== undefined)
		throw toOrderFailure(
			toOverLimitFailure(
				{
					limit: formatDollars(spending.limitUsd),
					left: formatDollars(left),
					price: usd === undefined ? undefined : formatDollars(usd),
				},
				{ channel: channel.name, channelName: channel.displayName, model: request.model },
			),
			item,
		);
	ledger.countedUsd = usd;
	return spending.hasLimit && usd === undefined
		? [
				`'Spending Limit (USD)' could not count this video before it was ordered: no price of '${request.model || 'its model'}' is known. What the endpoint reports is counted afterwards.`,
			]
		: [];
}

/**
 * Builds the failure of an order that was not sent. It costs nothing itself, but an earlier lost
 * order of the same item may.
 */
function toOrderFailure(failure: Failure, { jobContext }: ItemContext): JobFailure {
	return new JobFailure(
		hasLostOrder(jobContext.ledger)
			? { ...failure, billed: 'unknown', hint: EARLIER_ORDER_LOST_HINT }
			: failure,
	);
}

/**
 * Reads the model's list entry if every endpoint of the protocol has one, or if the channel's
 * declarations do not cover the order.
 */
async function queryModel(
	{ jobContext }: ItemContext,
	route: Route,
): Promise<ModelInfo | undefined> {
	const { protocol, request } = route;
	const isWanted = protocol.modelInfo?.isCommon === true || !isDeclared(route);
	return isWanted ? await findModelInfo(jobContext, protocol, request.model) : undefined;
}

/** Whether the channel declares exactly this combination. */
function isDeclared(route: Route): boolean {
	const { channel, request } = route;
	return (
		channel.price(request) !== undefined &&
		getOrderWarnings(route).length === 0 &&
		request.size === undefined &&
		['16:9', '9:16', 'auto'].includes(request.aspectRatio)
	);
}

function getPrice(
	{ channel, request }: Route,
	info: ModelInfo | undefined,
	{ generateAudio }: VideoRequest,
): Price | undefined {
	const listed = info && getListedPrice(info, { ...request, audio: generateAudio });
	return listed ?? channel.price(request);
}
