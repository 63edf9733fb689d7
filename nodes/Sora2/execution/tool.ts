import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent calls the node: as a tool its type has another name, on every version of n8n. */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool');
}

/**
 * Whether the call comes from an agent that calls its tools itself (versions before 3), and not from the engine:
 * then different calls share one "execute data" object.
 */
export function isCalledByAgent(ctx: IExecuteFunctions): boolean {
	return isTool(ctx) && ctx.getNode().rewireOutputLogTo === undefined;
}
