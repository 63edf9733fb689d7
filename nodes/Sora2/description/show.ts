/** Value for `displayOptions.show`: the field belongs to these operations. */
export const on = (...operation: string[]) => ({ resource: ['video'], operation });

/**
 * The same for an option inside the collection. Also includes Estimate, which has no options:
 * before n8n's editor hides the collection, it drops every option that is no longer shown.
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
