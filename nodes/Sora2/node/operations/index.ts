import { download, get, getMany, remove, wait } from './byId';
import { generate, submit } from './generate';
import type { Operation } from './operation';

/** Every operation, by the name workflows hold. */
export const operations = { generate, submit, wait, get, getMany, download, delete: remove } satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
