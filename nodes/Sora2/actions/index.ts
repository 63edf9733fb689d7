import { download, get, getMany, remove, wait } from './byId';
import { estimate } from './estimate';
import { generate, submit } from './generate';
import type { Operation } from '../execution/operation';
import { edit, extend, remix } from './derive';

/** Every operation, by the name workflows hold. */
export const operations = {
	generate,
	submit,
	wait,
	get,
	getMany,
	download,
	remix,
	edit,
	extend,
	delete: remove,
	estimate,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
