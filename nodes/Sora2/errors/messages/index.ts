/** The texts of failures, except those about a single field, which are where it is checked. */
export type { FailureContext, FailureSettings, ListState } from './context';
export { toFailure } from './failure';
export { toInvalidFailure } from './invalid';
export * from './job';
export { describeUnreadLedger, describeUnwrittenLedger } from './ledger';
export { EARLIER_ORDER_LOST_HINT, toMismatchFailure, toOverLimitFailure } from './order';
export { formatSeconds } from './text';
