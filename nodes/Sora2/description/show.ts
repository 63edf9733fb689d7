/** Value for `displayOptions.show`: the field belongs to these operations. */
export const on = (...operation: string[]) => ({ resource: ['video'], operation });

/**
 * The same for an option, which sees the fields from inside the collection. Also under Estimate, which has no options:
 * n8n's editor drops one that no longer shows just before it puts the collection away.
 */
export const optionOn = (...operation: string[]) => ({
	show: { '/operation': [...operation, 'estimate'] },
});

/** Operations that make a new video from a finished one. */
export const DERIVING = ['remix', 'edit', 'extend'];
/** Operations that make a new video from a prompt. */
export const ORDERING = ['generate', 'submit'];
/** Operations that cost money. */
export const PAYING = [...ORDERING, ...DERIVING];
/** Operations that return a video in the item. */
export const DELIVERING = ['generate', 'wait', ...DERIVING];
