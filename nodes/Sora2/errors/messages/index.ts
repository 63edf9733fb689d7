/** Every sentence a user reads about a failure is in this folder. */
export type { FailureContext, FailureSettings, ListState } from './context';
export { toFailure } from './failure';
export { toInvalidFailure } from './invalid';
export * from './job';
export { describeUnreadLedger, describeUnwrittenLedger } from './ledger';
export { EARLIER_ORDER_LOST_HINT, toMismatchFailure, toOverLimitFailure } from './order';
export { formatSeconds } from './text';
