import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { ClaimOwner } from '../jobs/claims';

/** What an execution shares with its Retry and with no other execution. */
export interface RetryIdentity {
	owner: ClaimOwner;
	/**
	 * When the execution started, in milliseconds since the epoch; the same for its Retry, unless n8n
	 * lost it.
	 */
	establishedAt?: number;
	/** This is a Retry, and n8n no longer knows when the execution it repeats started. */
	isBeginningLost: boolean;
	/**
	 * No other execution shares this identity, so an Idempotency-Key may be derived from it. Older
	 * n8n versions provide no such token.
	 */
	isUnique: boolean;
}

/**
 * Reads what n8n preserves when an execution is retried: the token of its resume URL (seen in 2.39
 * and 2.41) and the time its context was established (1.123 and later). Neither says which
 * execution is retried. n8n 1.123 stores the context only when a run ends, so after a kill the
 * Retry gets a new one.
 */
export function getRetryIdentity(ctx: IExecuteFunctions): RetryIdentity {
	const { establishedAt, source } = ctx.getExecutionContext?.() ?? {};
	const isBeginningLost = source === 'retry';
	const token = readResumeToken(ctx);
	const lineage = hash([ctx.getWorkflow().id, establishedAt, token]);
	return {
		owner: { executionId: ctx.getExecutionId(), lineage },
		...(!isBeginningLost && { establishedAt }),
		isBeginningLost,
		isUnique: token !== undefined,
	};
}

/** Whether this run repeats an execution that failed, was stopped, or was killed with n8n. */
export function isRetry(ctx: IExecuteFunctions): boolean {
	return ctx.getMode() === 'retry';
}

/**
 * Derives the Idempotency-Key of an item's order. It is the same in a Retry of the execution, so
 * that an endpoint that honors such keys returns the job it already has.
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
