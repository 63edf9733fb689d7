import { withoutEmpty, type Failure } from '../failure';

/**
 * Builds the failure of an item that cannot be sent as it is. No request was made, so nothing was
 * charged.
 */
export function toInvalidFailure(
	message: string,
	hint: string,
	channel?: string,
	model?: string,
): Failure {
	return withoutEmpty({
		message,
		hint: `Nothing was sent and nothing was charged. ${hint}`,
		class: 'invalid_request' as const,
		retryable: false,
		failover: false,
		billed: 'no' as const,
		channel,
		model,
	});
}
