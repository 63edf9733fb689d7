import type { Failure } from './failure';

/** A failure as an exception: thrown where it is detected, caught once per item. */
export class JobFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
		this.name = 'JobFailure';
	}
}
