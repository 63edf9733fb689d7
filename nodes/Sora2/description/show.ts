/** The fields of an operation: what `displayOptions.show` takes. */
export const on = (...operation: string[]) => ({ resource: ['video'], operation });

/** The same for an option, which sees the fields from inside the collection. */
export const optionOn = (...operation: string[]) => ({ show: { '/operation': operation } });

/** New videos made from finished ones. */
export const DERIVING = ['remix', 'edit', 'extend'];
/** New videos from a prompt. */
export const ORDERING = ['generate', 'submit'];
/** Everything that costs money. */
export const PAYING = [...ORDERING, ...DERIVING];
/** What ends with a video in the item. */
export const DELIVERING = ['generate', 'wait', ...DERIVING];
