import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import { toInvalidFailure } from '../errors/messages';
import type { ItemTask, Operation } from './operation';
import { Parameters } from './parameters';
import type { ItemState } from './runState';

/**
 * Resolves an item's task once, in the first try. Returns false if the item needs no request,
 * because it is already settled or its fields cannot be used.
 */
export function resolveTask(
	ctx: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
	itemState: ItemState,
	itemIndex: number,
): boolean {
	try {
		itemState.task ??= readTask(ctx, operations, itemIndex);
	} catch (error) {
		itemState.outcome = { failure: toFieldFailure(error) };
		return false;
	}
	if (!('settled' in itemState.task)) return true;
	itemState.outcome = itemState.task.settled;
	return false;
}

/** The failure of an item whose fields cannot be used. */
export function toFieldFailure(error: unknown): Failure {
	const { message, description } = error as { message?: string; description?: string | null };
	return toInvalidFailure(
		message ?? String(error),
		description ?? 'Check the fields of this node for this item.',
	);
}

function readTask(
	ctx: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
	itemIndex: number,
): ItemTask {
	const parameters = new Parameters(ctx, itemIndex);
	const name = parameters.oneOf(
		ctx.getNodeParameter('operation', itemIndex, 'generate'),
		'Operation',
		Object.keys(operations),
	);
	// A node that builds items by hand may leave `json` out.
	const { json = {}, ...item } = ctx.getInputData()[itemIndex];
	return operations[name](parameters, { ...item, json });
}
