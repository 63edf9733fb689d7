import { readCarriedFailure } from '../errors/failure';
import type { Parameters } from '../execution/parameters';
import { isTool } from '../execution/tool';
import type { Settled } from '../execution/operation';

/**
 * Handles an item that carries a failure no other channel should retry: it is passed on unchanged
 * and nothing is ordered, unless the user wants it made anyway. An agent's call is its own order,
 * whatever item the agent itself was started with.
 */
export function settleCarriedFailure(
	p: Parameters,
	json: Record<string, unknown>,
): Settled | undefined {
	const failure =
		p.optionalFlag(p.options.generateFailed, 'Order Failed Items Anyway') || isTool(p.ctx)
			? undefined
			: readCarriedFailure(json);
	return failure?.failover === false ? { settled: { failure } } : undefined;
}
