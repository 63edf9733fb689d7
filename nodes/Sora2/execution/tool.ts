import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent calls the node: n8n gives a tool another node type, in every version. */
export function isTool(ctx: IExecuteFunctions): boolean {
	return ctx.getNode().type.endsWith('Tool');
}

/**
 * Whether an agent calls the tool directly (versions before 3) instead of through the engine: then
 * separate calls share one "execute data" object.
 */
export function isCalledByAgent(ctx: IExecuteFunctions): boolean {
	return isTool(ctx) && ctx.getNode().rewireOutputLogTo === undefined;
}
