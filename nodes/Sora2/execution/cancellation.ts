import { NodeOperationError, type IExecuteFunctions, type NodeOutput } from 'n8n-workflow';
import { CancelledError } from '../jobs/ports';
import { isTool } from './tool';

/** The error after which n8n records the run as canceled: it looks for these words. */
export function toCanceledError(ctx: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), new CancelledError().message);
}

/**
 * Ends a canceled run. Thrown under a continuing *On Error*, the error would pass the input on as if it were videos, and
 * a Retry would begin after this node. So n8n is asked to run the node again once nothing has been done: it puts the
 * node back on its stack, then sees that the execution is canceled and goes no further. Its Retry begins here.
 * See docs/decisions/stop-then-retry.md.
 */
export function endCanceled(ctx: IExecuteFunctions): NodeOutput {
	if (isTool(ctx) || !hasSource(ctx)) throw toCanceledError(ctx);
	return { actions: [], metadata: {} } as unknown as NodeOutput;
}

/** Without a source n8n cannot put the node back, and it would be gone. */
function hasSource(ctx: IExecuteFunctions): boolean {
	try {
		return ctx.getInputSourceData().previousNode !== '';
	} catch {
		return false;
	}
}

/** Settles when the execution is canceled; never, where it cannot be. */
export async function whenAborted(signal?: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) =>
		signal?.addEventListener('abort', () => resolve(), { once: true }),
	);
}
