import { NodeOperationError, type IExecuteFunctions, type NodeOutput } from 'n8n-workflow';
import { CancelledError } from '../jobs/ports';
import { isTool } from './tool';

/** The error after which n8n records the run as canceled: it looks for this message. */
export function toCanceledError(ctx: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), new CancelledError().message);
}

/**
 * Ends a canceled run. Under a continuing *On Error*, a thrown error would pass the input on as if
 * it were videos, and a Retry would start after this node. So the node returns a request to the
 * engine that has no actions: n8n puts the node back on its stack to run again, then sees that the
 * execution is canceled and stops. A Retry starts at this node. See
 * docs/decisions/stop-then-retry.md.
 */
export function endCanceled(ctx: IExecuteFunctions): NodeOutput {
	if (isTool(ctx) || !hasSource(ctx)) throw toCanceledError(ctx);
	return { actions: [], metadata: {} } as unknown as NodeOutput;
}

/** Without a source n8n cannot put the node back on its stack, and the node would be lost. */
function hasSource(ctx: IExecuteFunctions): boolean {
	try {
		return ctx.getInputSourceData().previousNode !== '';
	} catch {
		return false;
	}
}

/** Resolves when the execution is canceled; never, if there is no signal. */
export async function waitForAbort(signal?: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) =>
		signal?.addEventListener('abort', () => resolve(), { once: true }),
	);
}
