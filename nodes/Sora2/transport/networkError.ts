import type { NetworkError } from '../errors/classify';

const MAX_MESSAGE = 300;
/** Maximum nesting of errors, as n8n and its HTTP client wrap them. */
const MAX_DEPTH = 4;

interface ErrorLike {
	code?: unknown;
	httpCode?: unknown;
	syscall?: unknown;
	message?: unknown;
	description?: unknown;
	messages?: unknown;
	errors?: unknown;
	cause?: unknown;
}

/**
 * Reads code and message of what n8n's helpers throw in its various versions: an AxiosError, or a
 * NodeApiError around one. If a host has several addresses, Node tries them all and throws one
 * error with the individual reasons inside.
 */
export function readNetworkError(error: unknown): NetworkError {
	const chain = unwrap(error);
	const connects = chain.map(readConnectErrors).find((found) => found !== undefined);
	if (connects) return connects;
	const [outer, cause] = chain;
	const code = [cause?.code, outer.code, outer.httpCode].find(
		(c): c is string => typeof c === 'string' && /^[A-Z_]{3,}/.test(c),
	);
	const texts = [
		cause?.message,
		...(Array.isArray(outer.messages) ? outer.messages : []),
		outer.description,
		outer.message,
	];
	// n8n 1.123 and 2.0 set the message 'Error' on an error that has none.
	const message =
		texts.find((t): t is string => typeof t === 'string' && !/^(Error)?$/.test(t)) ??
		'the connection failed';
	return { code, message: message.slice(0, MAX_MESSAGE) };
}

/** Lists an error and its causes, outermost first. */
function unwrap(error: unknown): ErrorLike[] {
	const chain: ErrorLike[] = [];
	let at: unknown = error;
	do {
		const wrapper = (typeof at === 'object' && at !== null ? at : {}) as ErrorLike;
		chain.push(wrapper);
		at = wrapper.cause;
	} while (at && chain.length < MAX_DEPTH);
	return chain;
}

/** Reads an AggregateError of connection attempts that all failed. */
function readConnectErrors({ errors }: ErrorLike): NetworkError | undefined {
	if (!Array.isArray(errors) || errors.length === 0) return undefined;
	const reasons = errors as ErrorLike[];
	if (!reasons.every((e) => e?.syscall === 'connect')) return undefined;
	const [{ code }] = reasons;
	return {
		// Only the message distinguishes a time-out while connecting from a later one.
		code: typeof code === 'string' && code !== 'ETIMEDOUT' ? code : 'ECONNREFUSED',
		message: reasons
			.map(({ message }) => String(message))
			.join(', ')
			.slice(0, MAX_MESSAGE),
	};
}
