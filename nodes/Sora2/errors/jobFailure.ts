import type { Failure } from './failure';

/**
 * Carries a failure to the item it belongs to: thrown where it is detected, caught once per item.
 */
export class JobFailure extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
		this.name = 'JobFailure';
	}
}
