import type { IExecuteFunctions } from 'n8n-workflow';
import type { Failure } from '../errors/failure';
import type { FailureSettings } from '../errors/messages';

/** n8n's *On Error* setting of the node. */
export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/**
 * Orders the items of a try. n8n runs the node again only if the first item of the first output is
 * a failure, and then discards this try's items; with an error output it sorts failures out itself.
 * So if another try can help, a failure it can help comes first; otherwise a success does.
 *
 * @param failures the failure of each input item, or undefined for one that was delivered
 * @param isLastTry n8n will not run the node again
 * @returns input indexes in the order of output
 */
export function orderOutput(
	failures: Array<Failure | undefined>,
	onError: OnError,
	isLastTry: boolean,
): number[] {
	const all = failures.map((_, i) => i);
	const transient = isLastTry ? -1 : failures.findIndex((f) => f?.retryable);
	if (transient >= 0) return [transient, ...all.filter((i) => i !== transient)];
	if (onError !== 'continueErrorOutput') return all;
	return [...all.filter((i) => !failures[i]), ...all.filter((i) => failures[i])];
}

/** Maximum number of tries, within the engine's own bounds. */
export function getMaxTries({
	retryOnFail,
	maxTries: tries,
}: {
	retryOnFail?: boolean;
	maxTries?: number;
}): number {
	return retryOnFail === true ? Math.min(5, Math.max(2, tries || 3)) : 1;
}

const ON_ERROR = {
	stopWorkflow: 'stop',
	continueRegularOutput: 'continue',
	continueErrorOutput: 'error_output',
} as const;

/** n8n's *On Error* setting of the node. */
export function getOnError(ctx: IExecuteFunctions): OnError {
	if (!ctx.continueOnFail()) return 'stopWorkflow';
	return ctx.getNode().onError ?? 'continueRegularOutput';
}

/** What the node will do about a failure of this try, for the failure's advice. */
export function getFailureSettings(ctx: IExecuteFunctions, attempt: number): FailureSettings {
	const node = ctx.getNode();
	const hasTriesLeft = attempt < getMaxTries(node);
	return {
		retries: node.retryOnFail !== true ? 'off' : hasTriesLeft ? 'left' : 'used_up',
		onError: ON_ERROR[getOnError(ctx)],
	};
}
