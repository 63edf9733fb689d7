import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { CancelledError } from '../jobs/ports';

/** The error after which n8n records the run as canceled: it looks for these words. */
export function toCanceledError(ctx: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(ctx.getNode(), new CancelledError().message);
}

/** Settles when the execution is canceled; never, where it cannot be. */
export async function whenAborted(signal?: AbortSignal): Promise<void> {
	await new Promise<void>((resolve) =>
		signal?.addEventListener('abort', () => resolve(), { once: true }),
	);
}
