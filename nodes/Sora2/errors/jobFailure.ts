import type { Failure } from './failure';

/** A failure on its way to the item it belongs to: thrown where it is known, caught once per item. */
export class JobFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
		this.name = 'JobFailure';
	}
}
