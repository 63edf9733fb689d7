import { generate, submit } from './generate';
import type { Operation } from './operation';

/** Every operation, by the name workflows hold. */
export const operations = { generate, submit } satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
