import { readCarriedFailure } from '../errors/failure';
import type { Parameters } from '../execution/parameters';
import { isTool } from '../execution/tool';
import type { Settled } from '../execution/operation';

/**
 * What becomes of an item that comes with a failure saying that no other channel should take it: it goes out as
 * it came, and nothing is ordered, unless the user wants it made all the same. What an agent asks for is its own
 * order, whatever item the agent itself was started with.
 */
export function settleCarriedFailure(
	p: Parameters,
	json: Record<string, unknown>,
): Settled | undefined {
	const failure =
		p.options.generateFailed === true || isTool(p.ctx) ? undefined : readCarriedFailure(json);
	return failure?.failover === false ? { settled: { failure } } : undefined;
}
