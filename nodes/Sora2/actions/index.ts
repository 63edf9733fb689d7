import type { Operation } from '../execution/operation';
import { cancel } from './cancel';
import { deleteVideo } from './delete';
import { download } from './download';
import { edit } from './edit';
import { estimate } from './estimate';
import { extend } from './extend';
import { generate } from './generate';
import { get } from './get';
import { getMany } from './getMany';
import { remix } from './remix';
import { submit } from './submit';
import { wait } from './wait';

/** Every operation by its name in saved workflows. */
export const operations: Readonly<Record<string, Operation>> = {
	generate,
	submit,
	wait,
	get,
	getMany,
	download,
	remix,
	edit,
	extend,
	delete: deleteVideo,
	cancel,
	estimate,
};
