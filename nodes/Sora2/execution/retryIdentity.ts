import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { ClaimOwner } from '../jobs/claims';

/** What an execution has in common with its Retry, and with nothing else. */
export interface RetryIdentity {
	owner: ClaimOwner;
	/** When the execution began, in milliseconds since the epoch; its Retry has the same. */
	establishedAt?: number;
	/** No other execution has this lineage: an Idempotency-Key may be made of it. Older n8n gives no token to tell by. */
	isUnique: boolean;
}

/**
 * Reads what n8n keeps of an execution when it is retried: the token of its resume address (seen in 2.39 and 2.41) and
 * when its context was established (1.123 and later). Neither says which execution is retried.
 */
export function getRetryIdentity(ctx: IExecuteFunctions): RetryIdentity {
	const establishedAt = ctx.getExecutionContext?.()?.establishedAt;
	const token = readResumeToken(ctx);
	const lineage = hash([ctx.getWorkflow().id, establishedAt, token]);
	return {
		owner: { executionId: ctx.getExecutionId(), lineage },
		establishedAt,
		isUnique: token !== undefined,
	};
}

/** Whether this run repeats an execution that n8n was killed or stopped in, or that failed. */
export function isRetry(ctx: IExecuteFunctions): boolean {
	return ctx.getMode() === 'retry';
}

/**
 * The Idempotency-Key of an item's order: the same in a Retry of the execution, so that an endpoint which honours such
 * keys gives back the job it has.
 */
export function toOrderKey(
	{ owner }: RetryIdentity,
	of: { node: string; runIndex: number; itemIndex: number; fingerprint: string },
): string {
	return hash([owner.lineage, of.node, of.runIndex, of.itemIndex, of.fingerprint]);
}

function readResumeToken(ctx: IExecuteFunctions): string | undefined {
	const { $execution } = ctx.getWorkflowDataProxy(0) as unknown as {
		$execution?: { resumeUrl?: string };
	};
	const url = $execution?.resumeUrl;
	if (url === undefined || !URL.canParse(url)) return undefined;
	return new URL(url).searchParams.get('signature') ?? undefined;
}

function hash(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
